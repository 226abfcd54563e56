// Draws a chart that the kernel describes. Every chart of a page shares one copy of plotly.js: the page's own, where a script
// of id sfg-plotly brings it (and has data-ended once it did or could not), else the copy that the kernel has installed.

let library;

function brought(script) {
  return new Promise((done, failed) => {
    if (script.dataset.ended) failed(new Error("not loaded"));
    script.addEventListener("load", () => (globalThis.Plotly ? done(globalThis.Plotly) : failed(new Error("no Plotly"))));
    script.addEventListener("error", () => failed(new Error("not loaded")));
  });
}

function fromKernel(model) {
  return new Promise((done, failed) => {
    model.on("msg:custom", (message, buffers) => {
      if (message.plotly !== "sent") return;
      const address = URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      const script = Object.assign(document.createElement("script"), { src: address });
      brought(script).then(done, failed).finally(() => URL.revokeObjectURL(address));
      document.head.append(script);
    });
    model.send({ plotly: "wanted" });
  });
}

function plotly(model) {
  const script = document.getElementById("sfg-plotly");
  library ??= globalThis.Plotly ? Promise.resolve(globalThis.Plotly) : script ? brought(script) : fromKernel(model);
  return library;
}

function render({ model, el }) {
  const drawing = document.createElement("div");
  drawing.setAttribute("aria-hidden", "true");
  const heard = document.createElement("p");
  heard.setAttribute("role", "status");
  heard.className = "sfg-heard";
  Object.assign(heard.style, { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" });
  el.classList.add("sfg-chart");
  el.setAttribute("role", "figure");
  el.append(drawing, heard);
  let drawn = 0;
  let gone = false;

  function name() {
    el.setAttribute("aria-label", model.get("alt"));
  }

  async function draw() {
    const { data, layout } = model.get("spec");
    try {
      const Plotly = await plotly(model);
      if (gone) return;
      await Plotly.react(drawing, data, layout, { displayModeBar: false, responsive: false, doubleClick: false });
      el.dataset.drawn = String(++drawn);
      document.dispatchEvent(new Event("sfg-drawn"));
    } catch (fault) {
      document.dispatchEvent(new Event("sfg-not-drawn"));
      throw fault;
    }
  }

  function say() {
    heard.textContent = model.get("said");
  }

  const watcher = new ResizeObserver(() => {
    if (el.dataset.drawn && drawing.clientWidth) globalThis.Plotly.Plots.resize(drawing);
  });
  watcher.observe(el);
  model.on("change:spec", draw);
  model.on("change:alt", name);
  model.on("change:said", say);
  name();
  draw();
  return () => {
    gone = true;
    watcher.disconnect();
    model.off("change:spec", draw);
    model.off("change:alt", name);
    model.off("change:said", say);
    if (globalThis.Plotly) globalThis.Plotly.purge(drawing);
  };
}

export default { render };
