"use strict";

// The address says what is seen: #fr/constituency/khenifra?theme=swing&year=2021&view=circles&beside=RNI:2016 or #fr/region?theme=share&year=2021

// what the address asks for; null where it names nothing that is here
function readLink() {
  const [path, query] = location.hash.slice(1).split("?");
  const [, level, code] = path.split("/");
  const wanted = new URLSearchParams(query);
  const isLevel = LEVELS.includes(level);
  const area = isLevel ? DATA.areas[level].indexOf(code) : -1;
  return {
    area: area < 0 ? null : area,
    level: isLevel ? level : LEVELS[0],
    theme: Object.hasOwn(DATA.themes, wanted.get("theme")) ? wanted.get("theme") : null,
    election: electionOfYear(wanted.get("year")),
    view: wanted.get("view") === "circles" ? "circles" : "map",
    beside: besideOf(wanted.get("beside") ?? ""),
  };
}

function electionOfYear(written) {
  return DATA.elections.find(({ year }) => String(year) === written) ?? null;
}

function besideOf(written) {
  const [, party, year] = written.match(/^(.+):(\d+)$/s) ?? [];
  const election = electionOfYear(year);
  return election && Object.hasOwn(DATA.acronyms, party) ? { party, code: election.code } : null;
}

function writeLink({ area, level, theme, election, beside, frames }) {
  const inLevel = area === null && level === LEVELS[0] ? "" : `/${level}`;
  const place = area === null ? inLevel : `${inLevel}/${DATA.areas[level][area]}`;
  const view = frames[0].view === "circles" ? "&view=circles" : "";
  const compared = beside ? `&beside=${encodeURIComponent(beside.party)}:${electionOf(beside.code).year}` : "";
  history.replaceState(null, "", `#${language()}${place}?theme=${theme}&year=${election.year}${view}${compared}`);
}
