"use strict";

// The figures of every election as a table to take away: CSV with a dot in numbers and nothing where unknown.

const COLUMNS = {
  election: (election) => election.code,
  year: (election) => election.year,
  code: (_, area) => DATA.areas[LEVELS[0]][area],
  name_fr: (_, area) => DATA.areas.name_fr[area],
  name_ar: (_, area) => DATA.areas.name_ar[area],
  region_fr: (_, area) => DATA.areas.region_fr[area],
  region_ar: (_, area) => DATA.areas.region_ar[area],
  ...(DATA.elections.some(({ ballot }) => ballot.some(Boolean)) ? { ballot: ({ ballot }, area) => ballot[area] } : {}),
  fielded: ({ fielded }, area) => fielded[area],
  ...fieldsOf("contests", ["seats", "turnout"]),
  ...fieldsOf("results", ["votes", "share", "margin", "swing", "seats_won"]),
  continuity: ({ continuity }) => continuity && continuity.key,
  ...fieldsOf("scores", ["strength_class", "score", "rank", "ranked", "rank_low", "rank_high", "top_fifth", "p_seat"]),
  cluster: ({ cluster }, area) => cluster[area],
  ...fieldsOf("prices", Object.keys(DATA.elections[0].prices)),
  leader: ({ winner }, area) => winner[area],
};

function fieldsOf(table, names) {
  return Object.fromEntries(names.map((name) => [name, (election, area) => election[table][name][area]]));
}

function tableText() {
  const rows = DATA.elections.flatMap((election) => DATA.areas[LEVELS[0]].map((_, area) =>
    Object.values(COLUMNS).map((column) => field(column(election, area))).join(",")));
  return [Object.keys(COLUMNS).join(","), ...rows, ""].join("\r\n");
}

function field(value) {
  if (value === null) return "";
  return typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);
}

function startDownload() {
  document.getElementById("download").addEventListener("click", () => {
    // spreadsheets take the text for UTF-8 only if it begins with its mark
    save(new Blob(["\ufeff", tableText()], { type: "text/csv;charset=utf-8" }), `${fileName(DATA.party.code)}.csv`);
  });
}

function fileName(...parts) {
  return ["kharita", ...parts].join("-").replace(/[^\w-]+/g, "-");
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  html("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
