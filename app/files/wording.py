"""What the files say that is not data."""

from app.maps.words.catalogues import plural, text

LEVELS = {
    "region": text("Regions"),
    "province": text("Prefectures and provinces"),
    "regional_constituency": text("Regional constituencies"),
    "constituency": text("Constituencies"),
    "city": text("Cities with districts"),
    "commune": text("Communes"),
}

OBJECTIVES = {"win": text("Win"), "hold": text("Hold")}

EMPTY = text("Empty cell: unknown, or no list. It is never zero.")
EMPTY_SUM = text(
    "Sums of the areas that vote. Empty cell: unknown in at least one of them, or no list. It is never zero."
)
CENSUS = text(
    "Census of {year} (HCP), each figure over its own base. Empty cell: unknown. Fewer communes known than there are: "
    "the figures are partial."
)
PRICED = plural(
    "Missing votes, those of the others unchanged. Uncertain for one more seat: {unpriced} of {n} list.",
    "Missing votes, those of the others unchanged. Uncertain for one more seat: {unpriced} of {n} lists.",
)
NOT_PRICED = text("Missing votes unknown: the law or the votes of this election are not all known.")

OUTLOOK_BASES = {
    "two_contests": text("its last two results there"),
    "one_contest": text("one result there"),
    "new_here": text("its level in the country"),
    "new_party": text("what new parties had"),
    "unknown_past": text("nothing: a result is not published"),
}

OUTLOOK_NOTE = text(
    "A chance of 70% is to come true in 7 of 10 such cases. Candidates and alliances are not known. Empty cell: "
    "unknown, with the reason. It is never zero."
)
CHANCE = text("Chance of a seat")
HOUSE_OUTLOOK, COUNCIL_OUTLOOK = text("Next House"), text("Councils {year}")

SAID = {
    "party": text("Party"),
    "election": text("Election"),
    "coverage": text("Results known"),
    "dataset_version": text("Version of the data"),
    "method_version": text("Method of the score"),
    "parameters": text("Parameters of the score"),
    "outlook_version": text("Method of the outlook"),
    "law": text("Law of the seats"),
    "law_citation": text("Articles"),
}
