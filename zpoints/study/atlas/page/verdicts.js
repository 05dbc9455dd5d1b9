// View of verdicts: what was stated, what was measured, and the view that shows it.
"use strict";

const VIEW_NAMES = {
  dissolve: "Dissolve",
  cloud: "the cloud",
  directions: "Directions",
  attributes: "Attributes",
  compare: "Compare",
};

class VerdictsView {
  constructor() {
    const all = atlas.data.verdicts;
    this.rows = all.map((row) => ({
      ...row,
      text: `${row.statement} ${row.measured} ${row.case}`.toLowerCase(),
    }));
    const statements = new Set(all.map(({id}) => id)).size;
    const kinds = [...new Set(all.map(({verdict}) => verdict))];
    this.boxes = kinds.map((verdict) => {
      const row = all.find((one) => one.verdict === verdict);
      const box = make("input", {type: "checkbox", value: verdict, checked: true});
      const count = all.filter((one) => one.verdict === verdict).length;
      $("verdicts-kinds").append(
        make(
          "label",
          {class: `chip ${row.style ?? ""}`},
          box,
          ` ${row.mark ?? ""} ${verdict} `,
          make("small", {text: count}),
        ),
      );
      return box;
    });
    $("verdicts-lead").textContent =
      `${all.length} verdicts on ${statements} statements, published ones and our own. ` +
      "Where a view shows what it is about, a link leads there.";
    $("verdicts-filter").addEventListener("input", () =>
      state.set({text: $("verdicts-text").value, kinds: this.unticked.join()}),
    );
    $("verdicts-filter").addEventListener("submit", (event) => event.preventDefault());
    state.watch(["view", "text", "kinds"], () => this.show());
    this.show();
  }

  // Verdicts that are not to be shown.
  get unticked() {
    return this.boxes.filter(({checked}) => !checked).map(({value}) => value);
  }

  show() {
    if (state.get("view") !== "verdicts") return;
    if ($("verdicts-text").value !== state.get("text"))
      $("verdicts-text").value = state.get("text");
    const unticked = state.get("kinds").split(",");
    for (const box of this.boxes) box.checked = !unticked.includes(box.value);
    const words = $("verdicts-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(this.boxes.filter(({checked}) => checked).map(({value}) => value));
    const fitting = this.rows.filter(
      (row) => verdicts.has(row.verdict) && words.every((word) => row.text.includes(word)),
    );
    const byStatement = Map.groupBy ? Map.groupBy(fitting, ({id}) => id) : groups(fitting);
    $("verdicts-count").textContent =
      `${fitting.length} of ${this.rows.length} verdicts are shown.`;
    let topic = "";
    const elements = [];
    for (const rows of byStatement.values()) {
      if (rows[0].topic && rows[0].topic !== topic) {
        topic = rows[0].topic;
        elements.push(make("h2", {text: topic}));
      }
      elements.push(this.statement(rows));
    }
    fill($("verdicts-list"), ...elements);
  }

  statement(rows) {
    const [first] = rows;
    const source = first.source === "own" ? "our own" : `published: ${first.published ?? ""}`;
    return make(
      "article",
      {class: "statement"},
      make(
        "div",
        {},
        make("h3", {text: first.statement}),
        make("p", {class: "note", text: source}),
        first.rule
          ? make("details", {}, make("summary", {text: "Rule"}), make("p", {text: first.rule}))
          : null,
      ),
      make("ul", {}, ...rows.map((row) => this.row(row))),
    );
  }

  row(row) {
    const study = atlas.cases.find(({name}) => row.case.split(", ").includes(name));
    const where = {view: row.view, ...(study ? {case: study.name} : {}), ...row.shown};
    const link =
      row.view && (study || !row.case)
        ? make("a", {
            href: `#${new URLSearchParams(where)}`,
            text: `see it in ${VIEW_NAMES[row.view]}`,
            "aria-label": `see it in ${VIEW_NAMES[row.view]}: ${row.statement}, case ${row.case}`,
          })
        : null;
    return make(
      "li",
      {},
      make("span", {class: "who", text: row.case}),
      make("span", {class: `chip ${row.style ?? ""}`}, `${row.mark ?? ""} ${row.verdict}`),
      make(
        "span",
        {class: "measured", text: row.measured},
        row.reason ? make("small", {text: row.reason}) : null,
      ),
      link,
    );
  }
}

function groups(rows) {
  const result = new Map();
  for (const row of rows) {
    if (!result.has(row.id)) result.set(row.id, []);
    result.get(row.id).push(row);
  }
  return result;
}
