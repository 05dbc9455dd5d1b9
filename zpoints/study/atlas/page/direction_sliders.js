// Sliders of the cloud's directions: the widest ones, and each that is moved or looked at.
"use strict";

const FIRST_SLIDERS = 10;
const MORE_SLIDERS = 20;
// Typed values reach farther than sliders, in standard deviations.
const SLIDER_REACH = 4;
const TYPED_REACH = 20;

class DirectionSliders {
  // set(k, value): called with the number of a direction and standard deviations.
  constructor(host, set) {
    Object.assign(this, {host, set, count: FIRST_SLIDERS, key: ""});
  }

  open(study) {
    this.study = study;
    this.key = "";
  }

  more() {
    this.count += MORE_SLIDERS;
  }

  // Shows standard deviations of all directions; `moved` are those that the reader set, and
  // `looked` is the one whose images are shown.
  show(values, moved, looked) {
    const most = Math.min(this.count, this.study.z_dim);
    const others = [...new Set([...moved.keys(), looked])].filter((k) => k >= most);
    const numbers = [...Array(most).keys(), ...others.sort((a, b) => a - b)];
    this.complete = most === this.study.z_dim;
    if (this.key !== numbers.join()) {
      const focus = document.activeElement?.id;
      this.key = numbers.join();
      this.sliders = numbers.map((k) => this.slider(k));
      fill(this.host, ...this.sliders.map(({element}) => element));
      if (focus && this.host.querySelector(`#${CSS.escape(focus)}`)) $(focus).focus();
    }
    for (const {k, element, range, number} of this.sliders) {
      range.value = values[k];
      range.setAttribute("aria-valuetext", `${signed(values[k], 2)} standard deviations`);
      if (document.activeElement !== number) number.value = values[k].toFixed(2);
      number.dataset.value = values[k];
      element.classList.toggle("moved", moved.has(k));
    }
  }

  slider(k) {
    const {study} = this;
    const followed = study.followed[k];
    const strength = followed ? `r = ${signed(followed.r, 2)}, ` : "";
    const title = followed ? plainName(followed.attribute) : "no attribute follows";
    const name = `direction ${k + 1}, ${title}`;
    const range = make("input", {
      type: "range",
      min: -SLIDER_REACH,
      max: SLIDER_REACH,
      step: 0.05,
      id: `direction-${k + 1}`,
      "aria-label": name,
      oninput: (event) => this.set(k, Number(event.target.value)),
    });
    const number = make("input", {
      type: "number",
      step: 0.1,
      min: -TYPED_REACH,
      max: TYPED_REACH,
      id: `direction-${k + 1}-typed`,
      "aria-label": `${name}, typed`,
      onchange: (event) => this.typed(k, event.target),
    });
    const text = make(
      "span",
      {class: "name"},
      make("b", {text: `${k + 1}`}),
      " ",
      make("span", {class: followed ? "plain" : "note", text: title}),
      make("small", {text: `${strength}${shareOfVariance(study, k)} of the variance`}),
    );
    return {k, range, number, element: make("div", {class: "direction"}, text, range, number)};
  }

  // The field shows what is true: a number out of reach becomes the last one within it, and what is
  // no number changes nothing.
  typed(k, field) {
    const wanted = field.value === "" ? NaN : Number(field.value);
    const value = Number.isFinite(wanted)
      ? clamp(wanted, -TYPED_REACH, TYPED_REACH)
      : Number(field.dataset.value);
    if (value !== wanted && Number.isFinite(wanted))
      toast(`Directions reach from −${TYPED_REACH} to ${TYPED_REACH} standard deviations.`);
    field.value = value.toFixed(2);
    if (Number.isFinite(wanted)) this.set(k, value);
  }
}

// Short name of a direction, for menus: "1 skin tone (−0.53)".
function shortDirection(study, k) {
  const followed = study.followed[k];
  return followed
    ? `${k + 1} ${plainName(followed.attribute)} (${signed(followed.r, 2)})`
    : `${k + 1}, no attribute`;
}

function shareOfVariance(study, k) {
  const share = study.share[k];
  return share < 0.0005 ? "under 0.1\u00a0%" : carefulPercent(share);
}
