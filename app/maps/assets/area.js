"use strict";

// What the panel tells of an area, in each map's party and election.

function areaContent(area, subjects, commune, theme, choose) {
  const [election, beside] = subjects;
  if (election.level !== LEVELS[0]) return unitContent(area, subjects);
  const other = language() === "fr" ? "ar" : "fr";
  return [
    html("h3", { id: "area-name" }, areaName(area), html("span", {}, html("bdi", { lang: other }, areaName(area, other)))),
    html("p", { class: "region" }, say("area_within", within(area))),
    ...(election.ballot[area] ? [html("p", { class: "ballot" }, say(`ballot_${election.ballot[area]}`))] : []),
    ...(commune ? [html("p", { class: "note" }, say("commune_note", { commune }))] : []),
    scoreLine(area, election),
    ...closeRace(area, election),
    ...certainty(area, election),
    facts(area, election),
    ...(beside ? [facts(area, beside)] : []),
    shareChart(area, election),
    ...partyBars(area, election),
    ...(beside && beside.code !== election.code ? partyBars(area, beside) : []),
    ...componentBars(area, election),
    ...explanation(area, election),
    ...censusOf(area, LEVELS[0]),
    ...neighbours(area, election, theme, choose),
    ...sourcesOf(election),
  ];
}

// a province or a region: sums, and what they are sums of
function unitContent(area, [election, beside]) {
  const other = language() === "fr" ? "ar" : "fr";
  const { level } = election;
  const members = membersOf(area, level).map((member) => areaName(member));
  return [
    html("h3", { id: "area-name" }, unitName(area, level), html("span", {}, html("bdi", { lang: other }, unitName(area, level, other)))),
    html("p", { class: "region" }, `${say("sum_of", { count: coverage(area, election) })}${say("colon")} ${members.join(say("comma"))}`),
    facts(area, election),
    ...(beside ? [facts(area, beside)] : []),
    shareChart(area, election),
    ...partyBars(area, election),
    ...(beside && beside.code !== election.code ? partyBars(area, beside) : []),
    ...censusOf(area, level),
    ...sourcesOf(election),
  ];
}

// who lives there, beside the whole country
function censusOf(area, level) {
  const { census } = DATA;
  if (!census) return [];
  const shares = census.values[level].map((values) => values[area]);
  if (shares.every((share) => share === null)) return [];
  const partial = census.partial[level][area];
  return [
    html("p", { class: "of" }, census.title[language()]),
    html("dl", { class: "facts census" },
      ...(partial ? [html("dt", {}, say("units_known")), html("dd", {}, partOf(partial))] : []),
      ...shares.flatMap((share, indicator) => [
        html("dt", {}, census.names[indicator][language()]),
        html("dd", {}, thousandths(share), " ", html("small", {}, say("in_country", { value: thousandths(census.country[indicator]) }))),
      ])),
  ];
}

function partOf([part, whole]) {
  return say("part_of", { part: number(part), whole: number(whole) });
}

function thousandths(share) {
  return percent(share === null ? null : share / 1000);
}

// how many areas the sums are of: of all inside, unless some had no contest
function coverage(area, subject) {
  const [part, whole] = [number(subject.held[area]), number(subject.all[area])];
  return isPartial(area, subject) ? say("part_of", { part, whole }) : whole;
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

// a high score and a contest that may turn do not contradict one another
function closeRace(area, { scores }) {
  return scores.strength_class[area] === "competitive" ? [html("p", { class: "close-race" }, say("close_race"))] : [];
}

function badgeStyle(area, election) {
  const step = classOf("score", area, election);
  return `background:${DATA.themes.score.colours[step]};color:${DATA.themes.score.inks[step]}`;
}

function facts(area, subject) {
  const rows = [["turnout", percent(subject.contests.turnout[area])]];
  const winner = subject.winner[area];
  if (winner !== null) rows.push(["winner", DATA.acronyms[winner]]);
  if (subject.fielded[area]) rows.unshift(...listFacts(area, subject));
  if (isPartial(area, subject)) rows.unshift(["covered", coverage(area, subject)]);
  const name = isOwn(subject) ? subject.name[language()] : subjectName(subject);
  return html("dl", { class: "facts" }, html("dt", { class: "of" }, name),
    ...rows.flatMap(([key, value]) => [html("dt", {}, say(key)), html("dd", {}, value)]));
}

function listFacts(area, subject) {
  const { votes, share, margin, swing, seats_won: won } = subject.results;
  const seats = say("part_of", { part: number(won[area]), whole: number(subject.contests.seats[area]) });
  const obtained = [["seats_won", seats]];
  const cast = [["votes", number(votes[area])], ["margin", pointsOf(margin[area])]];
  if (!isOwn(subject) || subject.level !== LEVELS[0]) return [...obtained, ["share", percent(share[area])], ...cast];
  return [...obtained, ...seatPrices(area, subject), ...cast, ["swing", flagged(swing[area], subject)]];
}

// a change since parties that merged, or split, is not one of the same party
function flagged(change, { continuity }) {
  if (change === null || continuity === null) return pointsOf(change);
  return say("flagged", { value: pointsOf(change), flag: continuity[language()] });
}

function seatPrices(area, subject) {
  if (!("price" in DATA.themes)) return [];
  const next = [["next_seat", nextSeat(area, subject)]];
  return subject.prices.votes_to_lose[area] === null ? next : [...next, ["last_seat", lastSeat(area, subject)]];
}

// a vote between what is possible and what is sure is a tie, which nobody asks about
function nextSeat(area, { prices }) {
  const [possible, sure] = [prices.votes_to_tie[area], prices.votes_to_win[area]];
  if (sure === null && possible === null) return say(`no_price_${prices.no_price[area] ?? "figures"}`);
  if (sure === null) return counted("votes_only_possible", possible);
  if (sure - possible > 1) return counted("votes_possible", sure, { possible: number(possible) });
  return counted("votes_more", sure);
}

function lastSeat(area, { prices }) {
  const [possible, sure] = [prices.votes_to_risk[area], prices.votes_to_lose[area]];
  if (sure - possible > 1) return counted("votes_at_risk", sure, { possible: number(possible) });
  return counted("votes_less", sure);
}

function neighbours(area, subject, theme, choose) {
  const touching = DATA.areas.neighbours[area];
  if (!touching.length) return [];
  return [html("p", { class: "of" }, say("neighbours"), " ", html("small", {}, DATA.themes[theme].name[language()])),
    html("ul", { class: "neighbours" }, ...touching.map((other) => {
      const button = html("button", { type: "button" }, html("i", { style: swatch(theme, other, subject) }), areaName(other),
        " ", html("b", {}, valueOf(theme, other, subject)));
      button.addEventListener("click", () => choose(other));
      return html("li", {}, button);
    }))];
}

function swatch(theme, area, subject) {
  const fill = areaFill(theme, area, subject);
  return fill === "url(#unknown)" ? "" : `background:${fill}`;
}

function sourcesOf({ sources }) {
  if (!sources.length) return [];
  return [html("p", { class: "of" }, say("sources_of")),
    html("ul", { class: "cited" }, ...sources.map((source) => html("li", {}, html("bdi", {}, source))))];
}
