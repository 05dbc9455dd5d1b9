// The legend of the map, and filters by attributes.
"use strict";

// What colours mean, with counts; a click on yes or no shows only these.
function showLegend(host, k) {
  if (k < 0) return fill(host);
  const {attributes} = atlas;
  const one = attributes.described[k];
  const colours = attributes.colours(k).map((rgb) => `rgb(${rgb.join(",")})`);
  const {counts} = attributes.classes(k);
  const key = (colour) => {
    const dot = make("span", {class: "dot"});
    dot.style.background = colour;
    return dot;
  };
  const parts = [make("b", {text: `${plainName(one.name)}:`})];
  if (one.kind === "binary") {
    [1, 0].forEach((value) =>
      parts.push(
        make(
          "button",
          {
            type: "button",
            class: "chip plain-chip",
            onclick: () => setFilter(one.name, [value, value]),
            title: "show only these",
          },
          key(colours[value]),
          `${one.labels[value]} ${counts[value].toLocaleString("en")}`,
          make("span", {class: "unseen", text: ": show only these"}),
        ),
      ),
    );
  } else {
    const bar = make("span", {class: "scale-bar"});
    bar.style.background = `linear-gradient(90deg, ${colours.slice(0, -1).join(",")})`;
    parts.push(
      `${withinSpan(one.low, one.high - one.low)} `,
      bar,
      ` ${withinSpan(one.high, one.high - one.low)}`,
    );
  }
  const unknown = counts.at(-1);
  if (unknown) parts.push(key(colours.at(-1)), `unknown ${unknown.toLocaleString("en")}`);
  fill(
    host,
    ...parts,
    make("button", {type: "button", text: "no colours", onclick: () => state.set({colour: ""})}),
  );
}

// Sets or, with null, drops the filter of an attribute.
function setFilter(name, range) {
  const filters = readFilters(state.get("only"));
  if (range) filters[name] = range;
  else delete filters[name];
  state.set({only: Object.keys(filters).length ? JSON.stringify(filters) : ""});
}
