// Attributes of the images: values, colours of dots, and which images fit filters.
"use strict";

const UNKNOWN_NUMBER = -128;
const NUMBER_CLASSES = 16;

class Attributes {
  // described: name and kind ("binary" or "number") of each; bytes: int8 (attributes, rows).
  constructor(described, bytes, rows) {
    Object.assign(this, {described: described.map(withOwnLabels), bytes, rows});
  }

  index(name) {
    return this.described.findIndex((one) => one.name === name);
  }

  // Value of a row: 0 or 1, a number, or null where it is unknown.
  value(k, row) {
    const byte = this.bytes[k * this.rows + row];
    const one = this.described[k];
    if (one.kind === "binary") return byte === 0 ? null : byte > 0 ? 1 : 0;
    return byte === UNKNOWN_NUMBER ? null : one.low + ((byte + 127) / 254) * (one.high - one.low);
  }

  title(k) {
    return plainName(this.described[k].name);
  }

  // What the images with (1) or without (0) a binary attribute have: "hat: yes", "glasses: round".
  groupName(k, value) {
    const {name, labels} = this.described[k];
    return `${plainName(factorOf(name) ?? name)}: ${labels[value]}`;
  }

  text(k, row) {
    const value = this.value(k, row);
    if (value === null) return "unknown";
    const one = this.described[k];
    return one.kind === "binary" ? one.labels[value] : withinSpan(value, one.high - one.low);
  }

  // What each row's dot is coloured by: a class of each row, and the legend's names and colours.
  classes(k) {
    const one = this.described[k];
    const classes = new Uint8Array(this.rows);
    const last = one.kind === "binary" ? 2 : NUMBER_CLASSES;
    const counts = new Array(last + 1).fill(0);
    for (let row = 0; row < this.rows; row++) {
      const value = this.value(k, row);
      let place = last;
      if (value !== null && one.kind === "binary") place = value;
      else if (value !== null) {
        const share = (value - one.low) / (one.high - one.low || 1);
        place = Math.min(NUMBER_CLASSES - 1, Math.floor(share * NUMBER_CLASSES));
      }
      classes[row] = place;
      counts[place]++;
    }
    return {classes, counts};
  }

  colours(k) {
    const unknown = theme.rgb("--line");
    if (this.described[k].kind === "binary")
      return [theme.rgb("--no-dot"), theme.rgb("--yes-dot"), unknown];
    const scale = Array.from({length: NUMBER_CLASSES}, (_, j) =>
      scaleColour(j / (NUMBER_CLASSES - 1)),
    );
    return [...scale, unknown];
  }

  // Rows that fit all filters: attribute's name to [least, most].
  fitting(filters) {
    const wanted = Object.entries(filters)
      .map(([name, range]) => ({k: this.index(name), range}))
      .filter(({k, range}) => k >= 0 && Array.isArray(range));
    const rows = [];
    for (let row = 0; row < this.rows; row++) {
      const fits = wanted.every(({k, range: [least, most]}) => {
        const value = this.value(k, row);
        return value !== null && value >= least && value <= most;
      });
      if (fits) rows.push(row);
    }
    return Uint32Array.from(rows);
  }

  // The principal direction that follows an attribute most, of a case: {k, r} or null.
  follower(study, name) {
    let best = null;
    study.followed.forEach((followed, k) => {
      if (followed?.attribute === name && (!best || Math.abs(followed.r) > Math.abs(best.r))) {
        best = {k, r: followed.r};
      }
    });
    return best;
  }
}

// The factor that a column is of: "glasses" of "glasses=round"; null of other attributes.
function factorOf(name) {
  const place = name.indexOf("=");
  return place > 0 ? name.slice(0, place) : null;
}

// "no" of the column "glasses=none" would mean glasses: columns that share a factor have the
// factor's values for yes and no.
function withOwnLabels(one, _, all) {
  const factor = factorOf(one.name);
  const shared = factor && all.filter(({name}) => factorOf(name) === factor).length > 1;
  if (!shared || one.kind !== "binary") return one;
  const value = plainName(one.name.slice(factor.length + 1));
  return {...one, labels: [`other than ${value}`, value]};
}

// At which end of the direction that follows it there is more of an attribute.
function endText({k, r}) {
  return `Direction ${k + 1}: more of it toward the ${r < 0 ? "minus" : "plus"} end.`;
}

// Filters of an address: text that is no filter is none.
function readFilters(text) {
  try {
    const filters = JSON.parse(text || "{}");
    return filters && typeof filters === "object" && !Array.isArray(filters) ? filters : {};
  } catch {
    return {};
  }
}
