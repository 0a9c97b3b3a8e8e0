"use strict";

// One map: its areas as they lie or as circles, coloured, and what is marked upon them.

const BORDER = { color: "#fff", weight: 0.8, opacity: 1, fillOpacity: 1 };
const CIRCLE_BORDER = { ...BORDER, color: "#7a828c" };
const UNKNOWN_POPULATION = { ...BORDER, color: "url(#unknown)", weight: 4 };
const CHOSEN = { color: "#d9822b", weight: 3 };
const FADED = 0.35;
const COMMUNE_BORDER = { color: "#9a9ea5", weight: 0.9, opacity: 1 };
const REGION_BORDER = { color: "#fff", weight: 2.2, opacity: 1 };
const GAP = { stroke: false, fillColor: "url(#left-out)", fillOpacity: 1 };
const LAND = { stroke: false, fillColor: "#e3e6e4", fillOpacity: 1, interactive: false, smoothFactor: 0 };
// half of the line is cut off, see showUncertain
const UNCERTAIN = { lineCap: "butt", fill: false, interactive: false, smoothFactor: 0 };
const FINE_DOTS = { weight: 3.4, dashArray: "1.6 3" };
const COARSE_DOTS = { weight: 6, dashArray: "2 5" };
const COARSE_ZOOM = 7;
const LEAST_DOTTED_PX = 14; // of a smaller area the dots would cover all
const COMMUNE_BORDERS_ZOOM = 9;
const COMMUNE_NAMES_ZOOM = 11;
const CIRCLE_POINTS = 48;

function startFrame(name, map, layers) {
  layers.communes.setStyle(COMMUNE_BORDER);
  layers.regions.setStyle(REGION_BORDER);
  layers.gaps.setStyle(GAP);
  const land = L.featureGroup([], { pane: "gaps" });
  layers.areas.eachLayer((layer) => {
    layer.area = layer.feature.id;
    L.polygon(layer.getLatLngs(), { ...LAND, pane: "gaps" }).addTo(land);
  });
  map.createPane("uncertain").style.zIndex = 412;
  map.getPane("uncertain").style.pointerEvents = "none";
  const frame = {
    name, map, layers, land,
    groups: { map: layers.areas, circles: circleGroup() },
    view: "map", shapes: [], subject: null, theme: null,
    uncertain: L.layerGroup().addTo(map),
    marks: L.layerGroup().addTo(map),
    communeNames: L.layerGroup().addTo(map),
    zones: startZones(map),
  };
  map.on("moveend", () => showCommunes(frame));
  map.on("zoomend", () => { if (frame.subject) showUncertain(frame); });
  showView(frame, "map");
  return frame;
}

function circleGroup() {
  return L.featureGroup(DATA.areas.circle.map(([x, y, radius], area) => {
    const ring = Array.from({ length: CIRCLE_POINTS }, (_, step) => {
      const turn = (2 * Math.PI * step) / CIRCLE_POINTS;
      return L.CRS.EPSG3857.unproject(L.point(x + radius * Math.cos(turn), y + radius * Math.sin(turn)));
    });
    const circle = L.polygon(ring, { pane: "areas", smoothFactor: 0 });
    circle.area = area;
    return circle;
  }));
}

function listenToFrame(frame, choose) {
  for (const group of Object.values(frame.groups)) {
    group.bindTooltip((layer) => tooltipContent(layer.area, frame), { sticky: true });
    group.on("click", ({ layer }) => choose(layer.area));
  }
}

// the areas as they lie ("map"), or one circle each ("circles") upon the land
function showView(frame, view) {
  const { map, layers, land, groups } = frame;
  frame.view = view;
  for (const [name, group] of Object.entries(groups)) group[name === view ? "addTo" : "removeFrom"](map);
  layers.regions[view === "map" ? "addTo" : "removeFrom"](map);
  land[view === "circles" ? "addTo" : "removeFrom"](map);
  frame.shapes = [];
  groups[view].eachLayer((layer) => { frame.shapes[layer.area] = layer; });
  showCommunes(frame);
}

function frameBounds({ groups, view }) {
  const bounds = L.latLngBounds(groups.map.getBounds());
  return view === "map" ? bounds : bounds.extend(groups.circles.getBounds());
}

function pointOf({ view, shapes }, area) {
  return view === "map" ? L.latLng(DATA.areas.point[area]) : shapes[area].getCenter();
}

function paintFrame(frame, theme, chosen, choose) {
  frame.theme = theme;
  frame.shapes.forEach((shape, area) => {
    shape.setStyle({ ...borderOf(frame, area), fillColor: areaFill(theme, area, frame.subject) });
  });
  highlight(frame, chosen, chosen);
  showUncertain(frame);
  markFirst(frame, choose);
}

// an area is outlined; of a province or a region, which has no outline of its own, all others are faded
function highlight(frame, before, now) {
  const { shapes, subject } = frame;
  if (subject.level !== LEVELS[0]) {
    const members = now === null ? null : membersOf(now, subject.level);
    shapes.forEach((shape, area) => shape.setStyle({ fillOpacity: members && !members.includes(area) ? FADED : 1 }));
    return;
  }
  if (before !== null) shapes[before].setStyle(borderOf(frame, before));
  if (now !== null) shapes[now].setStyle(CHOSEN).bringToFront();
}

// a region is one: the borders inside it are not drawn
function borderOf({ view, subject, theme }, area) {
  if (view === "map") return subject.level === "region" ? { ...BORDER, color: areaFill(theme, area, subject) } : BORDER;
  return DATA.areas.population[area] === null ? UNKNOWN_POPULATION : CIRCLE_BORDER;
}

// A dotted edge where the rank is uncertain: the area's outline drawn again, cut to the area itself, so that it lies
// inside and is not taken for its neighbour's.
function showUncertain({ name, map, uncertain, shapes, subject, theme }) {
  const cuts = document.getElementById("cuts");
  const dots = map.getZoom() < COARSE_ZOOM ? FINE_DOTS : COARSE_DOTS;
  uncertain.clearLayers();
  cuts.querySelectorAll(`[data-frame="${name}"]`).forEach((cut) => cut.remove());
  shapes.forEach((shape, area) => {
    if (!isUncertain(theme, area, subject) || widthOf(map, shape) < LEAST_DOTTED_PX) return;
    const id = `${name}-${area}`;
    shape.getElement().id = `area-${id}`;
    cuts.append(svg("clipPath", { id: `cut-${id}`, "data-frame": name }, svg("use", { href: `#area-${id}` })));
    const color = DATA.themes[theme].inks[classOf(theme, area, subject)];
    const edge = L.polygon(shape.getLatLngs(), { ...UNCERTAIN, ...dots, color, pane: "uncertain" }).addTo(uncertain);
    edge.getElement().setAttribute("clip-path", `url(#cut-${id})`);
  });
}

// along its diagonal, in pixels at the map's zoom
function widthOf(map, shape) {
  const bounds = shape.getBounds();
  return map.latLngToLayerPoint(bounds.getNorthWest()).distanceTo(map.latLngToLayerPoint(bounds.getSouthEast()));
}

function tooltipContent(area, { theme, subject }) {
  const value = `${DATA.themes[theme].name[language()]}${say("colon")} ${valueOf(theme, area, subject)}`;
  const part = isPartial(area, subject) ? ` (${coverage(area, subject)})` : "";
  return html("span", { dir: document.documentElement.dir }, html("b", {}, unitName(area, subject.level)), part, html("br"), value);
}

function markFirst(frame, choose) {
  const { marks, theme, subject } = frame;
  marks.clearLayers();
  for (const [position, area] of rankedAreas(theme, subject).slice(0, FIRST).entries()) {
    const icon = L.divIcon({ className: "mark", html: number(position + 1), iconSize: [22, 22] });
    L.marker(pointOf(frame, area), { icon, keyboard: false }).on("click", () => choose(area)).addTo(marks);
  }
}

function showCommunes({ map, layers, communeNames, view }) {
  const zoom = view === "map" ? map.getZoom() : 0;
  layers.communes[zoom >= COMMUNE_BORDERS_ZOOM ? "addTo" : "removeFrom"](map);
  communeNames.clearLayers();
  if (zoom < COMMUNE_NAMES_ZOOM) return;
  const bounds = map.getBounds();
  const named = LEVELS[0] === "commune" ? DATA.areas : DATA.communes;
  named.point.forEach((point, commune) => {
    if (!bounds.contains(point)) return;
    const icon = L.divIcon({ className: "commune-name", html: html("span", {}, named[`name_${language()}`][commune]), iconSize: [0, 0] });
    L.marker(point, { icon, interactive: false, keyboard: false }).addTo(communeNames);
  });
}

function communeName(commune) {
  return commune === null ? null : DATA.communes[`name_${language()}`][commune];
}
