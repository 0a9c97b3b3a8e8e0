"use strict";

// The list beside the map: the areas that come first in the theme, or all of them.

const FIRST = 5;

function rankedAreas(theme, election) {
  const keys = ORDERS[theme](election);
  return keys.map((_, area) => area).filter((area) => keys[area] !== null && isFirst(area, election)).sort((a, b) => keys[b] - keys[a]);
}

function showRanking({ theme, wholeRanking }, election, choose) {
  const areas = rankedAreas(theme, election);
  const listed = wholeRanking ? areas : areas.slice(0, FIRST);
  const items = listed.map((area, position) => rankingItem(area, position + 1, theme, election, choose));
  document.getElementById("ranking").replaceChildren(...items);
  document.getElementById("ranking-title").textContent = say(`ranking_${theme}`);
  document.getElementById("ranking-columns").textContent = theme === "share" ? ""
    : `${DATA.themes[theme].name[language()]} ${say("ranking_share_column")}`;
  const more = document.getElementById("more");
  more.textContent = say(wholeRanking ? "show_five" : "show_all");
  more.setAttribute("aria-expanded", String(wholeRanking));
  more.hidden = areas.length <= FIRST;
}

function rankingItem(area, place, theme, election, choose) {
  const colour = areaFill(theme, area, election);
  const bar = html("i", { style: `inline-size:${barLength(theme, area, election)}%;background:${colour}` });
  const button = html("button", { type: "button" },
    html("span", { class: "place" }, number(place)),
    html("span", { class: "name" }, unitName(area, election.level)),
    html("span", { class: "value" }, valueOf(theme, area, election)),
    html("span", { class: "track" }, bar),
    html("span", { class: "share" }, percent(election.results.share[area])));
  button.addEventListener("click", () => choose(area));
  return html("li", {}, button);
}

// numbers that run from nothing to all have a bar; of the others the class's colour is enough
function barLength(theme, area, election) {
  if (theme === "score") return election.scores.score[area];
  if (theme === "share" || theme === "turnout") return 100 * themeValue(theme, area, election);
  return 12;
}
