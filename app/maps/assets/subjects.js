"use strict";

// What a map shows: a party in an election. Of its own party the page knows everything; of another, what its lists
// obtained, in an election's own form, so that maps, legend and list need not know which of the two they show.

const COMPARABLE = ["share", "margin", "seats", "turnout", "winner"];

DATA.elections.forEach((election) => { election.party = DATA.party.code; });

function electionOf(code) {
  return DATA.elections.find((election) => election.code === code);
}

function isOwn(subject) {
  return subject.party === DATA.party.code;
}

function subjectName({ party, year }) {
  return `\u2066${DATA.acronyms[party]} ${year}\u2069`; // held together in text of either direction
}

function subjectOf(party, election) {
  if (party === DATA.party.code) return election;
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
