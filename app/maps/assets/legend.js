"use strict";

// The legend: the theme's classes, the same for every year, and how many areas are in each.

function showLegend(theme, election) {
  const { legend, limits, unknown } = DATA.themes[theme];
  const kinds = DATA.areas.code.map((_, area) => classOf(theme, area, election));
  const counts = DATA.themes[theme].colours.map((_, step) => kinds.filter((kind) => kind === step).length);
  const absent = kinds.filter((kind, area) => kind === null && isAbsent(theme, area, election)).length;
  document.getElementById("legend-title").textContent = `${legend[language()]} · ${election.year}`;
  document.getElementById("classes").replaceChildren(...(limits.length ? steps(theme, counts) : [categories(theme, counts)]));
  document.getElementById("of-absent").hidden = !DATA.themes[theme].of_party;
  document.getElementById("count-absent").textContent = number(absent);
  document.getElementById("of-unknown").textContent = unknown[language()];
  document.getElementById("count-unknown").textContent = number(kinds.filter((kind) => kind === null).length - absent);
}

function steps(theme, counts) {
  const { colours, inks, limits, ends } = DATA.themes[theme];
  const cells = counts.map((count, step) =>
    html("li", { style: `background:${colours[step]};color:${inks[step]}` }, number(count)));
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
    html("li", {}, html("i", { style: `background:${colours[kind]}` }), label[language()], " ", html("b", {}, number(counts[kind])))));
}
