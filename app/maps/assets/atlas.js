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

function colourStep(score) {
  const { breaks, colours } = DATA.scale;
  return Math.min(breaks.filter((limit) => limit <= score).length, colours.length) - 1;
}

function areaFill(area, election) {
  const score = election.scores.score[area];
  if (score !== null) return DATA.scale.colours[colourStep(score)];
  return election.scores.strength_class[area] === "absent" ? DATA.scale.no_list : "url(#unknown)";
}

function startAtlas(map, layers) {
  const shapes = [];
  layers.areas.eachLayer((layer) => { shapes[layer.feature.id] = layer; });
  const atlas = {
    map, layers, shapes,
    election: electionOf(document.querySelector("#elections input:checked").value),
    commune: null, // the commune searched for, while its area's popup is open
    wholeRanking: false,
    marks: L.layerGroup().addTo(map),
    communeNames: L.layerGroup().addTo(map),
    controls: [],
  };
  layers.communes.setStyle(COMMUNE_BORDER);
  layers.regions.setStyle(REGION_BORDER);
  layers.gaps.setStyle(GAP);
  bindAreas(atlas);
  frameMap(map, layers.areas.getBounds());
  listen(atlas);
  speak(atlas);
}

function listen(atlas) {
  atlas.map.on("moveend", () => showCommunes(atlas));
  startSearch((place) => choose(atlas, place.area, place.commune));
  document.getElementById("elections").addEventListener("change", (event) => {
    atlas.election = electionOf(event.target.value);
    paint(atlas);
  });
  document.getElementById("more").addEventListener("click", () => {
    atlas.wholeRanking = !atlas.wholeRanking;
    paint(atlas);
  });
  document.addEventListener("pagelanguage", () => speak(atlas));
}

// all that depends on the language
function speak(atlas) {
  atlas.controls.splice(0).forEach((control) => control.remove());
  atlas.controls.push(...mapControls(atlas.map));
  showCommunes(atlas);
  paint(atlas);
}

// all that depends on the election
function paint(atlas) {
  const { map, shapes, election } = atlas;
  shapes.forEach((shape, area) => shape.setStyle({ fillColor: areaFill(area, election) }));
  for (const section of document.querySelectorAll("[data-election]")) {
    section.hidden = section.dataset.election !== election.code;
  }
  showCounts(election);
  showRanking(election, atlas.wholeRanking, (area) => choose(atlas, area));
  markStrongest(atlas);
  map.eachLayer((layer) => { if (layer instanceof L.Popup) layer.update(); });
}

function choose(atlas, area, commune = null) {
  const { map, shapes } = atlas;
  const place = commune === null ? DATA.areas.point[area] : DATA.communes.point[commune];
  const origin = document.activeElement.closest("button");
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
  areas.bindTooltip((layer) => tooltipContent(layer.feature.id, atlas.election), { sticky: true });
  // each area its own popup: one bound to the group would open on the group's first area when called by name
  areas.eachLayer((shape) => shape.bindPopup(
    (layer) => popupContent(layer.feature.id, atlas.election, communeName(atlas.commune)), POPUP));
  areas.on("popupopen", ({ popup, layer }) => {
    layer.closeTooltip();
    layer.setStyle(CHOSEN).bringToFront();
    main.classList.add("popup-open");
    closeButton(popup).setAttribute("aria-label", say("close"));
  });
  areas.on("popupclose", ({ layer }) => {
    layer.setStyle(BORDER);
    main.classList.remove("popup-open");
    atlas.commune = null;
  });
}

function closeButton(popup) {
  return popup.getElement().querySelector(".leaflet-popup-close-button");
}

function communeName(commune) {
  return commune === null ? null : DATA.communes[`name_${language()}`][commune];
}

function tooltipContent(area, election) {
  const score = election.scores.score[area];
  const value = score === null ? say(`class_${election.scores.strength_class[area]}`) : `${say("score")} ${decimal(score)}`;
  return html("span", { dir: document.documentElement.dir }, html("b", {}, areaName(area)), html("br"), value);
}

function frameMap(map, bounds) {
  const whole = document.getElementById("whole-map");
  const fit = () => map.invalidateSize({ animate: false }).fitBounds(bounds, { animate: false, padding: [8, 8] });
  fit();
  map.setMinZoom(map.getZoom() - 0.5).setMaxZoom(13).setMaxBounds(bounds.pad(0.3));
  const widest = map.getZoom();
  map.on("zoomend", () => { whole.hidden = map.getZoom() <= widest; });
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

function showCounts(election) {
  const { score, strength_class: strength } = election.scores;
  const counts = DATA.scale.colours.map((_, step) => score.filter((value) => value !== null && colourStep(value) === step).length);
  document.querySelectorAll("#legend .steps li").forEach((cell, step) => { cell.textContent = number(counts[step]); });
  for (const kind of ["absent", "insufficient"]) {
    const areas = strength.filter((value, area) => score[area] === null && (value === "absent") === (kind === "absent"));
    document.getElementById(`count-${kind}`).textContent = number(areas.length);
  }
}

function markStrongest(atlas) {
  const { marks, election } = atlas;
  marks.clearLayers();
  for (const area of rankedAreas(election).slice(0, FIRST)) {
    const icon = L.divIcon({ className: "mark", html: number(election.scores.rank[area]), iconSize: [22, 22] });
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
