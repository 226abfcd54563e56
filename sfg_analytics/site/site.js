// What a script adds to pages that are complete without one: selectors in place of links, a change of page without a flash,
// an organisation brought out (brought_out.js), tables laid out for a phone, and downloads of what a figure shows. Nothing is
// fetched but pages of this folder; where they cannot be fetched (opened from a disk), the browser goes to them. Whoever
// changes what stands in <main> sends the document a "changed" event afterwards.
const heard = document.createElement("p");
heard.className = "heard";
heard.setAttribute("role", "status");

const small = matchMedia("(max-width:36rem)");

function furnish() {
  document.body.append(heard);
  furnishChoices();
  furnishDownloads();
  layOut();
  bringOut();
}

function furnishChoices() {
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
}

function furnishDownloads() {
  document.querySelectorAll(".take:not(.furnished) ul").forEach((list) => {
    list.closest(".take").classList.add("furnished");
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

// On a phone a row is a small block, whose cells say what they are.
function layOut() {
  document.querySelectorAll("table.figures:not(.wide)").forEach((table) => {
    table.classList.toggle("cards", small.matches);
    if (small.matches && !table.hasAttribute("role")) label(table);
  });
  boxes.disconnect();
  document.querySelectorAll(".scroll").forEach((box) => boxes.observe(box));
}

// Where a table is still too wide, its box can be scrolled by keyboard. It is told of once it is laid out, which is when it
// comes near the window: to ask sooner would lay out all of the page.
const boxes = new ResizeObserver((changed) => {
  for (const { target } of changed) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
      target.setAttribute("role", "region");
      target.setAttribute("aria-label", target.querySelector("caption").firstChild.textContent);
    } else if (target.clientWidth) ["tabindex", "role", "aria-label"].forEach((one) => target.removeAttribute(one));
  }
});

function label(table) {
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const one of [table, ...table.querySelectorAll("thead,tbody,tr,td,th")])
    one.setAttribute("role", roles[one.tagName] ?? (one.scope === "row" ? "rowheader" : "columnheader"));
  for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, place) => (cell.dataset.head = heads[place]));
}

let turn = 0;

async function go(address, focus) {
  const mine = ++turn;
  const there = new URL(address, location.href);
  if (there.pathname === location.pathname && there.hash) {
    history.pushState(null, "", there);
    bringOut();
    return;
  }
  if (focus && !there.hash) there.hash = location.hash; // the place on the page, or the organisation brought out, is kept
  let next;
  try {
    const answer = await fetch(there);
    if (!answer.ok) throw new Error(answer.statusText);
    next = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.assign(there);
    return;
  }
  if (mine !== turn) return; // another choice came meanwhile
  if (focus) history.pushState(null, "", there);
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
  const told = document.querySelector("p.brought")?.textContent ?? "";
  heard.textContent = document.querySelector("h1").textContent + ". " + [...document.querySelectorAll(".choice select")]
    .map((one) => one.selectedOptions[0].textContent).join(", ") + ". " + told;
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
    const svg = described(owner.querySelector("svg.sfg-wide"));
    const drawing = new XMLSerializer().serializeToString(svg);
    if (way === "drawing") save(new Blob([drawing], { type: "image/svg+xml" }), name + ".svg");
    else asPng(drawing, svg.viewBox.baseVal, (blob) => save(blob, name + ".png"));
  }
}

// A drawing by itself tells its words itself.
function described(svg) {
  const alone = svg.cloneNode(true);
  const words = document.createElementNS(SVG, "desc");
  words.textContent = svg.parentElement.getAttribute("aria-label");
  alone.prepend(words);
  alone.removeAttribute("aria-hidden");
  alone.setAttribute("role", "img");
  return alone;
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
  if (location.pathname === page) bringOut(); // only the place on the page is another
  else go(location.href);
});
let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => (layOut(), bringOut()), 150);
});
document.addEventListener("changed", furnish);
// What was passed on the way gets its height only when it comes near, and may push what is focused out of the window.
document.addEventListener("focusin", ({ target }) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const { top, bottom } = target.getBoundingClientRect();
  if (target === document.activeElement && (bottom <= 0 || top >= innerHeight)) target.scrollIntoView({ block: "nearest" });
})));
new MutationObserver(() => (page = location.pathname)).observe(document.head, { childList: true, subtree: true });
furnish();
