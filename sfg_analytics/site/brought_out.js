"use strict";
// An organisation brought out: whichever "#organisation=" the address names is ringed in funnels, framed among trends, bold where
// a chart names it, and marked in every table; a sentence says its figures. Without a script the link leads to its row.
const SVG = "http://www.w3.org/2000/svg";

function bringOut() {
  document.querySelectorAll(".brought").forEach((one) => one.remove());
  document.querySelectorAll(".chosen").forEach((one) => (one.classList.remove("chosen"), one.removeAttribute("aria-current")));
  const row = rowOf(new URLSearchParams(location.hash.slice(1)).get("organisation"));
  document.querySelectorAll(".choice select").forEach((select) => {
    const options = [...select.options].filter((one) => new URL(one.value, location.href).hash.startsWith("#organisation="));
    const chosen = options.find((one) => row && new URL(one.value, location.href).hash === "#" + row.id) ?? options[0];
    if (chosen) chosen.selected = true;
  });
  if (!row) return;
  const name = row.cells[0].textContent;
  const rows = [...document.querySelectorAll("main tbody th")].filter((one) => one.textContent === name).map((one) => one.parentElement);
  rows.forEach((one) => (one.classList.add("chosen"), one.setAttribute("aria-current", "true")));
  document.querySelectorAll(".sfg-drawing svg").forEach((svg) => bringOutIn(svg, name));
  const told = rows.find((one) => one.closest("#measure") && !one.closest(".wide"));
  if (told) say(told, name);
}

function rowOf(code) {
  return code && [...document.querySelectorAll("tr[id^='organisation=']")].find((row) => decodeURIComponent(row.id.slice(13)) === code);
}

function bringOutIn(svg, name) {
  const texts = [...svg.querySelectorAll("text")];
  texts.forEach((text, place) => {
    const lines = [text];
    while (said(lines).length < name.length && name.startsWith(said(lines)) && texts[place + lines.length]) lines.push(texts[place + lines.length]);
    if (said(lines) === name) lines.forEach((line) => line.classList.add("chosen"));
  });
  const marks = [...svg.querySelectorAll("[data-mark]")].filter((mark) => mark.dataset.mark === name);
  if (!marks.length || !svg.getBoundingClientRect().width) return; // or the drawing for the other width, or folded away
  marks.forEach((mark) => {
    const box = mark.getBBox();
    const panel = mark.childElementCount > 1;
    const frame = draw(panel ? "rect" : "circle", panel
      ? { x: Math.max(box.x - 3, 2), y: Math.max(box.y - 3, 2), width: box.width + 2, height: box.height + 6 }
      : { cx: box.x + box.width / 2, cy: box.y + box.height / 2, r: 10 });
    svg.append(frame);
    if (panel || svg.querySelector("text.chosen")) return;
    const label = draw("text", { y: box.y - 14, "text-anchor": "middle" });
    label.textContent = name;
    svg.append(label);
    const half = label.getComputedTextLength() / 2;
    label.setAttribute("x", Math.max(half, Math.min(box.x + box.width / 2, svg.viewBox.baseVal.width - half)));
  });
}

const said = (lines) => lines.map((one) => one.textContent).join(" ");

function draw(kind, attributes) {
  const drawn = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
  drawn.classList.add("brought");
  return drawn;
}

function say(row, name) {
  const heads = [...row.closest("table").tHead.rows[0].cells].map((head) => head.textContent);
  const sentence = document.createElement("p");
  sentence.className = "brought";
  sentence.textContent = name + ". " + [...row.cells].slice(1).map((cell, place) => heads[place + 1] + ": " + cell.textContent).join("; ") + ".";
  document.querySelector("#measure h2").after(sentence);
  heard.textContent = sentence.textContent;
}
