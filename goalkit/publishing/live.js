(async () => {
  const packed = (id) => Uint8Array.from(atob(document.getElementById(id).textContent.trim()), (c) => c.charCodeAt(0));
  const unpack = (id) => new Response(new Blob([packed(id)]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await painted(); // the page is read before its charts come alive, and between two of them
  const library = document.createElement("script");
  library.textContent = await unpack("gk-vega");
  document.head.append(library);
  const specs = JSON.parse(await unpack("gk-specs"));
  await document.fonts.ready;
  const options = { ast: true, renderer: "svg", actions: false, tooltip: { theme: "custom" } };
  for (const [id, spec] of Object.entries(specs)) {
    const place = document.getElementById(id);
    const drawn = place.querySelector("svg");
    const view = document.createElement("div");
    await painted();
    const hidden = { position: "absolute", inset: "0 0 auto", visibility: "hidden" }; // as wide as it will be
    place.style.position = "relative";
    Object.assign(view.style, hidden);
    place.append(view);
    try {
      await vegaEmbed(view, spec, options);
    } catch (fault) {
      view.remove();
      continue; // the drawing that stands there is complete
    }
    for (const name of Object.keys(hidden)) view.style.removeProperty(name);
    const words = (name) => (drawn.querySelector(name)?.textContent ?? "");
    view.setAttribute("role", "img");
    view.setAttribute("aria-label", [words("title"), words("desc")].filter(Boolean).join(" "));
    for (const inner of view.querySelectorAll("svg, svg *")) {
      for (const name of ["role", "aria-label", "aria-roledescription"]) inner.removeAttribute(name);
    }
    view.querySelector("svg").setAttribute("aria-hidden", "true");
    place.replaceChildren(view);
  }
  document.getElementById("gk-live").hidden = false;
  document.documentElement.dataset.live = "ja";
})();
