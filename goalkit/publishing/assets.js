// The frontend of marimo, packed: gzip, base64. Apache License 2.0, https://github.com/marimo-team/marimo.
(async () => {
  "use strict";
  const packed = atob("@@BUNDLE@@");
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bundle = JSON.parse(await new Response(unpacked).text());

  // marimo copies into its shadow roots the sheets that carry this mark; first, so that a notebook's own
  // sheet comes after.
  const style = document.createElement("style");
  style.dataset.viteDevId = "goalkit-marimo";
  style.textContent = bundle.style;
  document.head.prepend(style);

  const imports = {};
  for (const [name, source] of Object.entries(bundle.modules)) {
    imports[name] = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  }
  const map = document.createElement("script");
  map.type = "importmap";
  map.textContent = JSON.stringify({ imports });
  document.head.append(map);

  if (document.readyState === "loading") {
    await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready, { once: true }));
  }
  await import(bundle.entry);
})();
