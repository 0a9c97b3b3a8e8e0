"use strict";

// The chance of a seat, how much a rank depends on the method, what a score is made of, and the sentence that explains it.

function certainty(area, election) {
  const { score, rank_low: low, rank_high: high, top_fifth: top, p_seat: seat } = election.scores;
  const lines = rateLine("p_seat", seat[area]);
  if (score[area] === null || low[area] === null) return lines;
  const range = low[area] === high[area] ? say("rank_sure")
    : say("rank_range", { low: number(low[area]), high: number(high[area]) });
  return [...lines, html("p", { class: "range" }, say("rank_word"), say("comma"), range), ...rateLine("top_fifth", top[area])];
}

function rateLine(key, rate) {
  if (rate === null) return [];
  return [html("p", { class: key }, `${say(key)}${say("colon")} `, html("b", {}, wholePercent(rate)))];
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
  if (sentence === null) return [];
  return [html("p", { class: "explanation" }, [sentence, ...classMeaning(area, election)].join(" "))];
}

function classMeaning(area, { scores: { strength_class: strength, p_seat: chance } }) {
  if (strength[area] === "absent") return [];
  const forecast = chance[area] === null ? say("no_chance") : say("chance_of_seat", { chance: percent(chance[area]) });
  return [say(`meaning_${strength[area]}`), forecast];
}
