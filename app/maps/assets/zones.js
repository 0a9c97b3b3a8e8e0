"use strict";

// Party areas: outlined and named on the map, listed beside it.

const ZONE_CASING = { color: "#fff", weight: 6, opacity: 0.9, interactive: false, pane: "zones" };
const ZONE_OUTLINE = { color: "#c2185b", weight: 2.5, opacity: 1, interactive: false, pane: "zones" };

function startZones(map) {
  map.createPane("zones").style.zIndex = 414;
  map.getPane("zones").style.pointerEvents = "none";
  return L.layerGroup().addTo(map);
}

function showZones({ map, zones, election }) {
  zones.clearLayers();
  const items = election.zones.map((zone) => {
    const casing = L.geoJSON(zone.outline, ZONE_CASING);
    if (document.getElementById("zones-shown").checked) drawZone(zones, zone, casing);
    return zoneItem(zone, () => map.fitBounds(casing.getBounds(), { maxZoom: AREA_ZOOM, animate: false }));
  });
  document.getElementById("zones").replaceChildren(...items);
  document.getElementById("zones-none").hidden = items.length > 0;
  document.getElementById("zones-toggle").hidden = items.length === 0;
}

function drawZone(zones, zone, casing) {
  const icon = L.divIcon({ className: "zone-name", html: html("span", {}, zone.name[language()]), iconSize: [0, 0] });
  casing.addTo(zones);
  L.geoJSON(zone.outline, ZONE_OUTLINE).addTo(zones);
  L.marker(zone.point, { icon, interactive: false, keyboard: false }).addTo(zones);
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
