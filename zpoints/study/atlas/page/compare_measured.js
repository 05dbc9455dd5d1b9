// What was measured on samplers, beside their images, and the marks of their kinds.
"use strict";

// What was measured on a source, or on the sampler that is like it.
function panelText(study, source, like) {
  const lines = [];
  if (source.live) {
    lines.push(
      make("p", {
        class: "note",
        text: like
          ? `Live draws, not measured. The study's “${like.title}” is the nearest that was:`
          : "Live draws. The study measured no sampler like this.",
      }),
    );
  }
  if (!like) return lines;
  const rate =
    like.face_rate === null || like.face_rate === undefined
      ? null
      : make(
          "div",
          {},
          make("dt", {text: "faces, by a detector"}),
          make(
            "dd",
            {},
            make("b", {text: percent(like.face_rate)}),
            ` (${percent(like.face_rate_low)} to ${percent(like.face_rate_high)})`,
          ),
        );
  lines.push(
    make(
      "dl",
      {class: "numbers"},
      make(
        "div",
        {},
        make("dt", {text: "overlap with real ones"}),
        make(
          "dd",
          {},
          make("b", {text: interval(like.overlap, like.overlap_low, like.overlap_high)}),
        ),
      ),
      rate,
      like.precision === null
        ? null
        : make(
            "div",
            {},
            make("dt", {text: "precision, recall"}),
            make("dd", {
              text: `${like.precision.toFixed(2)}, ${like.recall?.toFixed(2) ?? "unknown"}`,
            }),
          ),
      make(
        "div",
        {},
        make("dt", {text: "measured on"}),
        make("dd", {
          text:
            `${(like.images ?? 0).toLocaleString("en")} images` +
            (!source.live && like.vectors && like.vectors < like.images
              ? `; this page holds the first ${like.vectors}`
              : ""),
        }),
      ),
    ),
  );
  return lines;
}

// Kinds of samplers by shape as well as colour: squares are cubes, diamonds references.
function markOf(kind) {
  const shapes = {
    cube: "M-7,-7h14v14h-14z",
    reference: "M0,-9l9,9l-9,9l-9,-9z",
    control: "M-7,-7l14,14m-14,0l14,-14",
  };
  const shape = shapes[kind]
    ? draw("path", {class: "shape", d: shapes[kind]})
    : draw("circle", {class: "shape", r: 7});
  return draw(
    "svg",
    {class: `key k-${kind}`, viewBox: "-11 -11 22 22", "aria-hidden": "true"},
    shape,
  );
}
