"use strict";

// The address says what is seen: #fr/constituency/khenifra?theme=swing&year=2021

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
    election: DATA.elections.find(({ year }) => String(year) === wanted.get("year")) ?? null,
  };
}

function writeLink({ area, theme, election }) {
  const place = area === null ? "" : `/${LEVEL}/${DATA.areas.code[area]}`;
  history.replaceState(null, "", `#${language()}${place}?theme=${theme}&year=${election.year}`);
}
