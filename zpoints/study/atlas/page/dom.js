// Elements of the page, made and found. Texts are set as text, never as HTML: names come from data.
"use strict";

const $ = (id) => document.getElementById(id);

// An element with attributes and children; "text" and properties of events ("onclick") work too.
function make(tag, settings = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The same for drawings.
function draw(tag, settings = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

// One call of an action a frame, however often it is asked for.
function eachFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}

// An action after a pause: a later call restarts the pause.
function afterPause(milliseconds, action) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}

// What a screen reader says; a slider that moves says it once, when it rests.
const announce = afterPause(700, (text) => {
  $("announce").textContent = text;
});

function toast(text) {
  const element = $("toast");
  element.textContent = text;
  element.classList.add("seen");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => element.classList.remove("seen"), 4000);
}

// A text in the dialog, ready to be copied where the clipboard is out of reach.
function showText(title, note, text) {
  $("dialog-title").textContent = title;
  const area = make("textarea", {
    readonly: true,
    rows: "9",
    "aria-label": title,
    spellcheck: "false",
  });
  area.value = text;
  const copy = make("button", {
    type: "button",
    text: "Copy",
    onclick: () => copyText(text, "Copied."),
  });
  fill($("dialog-body"), make("p", {class: "note", text: note}), area, copy);
  $("dialog").showModal();
}

async function copyText(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
    return true;
  } catch {
    return false;
  }
}
