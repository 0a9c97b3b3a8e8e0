"use strict";

// The address says what is seen: #fr/constituency/khenifra?theme=swing&year=2021&view=circles&beside=RNI:2016

const LEVEL = "constituency";

// what the address asks for; null where it names nothing that is here
function readLink() {
  const [path, query] = location.hash.slice(1).split("?");
  const [, level, code] = path.split("/");
  const wanted = new URLSearchParams(query);
  const area = level === LEVEL ? DATA.areas.code.indexOf(code) : -1;
  return {
    area: area < 0 ? null : area,
    theme: Object.hasOwn(THEMES, wanted.get("theme")) ? wanted.get("theme") : null,
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
  return election && Object.hasOwn(DATA.acronyms, party) ? subjectOf(party, election) : null;
}

function writeLink({ area, theme, election, beside, frames }) {
  const place = area === null ? "" : `/${LEVEL}/${DATA.areas.code[area]}`;
  const view = frames[0].view === "circles" ? "&view=circles" : "";
  const compared = beside ? `&beside=${encodeURIComponent(beside.party)}:${beside.year}` : "";
  history.replaceState(null, "", `#${language()}${place}?theme=${theme}&year=${election.year}${view}${compared}`);
}
