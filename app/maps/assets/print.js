"use strict";

// Paper has another shape than the screen: the sheet is laid out and the whole map fitted before it is printed, and the
// reader finds the view as it was.

function startPrint(atlas) {
  const [{ map }] = atlas.frames;
  let seen = null;
  const measure = (printed) => {
    document.documentElement.classList.toggle("printed", printed);
    atlas.frames.forEach((frame) => frame.map.invalidateSize({ animate: false }));
    atlas.fit();
  };
  window.addEventListener("beforeprint", () => {
    seen ??= { center: map.getCenter(), zoom: map.getZoom() };
    measure(true);
  });
  window.addEventListener("afterprint", () => {
    measure(false);
    map.setView(seen.center, seen.zoom, { animate: false });
    seen = null;
  });
}
