"use strict";

// What a map shows: a party in an election, by area (constituency or commune), province or region. Of its own party in
// areas the page knows everything; else what lists obtained, in an election's own form, with a province's or a region's
// sums in each of its areas, so that maps, legend and list need not know which of these they show.

const LEVELS = DATA.levels;
const COMPARABLE = ["share", "margin", "seats", "council", "turnout", "winner"].filter((theme) => theme in DATA.themes);
const SUMMED = COMPARABLE.filter((theme) => theme !== "turnout"); // turnout takes the registered voters

DATA.elections.forEach((election) => {
  Object.assign(election, { party: DATA.party.code, level: LEVELS[0] });
  for (const list of election.lists.flat()) list[2] ??= null; // seats are left out where they are unknown
});

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
  if (level !== LEVELS[0]) return fromLists(party, summed(election, level));
  return party === DATA.party.code ? election : fromLists(party, election);
}

function fromLists(party, election) {
  const lists = election.lists.map((here) => here.find(([code]) => code === party) ?? null);
  const unknown = lists.map(() => null);
  return {
    ...election, party,
    fielded: lists.map((list, area) => (list ? true : election.fielded[area] === null ? null : false)),
    results: {
      votes: lists.map((list) => list && list[1]),
      share: lists.map((list, area) => list && shareOf(list, area, election)),
      margin: lists.map((list, area) => list && marginOf(list, area, election)),
      seats_won: lists.map((list) => list && list[2]),
      swing: unknown,
    },
    scores: Object.fromEntries(Object.keys(election.scores).map((name) => [name, unknown])),
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

function summed(election, level) {
  const ofUnit = new Map([...FIRST_OF[level]].map(([code, area]) => [code, unitSums(membersOf(area, level), election)]));
  const sums = DATA.areas[level].map((code) => ofUnit.get(code));
  const column = (name) => sums.map((sum) => sum[name]);
  return {
    ...election, level,
    fielded: column("fielded"),
    lists: column("lists"),
    winner: column("winner"),
    contests: { seats: column("seats"), valid_votes: column("valid"), turnout: sums.map(() => null) },
  };
}

function unitSums(members, { lists, contests, fielded }) {
  const all = members.flatMap((area) => lists[area]);
  const parties = [...new Set(all.map(([party]) => party))].map((party) => {
    const own = all.filter(([code]) => code === party);
    return [party, total(own.map(([, votes]) => votes)), total(own.map(([, , seats]) => seats))];
  }).sort((a, b) => (b[1] ?? -1) - (a[1] ?? -1));
  const [first, second] = parties;
  const isWhole = members.every((area) => fielded[area] !== null);
  const isKnown = isWhole && parties.length && parties.every(([, votes]) => votes !== null);
  return {
    lists: parties,
    winner: isKnown && first[1] !== second?.[1] ? first[0] : null,
    fielded: isWhole ? false : null, // of a party with a list it is true
    seats: total(members.map((area) => contests.seats[area])),
    valid: total(members.map((area) => contests.valid_votes[area])),
  };
}

// a sum with an unknown term is unknown
function total(values) {
  return values.includes(null) ? null : values.reduce((sum, value) => sum + value, 0);
}

function shareOf([, votes], area, { contests }) {
  const valid = contests.valid_votes[area];
  return votes === null || !valid ? null : votes / valid;
}

function marginOf(list, area, election) {
  const share = shareOf(list, area, election);
  const others = election.lists[area].filter((other) => other !== list).map((other) => shareOf(other, area, election))
    .filter((other) => other !== null);
  return share === null || !others.length ? null : share - Math.max(...others);
}
