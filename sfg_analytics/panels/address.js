// The selection in the page's address: read when the page opens and when the reader goes back, written when something is chosen.

function initialize({ model }) {
  const mark = "#look:";
  function tell() {
    const { organisation, measure, period } = document.body.dataset;
    const begun = new URLSearchParams(Object.entries({ organisation, measure, period }).filter(([, value]) => value));
    const asked = location.hash.startsWith(mark) ? location.hash.slice(mark.length) : String(begun);
    if (asked === model.get("fragment")) return;
    model.set("fragment", asked);
    model.save_changes();
  }
  function show() {
    if (!model.get("settled")) return;
    const now = mark + model.get("settled");
    if (location.hash !== now) history.replaceState(history.state, "", now);
  }
  model.on("change:settled", show);
  addEventListener("hashchange", tell);
  document.addEventListener("sfg-chosen", tell);
  tell();
  return () => {
    removeEventListener("hashchange", tell);
    document.removeEventListener("sfg-chosen", tell);
    model.off("change:settled", show);
  };
}

export default { initialize };
