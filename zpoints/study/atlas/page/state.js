// What a reader looks at, kept behind the # of the address: a link shows the same again.
"use strict";

class State {
  // defaults: value of each key; its type is the type of the key.
  constructor(defaults) {
    this.defaults = defaults;
    this.values = {...defaults};
    this.watchers = [];
    this.write = afterPause(250, () => history.replaceState(WHOLE, "", this.address()));
    addEventListener("hashchange", () => this.read());
  }

  get(key) {
    return this.values[key];
  }

  // Takes over changed values and tells those who watch one of them.
  set(changes) {
    const changed = Object.keys(changes).filter((key) => this.values[key] !== changes[key]);
    if (!changed.length) return;
    Object.assign(this.values, changes);
    this.write();
    for (const {keys, action} of this.watchers) {
      if (keys.some((key) => changed.includes(key))) action(changed);
    }
  }

  watch(keys, action) {
    this.watchers.push({keys, action});
  }

  // "#view=cloud&x=d2": what differs from the defaults, and always the view and the case.
  address() {
    const parts = new URLSearchParams();
    for (const [key, value] of Object.entries(this.values)) {
      if (key === "view" || key === "case" || value !== this.defaults[key]) parts.set(key, value);
    }
    return `#${parts}`;
  }

  read() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const sticky = !history.state?.whole;
    const changes = {};
    for (const [key, standard] of Object.entries(this.defaults)) {
      const text = parts.get(key);
      const number = Number(text);
      if (text === null) changes[key] = sticky && STICKY.has(key) ? this.values[key] : standard;
      else if (typeof standard === "number")
        changes[key] = Number.isFinite(number) ? number : standard;
      else changes[key] = text;
    }
    this.set(changes);
  }
}

// Marks entries of the browser's history whose address the page wrote: such a one names all that
// differs from the defaults, so Back restores all of it.
const WHOLE = {whole: true};

// A link that does not name these ("#view=cloud") leaves them as they are.
const STICKY = new Set([
  "case",
  "seed",
  "b",
  "t",
  "pick",
  "colour",
  "only",
  "x",
  "y",
  "a",
  "e",
  "moves",
  "overlay",
]);
