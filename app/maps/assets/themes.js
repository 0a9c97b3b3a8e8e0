"use strict";

// The ways to colour the map: which figure, how it is written, what comes first in the list.

const THEMES = {
  score: { values: (election) => election.scores.score, show: (score) => decimal(score), limit: (score) => number(score) },
  class: { values: (election) => election.scores.strength_class, show: (kind) => say(`class_${kind}`) },
  share: { values: (election) => election.results.share, show: percent, limit: hundredfold },
  margin: { values: (election) => election.results.margin, show: pointsOf, limit: signedHundredfold },
  swing: { values: (election) => election.results.swing, show: pointsOf, limit: signedHundredfold },
  turnout: { values: (election) => election.contests.turnout, show: percent, limit: hundredfold },
  cluster: { values: (election) => election.cluster, show: (label) => say(`cluster_${label}`) },
  price: { values: (election) => election.prices.votes_to_win, show: votesOf, limit: (votes) => number(votes) },
  winner: { values: (election) => election.winner, show: (code) => (code === null ? say("unknown") : DATA.acronyms[code]) },
  seats: { values: (election) => election.results.seats_won, show: (seats) => number(seats) },
  council: { values: (election) => election.classes.council.map(keyOf("council")), show: (kind) => say(`council_${kind}`) },
};

const OF_SCORES = ["score", "class"];

// what the list beside the map is sorted by, the largest first
const ORDERS = {
  score: ({ scores }) => strongest(scores),
  class: ({ scores }) => strongest(scores),
  share: THEMES.share.values,
  margin: THEMES.margin.values,
  swing: (election) => election.results.swing.map(negative), // where the party loses most
  turnout: THEMES.turnout.values,
  cluster: ({ cluster, results }) => cluster.map((label, area) => (label === null || label === "ns" ? null : results.share[area])),
  price: (election) => election.prices.votes_to_win.map(negative), // the cheapest first
  winner: THEMES.margin.values,
  seats: ({ results }) => results.seats_won.map((seats, area) => (seats === null ? null : seats + results.share[area])),
  council: ({ results }) => results.part,
};

function keyOf(theme) {
  return (kind) => (kind === null ? null : DATA.themes[theme].categories[kind].key);
}

// communes of lists and of wards have ranks of their own: scores come first, ranks tell equal ones apart
function strongest({ score, rank }) {
  return score.map((points, area) => (points === null ? null : points - rank[area] / 1e6));
}

function negative(value) {
  return value === null ? null : -value;
}

function hundredfold(rate) {
  return number(Math.round(100 * rate));
}

function signedHundredfold(rate) {
  return number(Math.round(100 * rate), { signDisplay: "exceptZero" });
}

function votesOf(votes) {
  return counted("votes_count", votes);
}

function pointsOf(difference) {
  if (difference === null) return say("unknown");
  return counted("points", Math.round(1000 * Math.abs(difference)) / 10, { n: signed(difference) });
}

function signed(difference) {
  return decimal(100 * difference, { signDisplay: "exceptZero" });
}

function themeValue(theme, area, election) {
  return THEMES[theme].values(election)[area];
}

// the class an area is in, null for none
function classOf(theme, area, election) {
  return election.classes[theme][area];
}

function isAbsent(theme, area, election) {
  return DATA.themes[theme].of_party && election.fielded[area] === false;
}

function areaFill(theme, area, election) {
  const kind = classOf(theme, area, election);
  if (kind !== null) return DATA.themes[theme].colours[kind];
  return isAbsent(theme, area, election) ? DATA.no_list : "url(#unknown)";
}

// whether its rank is uncertain, where the theme is of ranks
function isUncertain(theme, area, { uncertain }) {
  return OF_SCORES.includes(theme) && uncertain.includes(area);
}

function valueOf(theme, area, election) {
  if (classOf(theme, area, election) !== null) return THEMES[theme].show(themeValue(theme, area, election));
  if (theme === "price" && election.prices.no_price[area]) return say(`no_price_${election.prices.no_price[area]}`);
  return isAbsent(theme, area, election) ? say("class_absent") : DATA.themes[theme].unknown[language()];
}
