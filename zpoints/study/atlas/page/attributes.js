// View of attributes: a list to colour and filter by, and the mean image of those with and without.
"use strict";

// A correlation below this is hardly seen in images.
const WEAK = 0.2;

class AttributesView {
  constructor() {
    const {described} = atlas.attributes;
    if (!described.length) {
      fill(
        $("attributes"),
        make("h2", {text: "No attributes"}),
        make("p", {
          class: "note",
          text:
            "The images of this study have no attributes. Give a table of them with " +
            "dataset.attributes in the config.",
        }),
      );
      this.rows = [];
      return;
    }
    this.rows = described.map((one, k) => this.row(one, k));
    fill($("attribute-list"), ...this.rows.map(({element}) => element));
    this.none = make("p", {class: "note", text: "No attribute has this in its name.", hidden: true});
    $("attribute-list").before(this.none);
    $("attributes-text").addEventListener("input", (event) => this.search(event.target.value));
    $("clear-filters").addEventListener("click", () => state.set({only: ""}));
    state.watch(["colour", "only", "case", "view"], () => this.show());
    if (atlas.data.attributes_left_out) {
      $("attribute-list").append(
        make("p", {
          class: "note",
          text: `${atlas.data.attributes_left_out} more attributes are not in the page.`,
        }),
      );
    }
    this.show();
  }

  get active() {
    return state.get("view") === "attributes";
  }

  row(one, k) {
    const name = make("button", {
      type: "button",
      class: "name",
      text: plainName(one.name),
      "aria-pressed": "false",
      onclick: () => state.set({colour: state.get("colour") === one.name ? "" : one.name}),
    });
    const follows = make("span", {class: "follows"});
    const filter = one.kind === "binary" ? this.choice(one) : this.range(one);
    const element = make("div", {class: "attribute"}, name, filter.element, follows);
    return {one, k, name, follows, filter, element};
  }

  // Filter of yes and no.
  choice(one) {
    const element = make("select", {
      "aria-label": `${plainName(one.name)}: show`,
      onchange: (event) =>
        setFilter(
          one.name,
          event.target.value === ""
            ? null
            : [Number(event.target.value), Number(event.target.value)],
        ),
    });
    element.append(
      new Option("any", ""),
      new Option(one.labels[1], "1"),
      new Option(one.labels[0], "0"),
    );
    return {
      element,
      show: (range) => {
        element.value = range ? String(range[0]) : "";
      },
    };
  }

  // Filter of numbers between two ends.
  range(one) {
    const change = () => {
      const range = [low, high].map((input, k) =>
        input.value === "" ? [one.low, one.high][k] : Number(input.value),
      );
      setFilter(one.name, low.value === "" && high.value === "" ? null : range);
    };
    const input = (end, placeholder) =>
      make("input", {
        type: "number",
        step: "any",
        placeholder: withinSpan(placeholder, 10 * (one.high - one.low)),
        "aria-label": `${plainName(one.name)}: ${end}`,
        onchange: change,
      });
    const [low, high] = [input("at least", one.low), input("at most", one.high)];
    return {
      element: make("span", {class: "range"}, low, "to", high),
      show: (range) => {
        low.value = range && range[0] !== one.low ? range[0] : "";
        high.value = range && range[1] !== one.high ? range[1] : "";
      },
    };
  }

  // Attributes that the case's directions follow most come first.
  sort(study) {
    this.study = study;
    const reach = ({one}) => Math.abs(atlas.attributes.follower(study, one.name)?.r ?? 0);
    this.rows.sort((a, b) => reach(b) - reach(a));
    for (const {element} of this.rows) $("attribute-list").append(element);
    if (!state.get("colour") && !this.begun) state.set({colour: this.rows[0].one.name});
    this.begun = true;
  }

  search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const {one, element} of this.rows) {
      element.hidden = !words.every((word) => plainName(one.name).toLowerCase().includes(word));
    }
    this.none.hidden = this.rows.some(({element}) => !element.hidden);
  }

  show() {
    if (!this.active) return;
    const study = atlas.caseOf(state.get("case"));
    const filters = readFilters(state.get("only"));
    if (study !== this.study) this.sort(study);
    for (const {one, name, follows, filter} of this.rows) {
      name.setAttribute("aria-pressed", String(state.get("colour") === one.name));
      filter.show(Array.isArray(filters[one.name]) ? filters[one.name] : null);
      const best = atlas.attributes.follower(study, one.name);
      follows.textContent = followerText(best);
    }
    $("clear-filters").disabled = !Object.keys(filters).length;
    this.means(study);
  }

  // Decoded means of the vectors with and without the attribute: what it looks like to the decoder.
  async means(study) {
    const host = $("group-means");
    const k = atlas.attributes.index(state.get("colour"));
    if (k < 0) return fill(host);
    await study.open();
    const one = atlas.attributes.described[k];
    const groups =
      one.kind === "binary"
        ? [
            {name: atlas.attributes.groupName(k, 0), range: [0, 0]},
            {name: atlas.attributes.groupName(k, 1), range: [1, 1]},
          ]
        : [
            {name: `low ${plainName(one.name)}`, part: 0},
            {name: `high ${plainName(one.name)}`, part: 1},
          ];
    const rows = groups.map(({range, part}) =>
      range ? atlas.attributes.fitting({[one.name]: range}) : extremes(k, part),
    );
    if (state.get("colour") !== one.name) return;
    const latents = new Float32Array(2 * study.z_dim);
    rows.forEach((some, j) =>
      latents.set(study.latents(meanPoint(study, some), 1), j * study.z_dim),
    );
    const pixels = await atlas.liveOf(study).decode(latents, "means", 1);
    if (!pixels || state.get("colour") !== one.name) return fill(host);
    const follower = atlas.attributes.follower(study, one.name);
    fill(
      host,
      make("h3", {text: "Mean vectors, decoded"}),
      make(
        "div",
        {class: "pictures"},
        ...groups.map(({name}, j) => {
          const canvas = make("canvas", {role: "img", "aria-label": name});
          paint(canvas, pixels, study.width, study.height, j);
          return make(
            "figure",
            {},
            canvas,
            make("figcaption", {text: `${name} (${rows[j].length.toLocaleString("en")})`}),
          );
        }),
      ),
      follower ? make("p", {class: "note", text: endText(follower)}) : null,
      follower
        ? make(
            "div",
            {class: "buttons"},
            make("button", {
              type: "button",
              text: `Put direction ${follower.k + 1} on the map`,
              onclick: () => state.set({x: `d${follower.k + 1}`}),
            }),
          )
        : null,
    );
  }
}

// "direction 3, r = 0.71"; where no direction really follows an attribute, that.
function followerText(best) {
  if (!best) return "no direction follows it";
  const text = `direction ${best.k + 1}, r = ${signed(best.r, 2)}`;
  return Math.abs(best.r) < WEAK ? `no direction follows it: at most ${text}` : text;
}

// Rows with the least or the greatest tenth of an attribute's values.
function extremes(k, part) {
  const {attributes} = atlas;
  const known = [];
  for (let row = 0; row < attributes.rows; row++) {
    const value = attributes.value(k, row);
    if (value !== null) known.push([value, row]);
  }
  known.sort((a, b) => (part ? b[0] - a[0] : a[0] - b[0]));
  return Uint32Array.from(known.slice(0, Math.ceil(known.length / 10)), ([, row]) => row);
}

// Mean principal coordinates of the points in some rows.
function meanPoint(study, rows) {
  const result = new Float32Array(study.z_dim);
  if (!rows.length) return result;
  for (let k = 0; k < study.z_dim; k++) {
    let sum = 0;
    for (const row of rows) sum += study.points[k * study.rows + row];
    result[k] = (sum * study.step) / rows.length;
  }
  return result;
}
