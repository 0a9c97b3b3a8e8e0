"use strict";

// Party areas: outlined and named on the map, listed beside it.

const ZONE_CASING = { color: "#fff", weight: 6, opacity: 0.9, interactive: false, pane: "zones" };
const NAMED_ZONES = 12; // on the map; the list beside it names them all
const ZONE_OUTLINE = { color: "#c2185b", weight: 2.5, opacity: 1, interactive: false, pane: "zones" };

function startZones(map) {
  map.createPane("zones").style.zIndex = 414;
  map.getPane("zones").style.pointerEvents = "none";
  return L.layerGroup().addTo(map);
}

function showZones(frame) {
  frame.zones.clearLayers();
  if (document.getElementById("zones-shown").checked) frame.subject.zones.forEach((zone, place) => drawZone(frame, zone, place < NAMED_ZONES));
}

function listZones({ map, subject, shapes }) {
  const items = subject.zones.map((zone) => {
    const bounds = L.latLngBounds(zone.members.map((area) => shapes[area].getBounds()));
    return zoneItem(zone, () => map.fitBounds(bounds, { maxZoom: AREA_ZOOM, animate: false }));
  });
  document.getElementById("zones").replaceChildren(...items);
  document.getElementById("zones-none").hidden = items.length > 0;
  document.getElementById("zones-toggle").hidden = items.length === 0;
}

// along the outline of all its members, or around the circle of each
function drawZone({ zones, view, shapes }, zone, named) {
  const icon = L.divIcon({ className: "zone-name", html: html("span", {}, zone.name[language()]), iconSize: [0, 0] });
  const members = zone.members.map((area) => shapes[area]);
  for (const style of [ZONE_CASING, ZONE_OUTLINE]) {
    if (view === "map") L.geoJSON(zone.outline, style).addTo(zones);
    else members.forEach((circle) => L.polygon(circle.getLatLngs(), { ...style, fill: false }).addTo(zones));
  }
  if (!named) return;
  const [largest] = members.sort((a, b) => width(b) - width(a));
  const point = view === "map" ? zone.point : largest.getCenter();
  L.marker(point, { icon, interactive: false, keyboard: false }).addTo(zones);
}

function width(shape) {
  return shape.getBounds().getEast() - shape.getBounds().getWest();
}

function zoneItem(zone, show) {
  const change = zone.change === null ? "" : ` (${pointsOf(zone.change)})`;
  const button = html("button", { type: "button" },
    html("span", { class: "name" }, zone.name[language()]),
    html("span", { class: "value" }, percent(zone.share)),
    html("span", { class: "share" }, say("zone_members", { count: number(zone.members.length) }), change));
  button.addEventListener("click", show);
  return html("li", {}, button);
}
