"use strict";

// The map and what is bound to it: colours, legend, popups, list, election and language.

const POPUP = { minWidth: 272, maxWidth: 288, autoPanPadding: [12, 12] };
const BORDER = { color: "#fff", weight: 0.8, opacity: 1, fillOpacity: 1 };
const CHOSEN = { color: "#d9822b", weight: 3 };
const COMMUNE_BORDER = { color: "#9a9ea5", weight: 0.9, opacity: 1 };
const REGION_BORDER = { color: "#fff", weight: 2.2, opacity: 1 };
const GAP = { stroke: false, fillColor: "url(#unknown)", fillOpacity: 1 };
const COMMUNE_BORDERS_ZOOM = 9;
const COMMUNE_NAMES_ZOOM = 11;
const AREA_ZOOM = 8;

function startAtlas(map, layers) {
  const shapes = [];
  layers.areas.eachLayer((layer) => { shapes[layer.feature.id] = layer; });
  const atlas = {
    map, layers, shapes,
    theme: document.querySelector("#themes input:checked").value,
    election: electionOf(document.querySelector("#elections input:checked").value),
    area: null, // whose popup is open
    commune: null, // the commune searched for, while its area's popup is open
    wholeRanking: false,
    marks: L.layerGroup().addTo(map),
    communeNames: L.layerGroup().addTo(map),
    zones: startZones(map),
    controls: [],
  };
  layers.communes.setStyle(COMMUNE_BORDER);
  layers.regions.setStyle(REGION_BORDER);
  layers.gaps.setStyle(GAP);
  bindAreas(atlas);
  frameMap(map, layers.areas.getBounds());
  follow(atlas, readLink());
  listen(atlas);
  speak(atlas);
}

// go where the address says, where it says so
function follow(atlas, { area, theme, election }) {
  if (theme) check("theme", theme);
  if (election) check("election", election.code);
  atlas.theme = theme ?? atlas.theme;
  atlas.election = electionOf(document.querySelector("#elections input:checked").value);
  if (area !== null && area !== atlas.area) choose(atlas, area);
}

function check(name, value) {
  const radio = document.querySelector(`input[name="${name}"][value="${value}"]`);
  if (radio) radio.checked = true;
}

function listen(atlas) {
  atlas.map.on("moveend", () => showCommunes(atlas));
  startSearch((place) => choose(atlas, place.area, place.commune));
  document.getElementById("elections").addEventListener("change", (event) => {
    atlas.election = electionOf(event.target.value);
    paint(atlas);
    writeLink(atlas);
  });
  document.getElementById("themes").addEventListener("change", (event) => {
    atlas.theme = event.target.value;
    paint(atlas);
    writeLink(atlas);
  });
  document.getElementById("zones-shown").addEventListener("change", () => showZones(atlas));
  startDownload();
  window.addEventListener("hashchange", () => {
    const wanted = readLink(); // now: what follows writes the address anew
    setLanguage(linkedLanguage());
    follow(atlas, wanted);
    paint(atlas);
  });
  document.getElementById("more").addEventListener("click", () => {
    atlas.wholeRanking = !atlas.wholeRanking;
    paint(atlas);
  });
  document.addEventListener("pagelanguage", () => {
    speak(atlas);
    writeLink(atlas);
  });
}

// all that depends on the language
function speak(atlas) {
  atlas.controls.splice(0).forEach((control) => control.remove());
  atlas.controls.push(...mapControls(atlas.map));
  showCommunes(atlas);
  paint(atlas);
}

// all that depends on the theme and the election
function paint(atlas) {
  const { map, shapes, theme, election } = atlas;
  shapes.forEach((shape, area) => shape.setStyle({ fillColor: areaFill(theme, area, election) }));
  for (const section of document.querySelectorAll("[data-election]")) {
    section.hidden = section.dataset.election !== election.code;
  }
  document.getElementById("reading").textContent = election.readings[theme][language()];
  showLegend(theme, election);
  showRanking(atlas, (area) => choose(atlas, area));
  showZones(atlas);
  markFirst(atlas);
  map.eachLayer((layer) => { if (layer instanceof L.Popup) layer.update(); });
}

function choose(atlas, area, commune = null) {
  const { map, shapes } = atlas;
  const place = commune === null ? DATA.areas.point[area] : DATA.communes.point[commune];
  const origin = document.activeElement?.closest("button");
  map.closePopup();
  atlas.commune = commune;
  map.fitBounds(shapes[area].getBounds(), { maxZoom: AREA_ZOOM, animate: false });
  if (commune !== null) map.setView(place, COMMUNE_NAMES_ZOOM, { animate: false });
  shapes[area].openPopup(place).once("popupclose", () => origin?.focus());
  closeButton(shapes[area].getPopup()).focus();
  map.getContainer().scrollIntoView({ block: "nearest" });
}

function electionOf(code) {
  return DATA.elections.find((election) => election.code === code);
}

function bindAreas(atlas) {
  const { areas } = atlas.layers;
  const main = document.querySelector("main");
  areas.setStyle(BORDER);
  areas.bindTooltip((layer) => tooltipContent(layer.feature.id, atlas), { sticky: true });
  // each area its own popup: one bound to the group would open on the group's first area when called by name
  areas.eachLayer((shape) => shape.bindPopup(
    (layer) => popupContent(layer.feature.id, atlas.election, communeName(atlas.commune)), POPUP));
  areas.on("popupopen", ({ popup, layer }) => {
    layer.closeTooltip();
    layer.setStyle(CHOSEN).bringToFront();
    main.classList.add("popup-open");
    atlas.area = layer.feature.id;
    writeLink(atlas);
    closeButton(popup).setAttribute("aria-label", say("close"));
  });
  areas.on("popupclose", ({ layer }) => {
    layer.setStyle(BORDER);
    main.classList.remove("popup-open");
    atlas.commune = null;
    atlas.area = null;
    writeLink(atlas);
  });
}

function closeButton(popup) {
  return popup.getElement().querySelector(".leaflet-popup-close-button");
}

function communeName(commune) {
  return commune === null ? null : DATA.communes[`name_${language()}`][commune];
}

function tooltipContent(area, { theme, election }) {
  const value = `${DATA.themes[theme].name[language()]}${say("colon")} ${valueOf(theme, area, election)}`;
  return html("span", { dir: document.documentElement.dir }, html("b", {}, areaName(area)), html("br"), value);
}

function frameMap(map, bounds) {
  const whole = document.getElementById("whole-map");
  const fit = () => map.invalidateSize({ animate: false }).fitBounds(bounds, { animate: false, padding: [8, 8] });
  fit();
  map.setMinZoom(map.getZoom() - 0.5).setMaxZoom(13).setMaxBounds(bounds.pad(1));
  map.on("moveend", () => { whole.hidden = map.getBounds().contains(bounds); });
  whole.addEventListener("click", () => { map.closePopup(); fit(); });
  window.addEventListener("beforeprint", fit);
}

function mapControls(map) {
  const start = language() === "ar" ? "right" : "left";
  return [
    L.control.zoom({ position: `top${start}`, zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") }).addTo(map),
    L.control.scale({ position: "bottomright", imperial: false }).addTo(map),
  ];
}

function markFirst(atlas) {
  const { marks, theme, election } = atlas;
  marks.clearLayers();
  for (const [position, area] of rankedAreas(theme, election).slice(0, FIRST).entries()) {
    const icon = L.divIcon({ className: "mark", html: number(position + 1), iconSize: [22, 22] });
    L.marker(DATA.areas.point[area], { icon, keyboard: false }).on("click", () => choose(atlas, area)).addTo(marks);
  }
}

function showCommunes({ map, layers, communeNames }) {
  const zoom = map.getZoom();
  const bounds = map.getBounds();
  layers.communes[zoom >= COMMUNE_BORDERS_ZOOM ? "addTo" : "removeFrom"](map);
  communeNames.clearLayers();
  if (zoom < COMMUNE_NAMES_ZOOM) return;
  DATA.communes.point.forEach((point, commune) => {
    if (!bounds.contains(point)) return;
    const icon = L.divIcon({ className: "commune-name", html: html("span", {}, communeName(commune)), iconSize: [0, 0] });
    L.marker(point, { icon, interactive: false, keyboard: false }).addTo(communeNames);
  });
}
