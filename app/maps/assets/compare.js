"use strict";

// A second map beside the first: another party or another year, the same theme, moved together.

function startCompare(atlas) {
  const [party, year] = besideChoices();
  for (const [code, acronym] of Object.entries(DATA.acronyms)) party.append(html("option", { value: code }, acronym));
  for (const election of DATA.elections) year.append(html("option", { value: election.code }, String(election.year)));
  const changed = () => {
    atlas.beside = { party: party.value, code: year.value };
    paint(atlas);
    writeLink(atlas);
  };
  party.addEventListener("change", changed);
  year.addEventListener("change", changed);
  document.getElementById("compare").addEventListener("click", () => {
    setBeside(atlas, atlas.beside ? null : suggestedBeside(atlas));
    paint(atlas);
    writeLink(atlas);
  });
}

function besideChoices() {
  return ["beside-party", "beside-year"].map((id) => document.getElementById(id));
}

// the same party in the election before, or else after
function suggestedBeside({ election }) {
  const position = DATA.elections.indexOf(election);
  const { party, code } = DATA.elections[position - 1] ?? DATA.elections[position + 1] ?? election;
  return { party, code };
}

function setBeside(atlas, beside) {
  const wasOpen = atlas.beside !== null;
  const isOpen = beside !== null;
  atlas.beside = beside;
  if (isOpen) besideChoices().forEach((choice, which) => { choice.value = [beside.party, beside.code][which]; });
  if (wasOpen === isOpen) return;
  document.querySelector("main").classList.toggle("compared", isOpen);
  document.getElementById("beside-frame").hidden = !isOpen;
  document.getElementById("compare").setAttribute("aria-pressed", String(isOpen));
  atlas.frames.splice(1);
  if (isOpen) {
    atlas.second ??= secondFrame(atlas);
    showView(atlas.second, atlas.frames[0].view);
    atlas.frames.push(atlas.second);
    atlas.second.map.invalidateSize({ animate: false });
  }
  atlas.fit();
}

// made when first asked for, from what the first map is made of
function secondFrame(atlas) {
  const [first] = atlas.frames;
  const map = L.map("beside-map", { zoomControl: false, attributionControl: false, zoomSnap: 0.1 });
  map.setView(first.map.getCenter(), first.map.getZoom());
  const layers = Object.fromEntries(Object.entries(first.layers).map(([name, layer]) => {
    const pane = first.map.getPane(name);
    Object.assign(map.createPane(name).style, { zIndex: pane.style.zIndex, pointerEvents: pane.style.pointerEvents });
    return [name, L.geoJSON(layer.toGeoJSON(false), { pane: name, interactive: name === "areas", smoothFactor: 0 })];
  }));
  const frame = startFrame("second", map, layers);
  listenToFrame(frame, (area) => choose(atlas, area));
  moveTogether(first.map, map);
  return frame;
}

function moveTogether(one, other) {
  let moving = false;
  const follow = (leader, follower) => leader.on("move", () => {
    if (moving) return;
    moving = true;
    follower.setView(leader.getCenter(), leader.getZoom(), { animate: false });
    moving = false;
  });
  follow(one, other);
  follow(other, one);
}
