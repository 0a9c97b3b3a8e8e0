"use strict";

// How sure a score is, what it is made of, and the sentence that explains it.

function certainty(area, election) {
  const { score, rank_low: low, rank_high: high, p_stronghold: chance } = election.scores;
  if (score[area] === null || low[area] === null) return [];
  const range = low[area] === high[area] ? say("rank_sure")
    : say("rank_range", { low: number(low[area]), high: number(high[area]) });
  const lines = [html("p", { class: "range" }, say("rank_word"), " ", range)];
  if (chance[area] !== null) {
    lines.push(html("p", { class: "chance" }, `${say("p_stronghold")}${say("colon")} `, html("b", {}, wholePercent(chance[area]))));
  }
  return lines;
}

function wholePercent(rate) {
  return number(rate, { style: "percent", maximumFractionDigits: 0 });
}

function componentBars(area, election) {
  const parts = Object.entries(election.components).filter(([, values]) => values[area] !== null);
  if (!parts.length) return [];
  return [html("p", { class: "of" }, say("components")),
    html("dl", { class: "components" }, ...parts.flatMap(([name, values]) => [
      html("dt", {}, say(`component_${name}`)),
      html("dd", {}, html("span", { class: "track" }, html("i", { style: `inline-size:${100 * values[area]}%` })),
        number(Math.round(100 * values[area])))]))];
}

function explanation(area, election) {
  const sentence = election.explanation[language()][area] ?? null;
  return sentence === null ? [] : [html("p", { class: "explanation" }, sentence)];
}
