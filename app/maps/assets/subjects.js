"use strict";

// What a map shows: a party in an election, by area (constituency or commune), province or region. Of its own party in
// areas the page knows everything; else what lists obtained, in an election's own form, with the figures of a province or
// a region in each of its areas, so that maps, legend and list need not know which of these they show. Every figure and
// the class it is in are those that the page was given: nothing is added up, divided or compared here.

const LEVELS = DATA.levels;
const COMPARABLE = ["share", "margin", "seats", "council", "turnout", "winner"].filter((theme) => theme in DATA.themes);
const OF_AREAS = ["turnout", "winner"]; // the same whichever the party

DATA.elections.forEach((election) => {
  Object.assign(election, { party: DATA.party.code, level: LEVELS[0], lists: election.lists.map(namedLists) });
  for (const sums of Object.values(election.sums)) {
    sums.lists = sums.lists.map((lists) => (Array.isArray(lists) ? namedLists(lists) : election.lists[lists]));
  }
});

// figures of lists by their names; those that are left out at the end of a row are unknown
function namedLists(lists) {
  return lists.map((row) => {
    const list = Object.fromEntries(DATA.list_columns.map((name, place) => [name, row[place] ?? null]));
    return { ...list, party: DATA.parties[list.party] };
  });
}

function electionOf(code) {
  return DATA.elections.find((election) => election.code === code);
}

function isOwn(subject) {
  return subject.party === DATA.party.code;
}

function subjectName({ party, year }) {
  return `\u2066${DATA.acronyms[party]} ${year}\u2069`; // held together in text of either direction
}

function subjectOf(party, election, level = LEVELS[0]) {
  if (level !== LEVELS[0]) return fromLists(party, ofUnits(election, level));
  return isOwn({ party }) ? election : fromLists(party, election);
}

function fromLists(party, election) {
  const lists = election.lists.map((here) => here.find((list) => list.party === party) ?? null);
  const column = (name) => lists.map((list) => list && (list[name] ?? null));
  const unknown = lists.map(() => null);
  return {
    ...election, party,
    fielded: lists.map((list, area) => (list ? true : election.fielded[area] === null ? null : false)),
    results: { ...Object.fromEntries(["votes", "share", "margin", "seats_won", "part"].map((name) => [name, column(name)])), swing: unknown },
    classes: Object.fromEntries(COMPARABLE.map((theme) => [theme, OF_AREAS.includes(theme) ? election.classes[theme] : column(`class_${theme}`)])),
    scores: Object.fromEntries(Object.keys(election.scores).map((name) => [name, unknown])),
    uncertain: [],
    prices: Object.fromEntries(Object.keys(election.prices).map((name) => [name, unknown])),
    cluster: unknown,
    zones: [],
  };
}

// the areas that are one with this one
function membersOf(area, level) {
  const codes = DATA.areas[level];
  return codes.map((_, other) => other).filter((other) => codes[other] === codes[area]);
}

// where the first area of each unit is, by the unit's code
const FIRST_OF = Object.fromEntries(LEVELS.map((level) => {
  const codes = DATA.areas[level];
  return [level, new Map(codes.map((code, area) => [code, area]).reverse())];
}));

function isFirst(area, { level }) {
  return FIRST_OF[level].get(DATA.areas[level][area]) === area;
}

function unitName(area, level, lang = language()) {
  return DATA.areas[`${level === LEVELS[0] ? "name" : level}_${lang}`][area];
}

// an election by province or region
function ofUnits(election, level) {
  const sums = election.sums[level];
  const places = DATA.areas[level].map((code) => sums.code.indexOf(code));
  const spread = (column, missing = null) => places.map((place) => (place < 0 ? missing : column[place]));
  const held = spread(sums.held);
  const all = spread(sums.areas);
  return {
    ...election, level, held, all,
    fielded: held.map((count, area) => (count !== null && count === all[area] ? false : null)), // of a party with a list it is true
    lists: spread(sums.lists, []),
    winner: spread(sums.winner),
    contests: { seats: spread(sums.seats), turnout: spread(sums.turnout) },
    classes: Object.fromEntries(OF_AREAS.map((theme) => [theme, spread(sums.classes[theme])])),
  };
}

function isPartial(area, { level, held, all }) {
  return level !== LEVELS[0] && held[area] !== null && held[area] < all[area];
}
