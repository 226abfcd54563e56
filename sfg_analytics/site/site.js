// What a script adds to pages that are complete without one: selectors in place of links, a change of page without a flash, and
// downloads of what a figure shows. Nothing is fetched but pages of this folder; where they cannot be fetched (opened from a
// disk), the browser goes to them.
"use strict";

const heard = document.createElement("p");
heard.className = "heard";
heard.setAttribute("role", "status");

function furnish() {
  document.body.append(heard);
  document.querySelectorAll("nav.choice").forEach((nav, place) => {
    const links = [...nav.querySelectorAll("a")];
    const select = document.createElement("select");
    const label = document.createElement("label");
    select.id = "choice-" + place;
    label.htmlFor = select.id;
    label.textContent = nav.getAttribute("aria-label");
    for (const link of links) {
      const option = new Option(link.textContent, link.href);
      option.selected = link.hasAttribute("aria-current");
      select.append(option);
    }
    select.addEventListener("change", () => go(select.value, select.id));
    const choice = document.createElement("div");
    choice.className = "choice";
    choice.append(label, select);
    nav.replaceWith(choice);
  });
  document.querySelectorAll(".take ul").forEach((list) => {
    const owner = list.closest("figure, .figure");
    const ways = owner.querySelector("svg.sfg-wide") ? ["picture", "drawing"] : [];
    if (owner.querySelector("table")) ways.unshift("table");
    const words = { table: "This table (CSV)", picture: "This picture (PNG)", drawing: "This picture (SVG)" };
    for (const way of ways.reverse()) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words[way];
      button.addEventListener("click", () => take(owner, way));
      item.append(button);
      list.prepend(item);
    }
  });
}

let turn = 0;

async function go(address, focus) {
  const mine = ++turn;
  let next;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    next = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.assign(address);
    return;
  }
  if (mine !== turn) return; // another choice came meanwhile
  if (focus) history.pushState(null, "", address);
  show(next, focus);
}

function show(next, focus) {
  const open = [...document.querySelectorAll("section details[open]")].map(called);
  const closer = document.getElementById("closer");
  document.title = next.title;
  document.body.replaceChildren(...next.body.childNodes);
  if (closer?.childElementCount) document.getElementById("closer")?.replaceWith(closer); // a server's script has filled it
  document.dispatchEvent(new Event("sfg-shown"));
  document.querySelectorAll("section details").forEach((one) => (one.open = open.includes(called(one))));
  furnish();
  const chosen = focus && document.getElementById(focus);
  if (chosen) chosen.focus({ preventScroll: true });
  heard.textContent = document.querySelector("h1").textContent + ". " + [...document.querySelectorAll(".choice select")]
    .map((one) => one.selectedOptions[0].textContent).join(", ");
}

function called(details) {
  const section = details.closest("section").id;
  return section + "/" + [...document.getElementById(section).querySelectorAll("details")].indexOf(details);
}

function take(owner, way) {
  const name = (document.title.split(" – ")[0] + " " + (owner.querySelector("figcaption, caption")?.firstChild.textContent ?? ""))
    .replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80).toLowerCase();
  if (way === "table") save(new Blob(["\ufeff" + asCsv(owner.querySelector("table"))], { type: "text/csv" }), name + ".csv");
  else {
    const svg = owner.querySelector("svg.sfg-wide");
    const drawing = new XMLSerializer().serializeToString(svg);
    if (way === "drawing") save(new Blob([drawing], { type: "image/svg+xml" }), name + ".svg");
    else asPng(drawing, svg.viewBox.baseVal, (blob) => save(blob, name + ".png"));
  }
}

// A cell that a spreadsheet would obey as a formula begins with an apostrophe.
function asCsv(table) {
  const cell = (text) => '"' + text.replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""') + '"';
  return [...table.rows].map((row) => [...row.cells].map((one) => cell(one.textContent.trim())).join(",")).join("\r\n") + "\r\n";
}

function asPng(drawing, box, done) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * box.width;
    canvas.height = 2 * box.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done);
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawing);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

let page = location.pathname;
addEventListener("popstate", () => {
  if (location.pathname === page) return; // only the place on the page is another
  go(location.href);
});
new MutationObserver(() => (page = location.pathname)).observe(document.head, { childList: true, subtree: true });
furnish();
