// A line at the foot of the window, where the picked vector's panel is out of sight: the reader
// stays where he is, and goes there if he wants.
"use strict";

class PickedNotice {
  // panel: the element to go to; close: lets go of what is picked.
  constructor(panel, close) {
    this.panel = panel;
    this.text = make("p");
    this.element = make(
      "section",
      {class: "picked-notice", "aria-label": "Picked", hidden: true},
      this.text,
      make("button", {
        type: "button",
        class: "main",
        text: "Show it below",
        onclick: () => this.go(),
      }),
      make("button", {
        type: "button",
        class: "to-cloud",
        text: "See it in the cloud",
        onclick: () => state.set({view: "cloud"}),
      }),
      make("button", {
        type: "button",
        "aria-label": "Let go of the picked vector",
        text: "×",
        onclick: close,
      }),
    );
    $("main").append(this.element);
    new IntersectionObserver(([{isIntersecting}]) => isIntersecting && this.hide(), {
      rootMargin: "0px 0px -100px 0px",
    }).observe(panel);
    state.watch(["view"], () => this.hide());
  }

  show(text) {
    const {top, bottom, height} = this.panel.getBoundingClientRect();
    const inSight = height === 0 || (top < innerHeight - 100 && bottom > 100);
    this.text.textContent = text;
    this.element.hidden = inSight;
  }

  hide() {
    this.element.hidden = true;
  }

  go() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.panel.scrollIntoView({block: "start", behavior: calm ? "auto" : "smooth"});
    this.panel.focus({preventScroll: true});
    this.hide();
  }
}
