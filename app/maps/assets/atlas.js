"use strict";

// What the reader has chosen, and all that is bound to it: maps, legend, list, panel, address.

const AREA_ZOOM = 8;
const CIRCLE_ZOOM = 6.5;

function startAtlas(map, layers) {
  const atlas = {
    frames: [startFrame("first", map, layers)],
    second: null, // the frame of the comparison, once it was asked for
    theme: document.querySelector("#themes input:checked").value,
    election: electionOf(document.querySelector("#elections input:checked").value),
    level: LEVELS[0],
    beside: null, // what is compared: the codes of a party and of an election
    area: null, // whose panel is open
    commune: null, // the commune searched for, while its area's panel is open
    origin: null, // what had the focus before the panel was opened
    wholeRanking: false,
    controls: [],
  };
  atlas.fit = frameMap(atlas);
  listen(atlas);
  follow(atlas, readLink());
  speak(atlas);
}

// go where the address says, where it says so
function follow(atlas, { area, level, theme, election, view, beside }) {
  if (level !== atlas.level) leave(atlas);
  atlas.level = document.getElementById("level").value = level;
  if (theme) check("theme", theme);
  if (election) check("election", election.code);
  atlas.theme = theme ?? atlas.theme;
  atlas.election = electionOf(document.querySelector("#elections input:checked").value);
  setView(atlas, view);
  setBeside(atlas, beside);
  paint(atlas);
  if (area !== null && area !== atlas.area) choose(atlas, area, null, true);
}

function check(name, value) {
  const radio = document.querySelector(`input[name="${name}"][value="${value}"]`);
  if (radio) radio.checked = true;
}

function listen(atlas) {
  listenToFrame(atlas.frames[0], (area) => choose(atlas, area));
  startSearch((place) => {
    if (atlas.level !== place.level) follow(atlas, { ...atlas, level: place.level, view: atlas.frames[0].view, area: null });
    choose(atlas, place.area, place.commune, true);
  });
  startCompare(atlas);
  startPrint(atlas);
  startDownload();
  startPicture(atlas);
  startFullScreen(atlas);
  onChange("elections", (event) => { atlas.election = electionOf(event.target.value); }, atlas);
  onChange("level", (event) => {
    leave(atlas);
    atlas.level = event.target.value;
  }, atlas);
  onChange("themes", (event) => { atlas.theme = event.target.value; }, atlas);
  document.getElementById("zones-shown").addEventListener("change", () => paint(atlas));
  document.getElementById("circles").addEventListener("click", () => {
    setView(atlas, atlas.frames[0].view === "map" ? "circles" : "map");
    paint(atlas);
    writeLink(atlas);
  });
  window.addEventListener("hashchange", () => {
    const wanted = readLink(); // now: what follows writes the address anew
    setLanguage(linkedLanguage());
    follow(atlas, wanted);
    writeLink(atlas);
  });
  document.getElementById("more").addEventListener("click", () => {
    atlas.wholeRanking = !atlas.wholeRanking;
    paint(atlas);
  });
  document.getElementById("area").querySelector(".close").addEventListener("click", () => leave(atlas));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && atlas.area !== null && event.target.id !== "search") leave(atlas);
  });
  document.querySelectorAll(".to-sources").forEach((button) => button.addEventListener("click", showSources));
  document.addEventListener("pagelanguage", () => {
    speak(atlas);
    writeLink(atlas);
  });
}

function onChange(id, change, atlas) {
  document.getElementById(id).addEventListener("change", (event) => {
    change(event);
    paint(atlas);
    writeLink(atlas);
  });
}

function showSources() {
  const sources = document.getElementById("sources");
  sources.open = true;
  sources.scrollIntoView();
  sources.querySelector("summary").focus();
}

function setView(atlas, view) {
  if (atlas.frames[0].view === view) return;
  document.getElementById("circles").setAttribute("aria-pressed", String(view === "circles"));
  document.querySelector("main").classList.toggle("circled", view === "circles");
  atlas.frames.forEach((frame) => showView(frame, view));
  atlas.fit();
}

// all that depends on the language
function speak(atlas) {
  atlas.controls.splice(0).forEach((control) => control.remove());
  atlas.controls.push(...mapControls(atlas.frames[0].map));
  atlas.frames.forEach(showCommunes);
  paint(atlas);
}

// all that depends on the theme and on what is shown
function paint(atlas) {
  const { frames, election, level } = atlas;
  allowThemes(atlas);
  const { theme } = atlas;
  const subjects = subjectsOf(atlas);
  frames.forEach((frame, position) => {
    frame.subject = subjects[position];
    paintFrame(frame, theme, atlas.area, (area) => choose(atlas, area, null, true));
    showZones(frame);
  });
  for (const section of document.querySelectorAll("[data-election]")) {
    section.hidden = section.dataset.election !== election.code;
  }
  document.getElementById("first-name").textContent = subjectName(election);
  document.getElementById("reading").textContent =
    level === LEVELS[0] ? election.readings[theme][language()] : say(`reading_${level}`);
  document.getElementById("two-ballots").textContent = election.two_ballots?.[language()] ?? "";
  document.getElementById("describes").hidden = !OF_SCORES.includes(theme);
  showLegend(theme, subjects, frames[0].view);
  showRanking(atlas, subjects[0], (area) => choose(atlas, area, null, true));
  listZones(frames[0]);
  showArea(atlas, subjects);
}

function subjectsOf({ election, beside, level }) {
  const own = subjectOf(DATA.party.code, election, level);
  return beside ? [own, subjectOf(beside.party, electionOf(beside.code), level)] : [own];
}

// of sums, and beside another party, only what is known of all parties can be shown
function allowThemes(atlas) {
  const { level, beside } = atlas;
  const known = level !== LEVELS[0] || (beside && !isOwn(beside)) ? COMPARABLE : Object.keys(DATA.themes);
  for (const radio of document.querySelectorAll("#themes input")) radio.disabled = !known.includes(radio.value);
  if (known.includes(atlas.theme)) return;
  [atlas.theme] = known;
  check("theme", atlas.theme);
}

// open an area's panel; near: go there too
function choose(atlas, area, commune = null, near = false) {
  const { frames } = atlas;
  const [first] = frames;
  if (atlas.area === null) atlas.origin = document.activeElement?.closest("button, input");
  frames.forEach((frame) => highlight(frame, atlas.area, area));
  Object.assign(atlas, { area, commune });
  showArea(atlas, subjectsOf(atlas));
  first.map.getContainer().scrollIntoView({ block: "nearest" });
  if (near && atlas.level === LEVELS[0]) approach(first, area, commune);
  const free = { paddingTopLeft: [40, 40], paddingBottomRight: [40, 40 + covered(first.map)], animate: false };
  first.map.panInside(pointOf(first, area), free);
  document.getElementById("area").querySelector(".close").focus({ preventScroll: true });
  writeLink(atlas);
}

function approach({ map, shapes, view }, area, commune) {
  const free = { paddingBottomRight: [0, covered(map)], animate: false };
  map.fitBounds(shapes[area].getBounds(), { maxZoom: view === "map" ? AREA_ZOOM : CIRCLE_ZOOM, ...free });
  if (commune !== null && view === "map") map.setView(DATA.communes.point[commune], COMMUNE_NAMES_ZOOM, { animate: false });
}

// how much of the map's lower part lies under the panel, as on a telephone
function covered(map) {
  const panel = document.getElementById("area").getBoundingClientRect();
  const below = map.getContainer().getBoundingClientRect();
  const beside = panel.right <= below.left || panel.left >= below.right;
  return beside ? 0 : Math.max(below.bottom - panel.top, 0);
}

function leave(atlas) {
  if (atlas.area === null) return;
  atlas.frames.forEach((frame) => highlight(frame, atlas.area, null));
  Object.assign(atlas, { area: null, commune: null });
  showArea(atlas, []);
  atlas.origin?.focus();
  writeLink(atlas);
}

function showArea(atlas, subjects) {
  const { area, commune, theme } = atlas;
  const panel = document.getElementById("area");
  panel.hidden = area === null;
  document.body.classList.toggle("area-open", area !== null);
  document.getElementById("told").replaceChildren(...(area === null ? []
    : areaContent(area, subjects, communeName(commune), theme, (other) => choose(atlas, other, null, true))));
}

// show the whole country, now and whenever the button asks for it
function frameMap(atlas) {
  const [first] = atlas.frames;
  const { map } = first;
  const whole = document.getElementById("whole-map");
  const fit = () => {
    map.invalidateSize({ animate: false }).setMinZoom(0).fitBounds(frameBounds(first), { animate: false, padding: [8, 8] });
    map.setMinZoom(map.getZoom() - 0.5);
  };
  fit();
  map.setMaxZoom(13).setMaxBounds(frameBounds(first).pad(1));
  map.on("moveend", () => { whole.hidden = map.getBounds().contains(first.groups.map.getBounds()); });
  whole.addEventListener("click", fit);
  return fit;
}

function mapControls(map) {
  const start = language() === "ar" ? "right" : "left";
  return [
    L.control.zoom({ position: `top${start}`, zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") }).addTo(map),
    L.control.scale({ position: "bottomright", imperial: false }).addTo(map),
  ];
}

// the whole page, with its switches and its panel; some telephones do not offer it
function startFullScreen(atlas) {
  const button = document.getElementById("full-screen");
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
    if (document.getElementById("whole-map").hidden) atlas.fit();
  });
}
