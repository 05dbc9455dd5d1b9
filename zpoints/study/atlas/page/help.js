// What the page says of itself: its keys, and what it can get wrong.
"use strict";

const KEYS = [
  ["1 to 6", "Dissolve, Cloud, Directions, Attributes, Compare, Verdicts"],
  [
    "Tab, arrows",
    "reach every slider, menu and image; Page up and Page down move sliders in large steps",
  ],
  [
    "on the map",
    "arrows: next point · Enter: keep it · + and −: zoom · Shift with arrows: move · 0: all",
  ],
  ["Copy link", "the address of exactly what you see"],
  ["Python", "five lines that make the same images with ONNX Runtime"],
  ["PNG", "the view's images as one picture"],
];

// What the page can get wrong, as [what, how far].
function limits() {
  const study = atlas.caseOf(state.get("case"));
  const {rows, vectors} = atlas.data;
  const detected = study.samplers.some((one) => one.face_rate !== null);
  return [
    ["Rounded points", `Stored vectors are whole numbers of a step, ${digits(study.step)} here.`],
    [
      "Nearest",
      rows < vectors
        ? `Means nearest among the ${counted(rows)} points in this page; the study has ` +
          `${counted(vectors)}.`
        : `Means nearest among the ${counted(rows)} points in this page.`,
    ],
    [
      "Live draws",
      "What you draw here was not measured. Numbers beside it are those of the study's own draws.",
    ],
    [
      "Images",
      `This browser's may differ from the study's by ${study.decoder?.tolerance ?? 1} of 255 ` +
        "steps in a colour of a pixel. The self-test tries 16 vectors, not all.",
    ],
    detected
      ? ["Faces", "A detector tells faces. It errs, on odd pictures more than on real ones."]
      : null,
    [
      "Intervals",
      "They tell how far other draws of as many images would differ, not how far another " +
        "training would.",
    ],
    [
      "Attributes",
      "r tells what goes along with a direction, not that the direction makes it so; two " +
        "attributes that go together both show.",
    ],
  ].filter(Boolean);
}

function definitions(lines) {
  const line = ([key, text]) => make("div", {}, make("dt", {text: key}), make("dd", {text: text}));
  return make("dl", {class: "numbers"}, ...lines.map(line));
}

function showHelp(title, ...parts) {
  $("dialog-title").textContent = title;
  fill($("dialog-body"), ...parts);
  $("dialog").showModal();
}

const LIMITS = "What this page can get wrong";

function listed(lines) {
  const line = ([key, text]) => make("li", {}, make("b", {text: `${key}. `}), text);
  return make("ul", {}, ...lines.map(line));
}

function showLimits() {
  showHelp(LIMITS, listed(limits()));
}

function showKeys() {
  const {data, case_sentence: cases} = atlas.data;
  showHelp(
    "Keys, and what is where",
    make("p", {text: [data, cases].filter(Boolean).join(" ")}),
    definitions(KEYS),
    make("h3", {text: LIMITS}),
    listed(limits()),
  );
}
