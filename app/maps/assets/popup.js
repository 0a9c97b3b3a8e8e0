"use strict";

// What a click on an area tells.

const CHART = { width: 264, height: 92, top: 16, bottom: 18 };

// one scale for all areas and years, so that two charts can be compared
const LARGEST_SHARE = Math.max(...DATA.elections.flatMap((election) => election.results.share), 0.01);

function popupContent(area, election, commune) {
  const other = language() === "fr" ? "ar" : "fr";
  const name = areaName(area);
  return html("div", { class: "popup", dir: document.documentElement.dir, tabindex: 0, role: "dialog", "aria-label": name },
    html("h3", {}, name, html("span", {}, html("bdi", { lang: other }, areaName(area, other)))),
    html("p", { class: "region" }, DATA.areas[`region_${language()}`][area]),
    ...(commune ? [html("p", { class: "note" }, say("commune_note", { commune }))] : []),
    scoreLine(area, election),
    ...certainty(area, election),
    shareChart(area, election),
    facts(area, election),
    ...componentBars(area, election),
    ...explanation(area, election));
}

function scoreLine(area, election) {
  const { score, rank, ranked, strength_class: strength } = election.scores;
  const words = [say(`class_${strength[area]}`)];
  if (score[area] === null) return html("p", { class: "score" }, html("b", {}, words[0]));
  words.push(say("rank", { rank: number(rank[area]), ranked: number(ranked[area]) }));
  return html("p", { class: "score" },
    html("span", { class: "badge", style: badgeStyle(area, election) }, decimal(score[area])),
    html("span", {}, html("b", {}, words[0]), html("br"), `${say("score")} · ${words[1]}`));
}

function badgeStyle(area, election) {
  const step = classOf("score", area, election);
  return `background:${DATA.themes.score.colours[step]};color:${DATA.themes.score.inks[step]}`;
}

function shareChart(area, shown) {
  const elections = language() === "ar" ? [...DATA.elections].reverse() : DATA.elections;
  const width = CHART.width / elections.length;
  const base = CHART.height - CHART.bottom;
  const columns = elections.flatMap((election, position) => {
    const middle = (position + 0.5) * width;
    const share = election.results.share[area];
    const height = share === null ? 0 : (share / LARGEST_SHARE) * (base - CHART.top);
    const state = election === shown ? "bar shown" : "bar";
    return [
      svg("rect", { class: state, x: middle - width / 4, y: base - height, width: width / 2, height }),
      svg("text", { class: share === null ? "missing" : "value", x: middle, y: base - height - 4 }, shareLabel(area, election)),
      svg("text", { class: "year", x: middle, y: CHART.height - 4 }, String(election.year)),
    ];
  });
  const label = DATA.elections.map((election) => `${election.year} ${shareLabel(area, election)}`).join(", ");
  return html("figure", {},
    html("figcaption", {}, say("share")),
    svg("svg", { viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "img", "aria-label": label, direction: "ltr" },
      svg("line", { x1: 0, x2: CHART.width, y1: base, y2: base }), ...columns));
}

function shareLabel(area, election) {
  return election.fielded[area] === false ? say("no_list") : percent(election.results.share[area]);
}

function facts(area, election) {
  const { votes, margin, swing, seats_won: won } = election.results;
  const seats = say("seats_of", { won: number(won[area]), seats: number(election.contests.seats[area]) });
  const winner = election.winner[area];
  const rows = [["turnout", percent(election.contests.turnout[area])]];
  if (winner !== null) rows.push(["winner", DATA.acronyms[winner]]);
  if (election.fielded[area]) {
    rows.unshift(["votes", number(votes[area])], ["margin", pointsOf(margin[area])], ["swing", pointsOf(swing[area])],
      ["seats_won", seats]);
  }
  return html("dl", {}, html("dt", { class: "of" }, election.name[language()]),
    ...rows.flatMap(([key, value]) => [html("dt", {}, say(key)), html("dd", {}, value)]));
}
