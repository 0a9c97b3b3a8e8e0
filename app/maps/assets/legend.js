"use strict";

// The legend: the theme's classes, the same for every year, and how many areas are in each on every map.

function showLegend(theme, subjects, view) {
  const { legend, limits, unknown, colours, of_party: ofParty } = DATA.themes[theme];
  const areas = DATA.areas[LEVELS[0]].map((_, area) => area);
  const count = (holds) => subjects.map((subject) => number(areas.filter((area) => isFirst(area, subject) && holds(area, subject)).length)).join(" | ");
  const counts = colours.map((_, step) => count((area, subject) => classOf(theme, area, subject) === step));
  const names = subjects.length > 1 ? subjects.map(subjectName).join(" | ") : subjects[0].year;
  document.getElementById("legend-title").textContent = `${legend[language()]} · ${names}`;
  document.getElementById("classes").replaceChildren(...(limits.length ? steps(theme, counts) : [categories(theme, counts)]));
  document.getElementById("of-absent").hidden = !ofParty;
  document.getElementById("count-absent").textContent =
    count((area, subject) => classOf(theme, area, subject) === null && isAbsent(theme, area, subject));
  document.getElementById("of-unknown").textContent = unknown[language()];
  document.getElementById("count-unknown").textContent =
    count((area, subject) => classOf(theme, area, subject) === null && !isAbsent(theme, area, subject));
  document.getElementById("of-uncertain").hidden = !areas.some((area) => subjects.some((subject) => isUncertain(theme, area, subject)));
  document.getElementById("count-uncertain").textContent = count((area, subject) => isUncertain(theme, area, subject));
  document.getElementById("of-circles").hidden = view !== "circles";
}

function steps(theme, counts) {
  const { colours, inks, limits, ends } = DATA.themes[theme];
  const cells = counts.map((count, step) =>
    html("li", { style: `background:${colours[step]};color:${inks[step]}` }, count));
  return [
    html("ol", { class: "steps", "aria-label": say("legend_count") }, ...cells),
    html("p", { class: "limits", style: `--classes:${counts.length}` },
      ...limits.map((limit) => html("span", {}, THEMES[theme].limit(limit)))),
    html("p", { class: "ends" }, ...ends.map((end) => html("span", {}, end[language()]))),
  ];
}

function categories(theme, counts) {
  const { colours, categories: named } = DATA.themes[theme];
  return html("ul", { class: "categories", "aria-label": say("legend_count") }, ...named.map(({ label }, kind) =>
    html("li", {}, html("i", { style: `background:${colours[kind]}` }), label[language()], " ", html("b", {}, counts[kind]))));
}
