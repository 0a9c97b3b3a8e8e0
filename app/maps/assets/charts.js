"use strict";

// The panel's charts: the party's share over the elections, and the lists of one election.

const CHART = { width: 264, height: 84, top: 18, bottom: 18 };
const MOST_BARS = 5;

// one scale for all areas and years, so that two charts can be compared
const LARGEST_SHARE = Math.max(...DATA.elections.flatMap((election) => election.results.share), 0.01);

function shareChart(area, shown) {
  const inTime = DATA.elections.map((election) => subjectOf(DATA.party.code, election, shown.level));
  const elections = language() === "ar" ? [...inTime].reverse() : inTime;
  const base = CHART.height - CHART.bottom;
  const points = elections.map((election, position) => {
    const share = election.results.share[area];
    const x = ((position + 0.5) * CHART.width) / elections.length;
    return { election, share, x, y: base - ((share ?? 0) / LARGEST_SHARE) * (base - CHART.top) };
  });
  const label = inTime.map((election) => `${election.year} ${shareLabel(area, election)}`).join(", ");
  return html("figure", {},
    html("figcaption", {}, say("share")),
    svg("svg", { viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "img", "aria-label": label, direction: "ltr" },
      svg("line", { x1: 0, x2: CHART.width, y1: base, y2: base }),
      ...shareLines(points),
      ...points.flatMap((point) => sharePoint(area, point, shown))));
}

// a line between two elections only where both shares are known
function shareLines(points) {
  return points.slice(1).map((to, before) => [points[before], to])
    .filter(([from, to]) => from.share !== null && to.share !== null)
    .map(([from, to]) => svg("line", { class: "share-line", x1: from.x, y1: from.y, x2: to.x, y2: to.y }));
}

function sharePoint(area, { election, share, x, y }, shown) {
  const dot = svg("circle", { class: election.code === shown.code ? "dot shown" : "dot", cx: x, cy: y, r: 4 });
  return [
    ...(share === null ? [] : [dot]),
    svg("text", { class: share === null ? "missing" : "value", x, y: y - 8 }, shareLabel(area, election)),
    svg("text", { class: "year", x, y: CHART.height - 4 }, String(election.year)),
  ];
}

function shareLabel(area, election) {
  return election.fielded[area] === false ? say("no_list") : percent(election.results.share[area]);
}

// the lists with most votes, and the party's own wherever it stands
function partyBars(area, election) {
  const lists = election.lists[area];
  const own = lists.findIndex(({ party }) => party === DATA.party.code);
  const shown = lists.slice(0, MOST_BARS).concat(own >= MOST_BARS ? [lists[own]] : []);
  if (!shown.length) return [];
  return [html("p", { class: "of" }, say("lists_of", { year: election.year })),
    html("ol", { class: "party-bars" }, ...shown.map(partyBar))];
}

function partyBar({ party, share, seats_won: seats }) {
  const own = party === DATA.party.code ? "own" : "";
  return html("li", { class: own },
    html("bdi", {}, DATA.acronyms[party]),
    html("span", { class: "track" }, html("i", { style: `inline-size:${100 * (share ?? 0)}%` })),
    html("span", {}, percent(share)),
    html("span", { class: "won" }, seats ? counted("seats_count", seats) : ""));
}
