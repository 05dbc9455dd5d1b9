// Opens the page: reads the study, shows the first view, and then tests the decoder.
"use strict";

const VIEWS = ["dissolve", "cloud", "directions", "attributes", "compare", "verdicts"];
const views = {};
let atlas = null;
let state = null;

async function openPage() {
  const progress = (what, share) => {
    $("progress-text").textContent = `Unpacking ${what} …`;
    $("progress").value = share;
  };
  atlas = new Atlas(JSON.parse($("atlas").textContent));
  state = new State({
    view: "dissolve",
    case: atlas.cases[0]?.name ?? "",
    t: 0,
    b: "",
    seed: 1,
    x: "d1",
    y: "d2",
    zoom: "",
    overlay: "",
    images: "auto",
    colour: "",
    only: "",
    pick: "",
    a: "mean",
    e: "",
    mix: 0,
    moves: "",
    strip: 1,
    left: "",
    left_case: "",
    left_page: 0,
    right: "live:cube",
    right_case: "",
    right_page: 0,
    text: "",
    kinds: "",
  });
  state.read();
  await atlas.open(progress);
  if (!atlas.cases.length) throw new Error(atlas.data.left_out.join(" "));
  const study = atlas.caseOf(state.get("case"));
  await study.open((share) => progress(`case ${study.name}`, 0.3 + 0.6 * share));
  progress("the views", 0.95);
  buildViews();
  buildHead();
  showView();
  document.body.classList.add("open");
  atlas.opened = performance.now();
  await showTrust();
  atlas.tested = performance.now();
}

function buildViews() {
  views.picked = new Picked($("picked"));
  views.dissolve = new DissolveView();
  views.cloud = views.attributes = new MapView();
  views.directions = new DirectionsView();
  views.list = new AttributesView();
  views.compare = new CompareView();
  views.verdicts = new VerdictsView();
  views.picked.show();
}

function buildHead() {
  if (atlas.cases.length > 1) {
    $("case-switch").hidden = false;
    atlas.cases.forEach(({name}, k) =>
      $("case-switch").append(
        make("input", {
          type: "radio",
          name: "case",
          id: `case-${k}`,
          value: name,
          autocomplete: "off",
          onchange: () => state.set({case: name}),
        }),
        make("label", {for: `case-${k}`, text: name}),
      ),
    );
  }
  for (const [view, used] of [
    ["attributes", atlas.data.attributes.length],
    ["verdicts", atlas.data.verdicts.length],
  ]) {
    if (!used) $("views").querySelector(`[data-view=${view}]`).hidden = true;
  }
  $("left-out").textContent = (atlas.data.left_out ?? []).join(" ");
  $("page-link").href = atlas.data.page;
  $("page-link").title = "the study's page, if you have it beside this file";
  $("about-data").textContent = [atlas.data.data, atlas.data.case_sentence]
    .filter(Boolean)
    .join(" ");
  $("copy-link").addEventListener("click", shareLink);
  $("copy-python").addEventListener("click", pythonOfView);
  $("save-png").addEventListener("click", savePicture);
  $("show-keys").addEventListener("click", showKeys);
  $("show-limits").addEventListener("click", showLimits);
  addEventListener("keydown", (event) => {
    const place = Number(event.key) - 1;
    if (!VIEWS[place] || event.ctrlKey || event.metaKey || event.altKey || $("dialog").open) return;
    if (event.target.matches("input, select, textarea")) return;
    state.set({view: VIEWS[place]});
  });
  for (const link of $("views").querySelectorAll("a")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      state.set({view: link.dataset.view});
    });
  }
  state.watch(["view", "case"], (changed) => {
    rememberView();
    showView();
    if (changed.includes("case")) showTrust();
    if (changed.includes("view")) {
      scrollTo(0, 0);
      $("main").focus({preventScroll: true});
    }
  });
}

function knownViews() {
  return [...$("views").querySelectorAll("a:not([hidden])")].map((link) => link.dataset.view);
}

// Another view is another entry of the browser's history, so that Back leads to the view before.
// Where the browser itself went to the view (a link, Back), its address names the view already.
function rememberView() {
  const before = new URLSearchParams(location.hash.slice(1)).get("view") ?? "dissolve";
  const known = knownViews();
  if (before === state.get("view")) return;
  if (known.includes(before) && known.includes(state.get("view")))
    history.pushState(WHOLE, "", state.address());
}

function showView() {
  const known = knownViews();
  const view = known.includes(state.get("view")) ? state.get("view") : "dissolve";
  if (view !== state.get("view")) return state.set({view});
  const study = atlas.caseOf(state.get("case"));
  $("main").dataset.view = view;
  for (const link of $("views").querySelectorAll("a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const radio of $("case-switch").querySelectorAll("input"))
    radio.checked = radio.value === study.name;
  const title = view[0].toUpperCase() + view.slice(1);
  document.title = `${title}, case ${study.name}: atlas of study ${atlas.data.study}`;
}

// The self-test of the case in view: its result stands at the foot, a failure above everything.
async function showTrust() {
  const study = atlas.caseOf(state.get("case"));
  const live = atlas.liveOf(study);
  if (live.on === null) $("trust").textContent = "The decoder is being tested …";
  await live.open();
  if (study !== atlas.caseOf(state.get("case"))) return;
  $("trust").textContent = live.on ? `Self-test passed. ${live.sentence}` : "";
  $("live-off").hidden = live.on;
  fill(
    $("live-off"),
    make("b", {text: "Live decoding is off."}),
    ` ${live.sentence} Where the page holds the study's own sheets they are shown instead; `,
    "maps, numbers, attributes and verdicts work as ever.",
  );
  $("main").classList.toggle("no-live", !live.on);
}

const MEND = "Copy it again, or make it anew: delete atlas.html and run snakemake again.";

// Nothing can be shown.
function showFailure(error) {
  const damage = `This page is damaged and cannot be shown: ${error.message}. ${MEND}`;
  $("opening").hidden = true;
  $("failure").hidden = false;
  $("failure").textContent = atlas && !atlas.cases.length ? error.message : damage;
  $("main").dataset.view = "failed";
}

// Parts are read when they are first needed; one may be damaged though the page opened.
addEventListener("unhandledrejection", (event) => {
  if (!document.body.classList.contains("open")) return showFailure(event.reason);
  $("failure").hidden = false;
  $("failure").textContent = `This page is damaged: ${event.reason.message}. ${MEND}`;
});
openPage().catch(showFailure);
