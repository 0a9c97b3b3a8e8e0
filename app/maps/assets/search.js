"use strict";

// Find a province, a region, an area or a commune by its French or Arabic name, or by another spelling of it.

const MOST_MATCHES = 12; // a large city's constituencies, its province and its region

function places() {
  const { areas, communes, units, aliases } = DATA;
  const own = LEVELS[0];
  const isNamesake = ({ level, area, fr }) => fr === areas.name_fr[area] && membersOf(area, level).length === 1;
  return [
    ...areas[own].map((_, area) =>
      ({ level: own, area, commune: null, fr: areas.name_fr[area], ar: areas.name_ar[area], aliases: aliases.areas[area] })),
    ...LEVELS.slice(1).flatMap((level) => Object.entries(units[level]).map(([code, [fr, ar]]) =>
      ({ level, area: FIRST_OF[level].get(code), commune: null, fr, ar, aliases: aliases[level][code] })))
      .filter((place) => !isNamesake(place)), // the area itself
    ...communes.area.map((area, commune) =>
      ({ level: own, area, commune, fr: communes.name_fr[commune], ar: communes.name_ar[commune], aliases: aliases.communes[commune] })),
  ].map((place) => ({ ...place, folded: [fold(place.fr), fold(place.ar)], aliases: place.aliases ?? [] }));
}

// 0 the name itself, 1 it begins so, 2 one of its words does, 3 it is somewhere inside, 4 not at all
function distance(name, query) {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (name.includes(` ${query}`)) return 2;
  return name.includes(query) ? 3 : 4;
}

// an alias is further than a name
function distanceOf({ folded, aliases }, query) {
  return Math.min(...folded.map((name) => distance(name, query)), ...aliases.map((name) => distance(name, query) + 1));
}

function matching(all, text) {
  const query = fold(text);
  if (!query) return [];
  return all.map((place) => ({ place, far: distanceOf(place, query) }))
    .filter(({ far }) => far < 4).sort((a, b) => a.far - b.far).slice(0, MOST_MATCHES).map(({ place }) => place);
}

function startSearch(choose) {
  const search = {
    input: document.getElementById("search"),
    list: document.getElementById("matches"),
    places: places(),
    found: [],
    active: -1,
    choose,
  };
  search.input.addEventListener("input", () => showMatches(search));
  search.input.addEventListener("blur", () => openMatches(search, false));
  search.input.addEventListener("keydown", (event) => {
    if (!(event.key in SEARCH_KEYS)) return;
    event.preventDefault();
    SEARCH_KEYS[event.key](search);
  });
}

const SEARCH_KEYS = {
  ArrowDown: (search) => moveTo(search, search.active + 1),
  ArrowUp: (search) => moveTo(search, search.active - 1),
  Enter: (search) => { if (!search.list.hidden && search.active >= 0) take(search, search.found[search.active]); },
  Escape: (search) => openMatches(search, false),
};

function showMatches(search) {
  const { input, list } = search;
  search.found = matching(search.places, input.value);
  const options = search.found.map((place, position) => matchOption(search, place, position));
  list.replaceChildren(...(options.length ? options : [html("li", { class: "none" }, say("no_match"))]));
  openMatches(search, Boolean(fold(input.value)));
  moveTo(search, 0);
}

function matchOption(search, place, position) {
  const detail = detailOf(place);
  const option = html("li", { role: "option", id: `match-${position}` },
    html("span", {}, place[language()]), html("small", {}, detail));
  option.addEventListener("mousedown", (event) => event.preventDefault());
  option.addEventListener("click", () => take(search, place));
  return option;
}

function detailOf({ level, area, commune }) {
  if (level !== LEVELS[0]) return say(`kind_${level}`);
  return commune === null ? say("area_kind", within(area)) : areaName(area);
}

function openMatches({ input, list }, open) {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
}

// mark a match, going round at either end
function moveTo(search, position) {
  const { input, list, found } = search;
  search.active = found.length ? (position + found.length) % found.length : -1;
  [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === search.active)));
  if (search.active < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `match-${search.active}`);
}

function take(search, place) {
  search.input.value = place[language()];
  openMatches(search, false);
  search.choose(place);
}
