"use strict";
// The filter of the verdicts. Without this script all statements are shown.
const form = document.querySelector(".filter");
const status = form.querySelector(".shown");
const statements = [...document.querySelectorAll(".statement")];
const texts = statements.map((statement) => statement.textContent.toLowerCase());

function show() {
  const words = form.querySelector("#text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const verdicts = new Set([...form.querySelectorAll("input:checked")].map((box) => box.value));
  let count = 0;
  statements.forEach((statement, k) => {
    const fits = statement.dataset.verdicts.split("|").some((verdict) => verdicts.has(verdict))
      && words.every((word) => texts[k].includes(word));
    statement.hidden = !fits;
    count += fits;
  });
  for (const topic of document.querySelectorAll(".topic")) {
    topic.hidden = !topic.querySelector(".statement:not([hidden])");
  }
  status.textContent = `${count} of ${statements.length} statements are shown.`;
}

form.hidden = false;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
