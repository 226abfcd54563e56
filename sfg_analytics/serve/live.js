// What turns a page live: it is complete already, and this brings in the part that answers from a kernel. Voilà's settings and
// what its cells showed are fetched as data and put into this page; then Voilà's own script takes over from there. Whatever goes
// wrong is said in words in that part's place, and the rest of the page stays as it was.
"use strict";

const own = document.currentScript;
const live = new URL(`live/${own.dataset.page}/`, own.src);

function place() {
  return document.getElementById("closer");
}

function furnish() {
  const section = place();
  if (!section || section.childElementCount) return null;
  section.className = "closer";
  const heading = document.createElement("h2");
  heading.textContent = "Look closer";
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const about = document.createElement("p");
  about.textContent = "Choose any measure, division, organisation and month of this publication. The address keeps what you choose.";
  section.append(heading, about, status);
  return section;
}

function say(words, again) {
  const status = place().querySelector("p[role=status]");
  status.textContent = words;
  status.hidden = !words;
  if (again) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Load this page again";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
    status.append(" ", link);
  }
  place().hidden = false;
}

// Voilà's connection is its own affair; that it has ended is the reader's. It speaks JSON, which the gate can read, and once it has
// ended it is not tried again.
function watch() {
  const Socket = globalThis.WebSocket;
  let ended = false;
  globalThis.WebSocket = class {
    constructor(address) {
      if (ended) return new EventTarget();
      const socket = new Socket(address);
      socket.addEventListener("close", ({ reason }) => {
        if (leaving) return;
        ended = true;
        const why = reason === "idle" ? "This part was not used for a while and has gone to sleep." : "This part has stopped.";
        say(`${why} Everything above is complete.`, true);
        place().querySelector(".live")?.setAttribute("inert", "");
      });
      return socket;
    }
  };
}

// Voilà begins when the page has loaded, which was before its script came.
function beginAtOnce() {
  const listen = globalThis.addEventListener.bind(globalThis);
  globalThis.addEventListener = (kind, listener, ...more) => {
    if (kind === "load" && document.readyState === "complete") queueMicrotask(() => listener.call(globalThis, new Event("load")));
    else listen(kind, listener, ...more);
  };
}

let leaving = false;
addEventListener("pagehide", () => (leaving = true));

function settle() {
  const shell = document.querySelector("body > .jp-LabShell, body > #main.lm-Widget");
  if (!shell) return false;
  shell.querySelectorAll("[role=banner], [role=contentinfo]").forEach((empty) => empty.removeAttribute("role"));
  const box = document.createElement("div");
  box.className = "live";
  box.append(shell);
  place().append(box);
  return true;
}

async function begin() {
  if (!furnish()) return;
  let answer;
  try {
    answer = await fetch(live);
  } catch {
    return;
  }
  const text = await answer.text();
  if (answer.status === 503) return say(text);
  const page = new DOMParser().parseFromString(text, "text/html");
  const settings = page.getElementById("jupyter-config-data");
  const cells = page.getElementById("rendered_cells");
  if (!answer.ok || !settings || !cells || !cells.textContent.includes("application/vnd.jupyter.widget-view+json")) {
    return say("This part could not be opened. Everything above is complete.");
  }
  Object.assign(document.body.dataset, {
    baseUrl: new URL("voila/", live).pathname, voila: "voila", jpThemeLight: "true", jpThemeName: "JupyterLab Light",
    ...starting(),
  });
  bringPlotly();
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("live.css", own.src);
  document.head.append(style);
  place().append(settings, cells);
  watch();
  beginAtOnce();
  new MutationObserver((_, watching) => settle() && watching.disconnect()).observe(document.body, { childList: true });
  document.addEventListener("sfg-drawn", () => (say(""), list()), { once: true });
  document.addEventListener("sfg-not-drawn", () => say("The chart could not be drawn. The table below holds every figure."));
  const script = document.createElement("script");
  script.src = new URL("voila/static/voila.js", live);
  script.addEventListener("error", () => say("This part could not be opened. Everything above is complete."));
  document.body.append(script);
}

// What draws comes while Voilà's many small files do.
function bringPlotly() {
  const script = Object.assign(document.createElement("script"), { id: "sfg-plotly", src: new URL("plotly.js", own.src) });
  for (const end of ["load", "error"]) script.addEventListener(end, () => (script.dataset.ended = end));
  document.head.append(script);
}

// What the page shows above is where the live part begins.
function starting() {
  const { organisation = "", measure = "", period = "" } = document.querySelector("main").dataset;
  return { organisation, measure, period };
}

// A line among the contents of the page; another state of the page has contents of its own.
function list() {
  const contents = document.querySelector("nav.contents ul");
  if (!contents || place().hidden) return;
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = "#closer";
  link.textContent = place().querySelector("h2").textContent;
  item.append(link);
  contents.append(item);
}

document.addEventListener("sfg-shown", () => {
  list();
  Object.assign(document.body.dataset, starting());
  document.dispatchEvent(new Event("sfg-chosen"));
});
begin();
