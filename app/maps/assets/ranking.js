"use strict";

// The list beside the map: the strongest areas, or all of them.

const FIRST = 5;

function rankedAreas(election) {
  const { rank } = election.scores;
  return rank.map((_, area) => area).filter((area) => rank[area] !== null).sort((a, b) => rank[a] - rank[b]);
}

function showRanking(election, whole, choose) {
  const areas = rankedAreas(election);
  const listed = whole ? areas : areas.slice(0, FIRST);
  document.getElementById("ranking").replaceChildren(...listed.map((area) => rankingItem(area, election, choose)));
  const more = document.getElementById("more");
  more.textContent = say(whole ? "show_five" : "show_all");
  more.setAttribute("aria-expanded", String(whole));
  more.hidden = areas.length <= FIRST;
}

function rankingItem(area, election, choose) {
  const score = election.scores.score[area];
  const bar = html("i", { style: `inline-size:${score}%;background:${DATA.scale.colours[colourStep(score)]}` });
  const button = html("button", { type: "button" },
    html("span", { class: "place" }, number(election.scores.rank[area])),
    html("span", { class: "name" }, areaName(area)),
    html("span", { class: "value" }, decimal(score)),
    html("span", { class: "track" }, bar),
    html("span", { class: "share" }, percent(election.results.share[area])));
  button.addEventListener("click", () => choose(area));
  return html("li", {}, button);
}
