// What can be done with a view: its code shown and copied, its table and picture downloaded, its choices kept and opened again. Nothing
// leaves the page but into the reader's own folder of downloads.

function save(content, type, name) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function picture(svg) {
  return new Promise((done, failed) => {
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = image.width * 2;
      canvas.height = image.height * 2;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob(done, "image/png");
    };
    image.onerror = failed;
    image.src = address;
  });
}

function copy(text, box) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  getSelection().selectAllChildren(box); // no clipboard without https: what is selected can be copied by hand
  return Promise.resolve(document.execCommand("copy"));
}

function render({ model, el }) {
  const row = document.createElement("div");
  const box = document.createElement("pre");
  const heard = document.createElement("span");
  heard.setAttribute("role", "status");
  box.hidden = true;
  box.tabIndex = 0;
  box.setAttribute("aria-label", "Code that makes this view");
  Object.assign(box.style, { padding: "0.5rem", border: "1px solid currentColor", fontFamily: "monospace", whiteSpace: "pre-wrap" });

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "jupyter-button widget-button";
    Object.assign(made.style, { width: "auto", margin: "0 0.5rem 0.25rem 0" });
    made.textContent = label;
    made.addEventListener("click", act);
    row.append(made);
    return made;
  }

  const name = (end) => `${model.get("name")}.${end}`;
  const show = button("Show me the code", () => {
    box.hidden = !box.hidden;
    show.setAttribute("aria-expanded", String(!box.hidden));
  });
  show.setAttribute("aria-expanded", "false");
  button("Copy", async () => {
    box.hidden = false;
    show.setAttribute("aria-expanded", "true");
    await copy(model.get("code"), box);
    heard.textContent = "Copied.";
  });
  button("Download CSV", () => save("\ufeff" + model.get("csv"), "text/csv", name("csv")));
  button("Download PNG", async () => save(await picture(model.get("svg")), "image/png", name("png")));
  button("Download SVG", () => save(model.get("svg"), "image/svg+xml", name("svg")));
  button("Keep this view", () => save(model.get("state"), "application/json", name("json")));
  const file = document.createElement("input");
  file.type = "file";
  file.accept = ".json,application/json";
  file.hidden = true;
  file.addEventListener("change", async () => {
    const [kept] = file.files;
    if (kept) model.send({ kept: await kept.slice(0, 100000).text() });
    file.value = "";
  });
  button("Open a kept view", () => file.click());
  row.append(file, heard);

  function follow() {
    box.textContent = model.get("code");
    heard.textContent = "";
  }
  model.on("change:code", follow);
  follow();
  el.append(row, box);
  return () => model.off("change:code", follow);
}

export default { render };
