"""Print the table of docs/seats.md: the votes of each House election under each law. Run: python -m benchmarks.laws."""

from pathlib import Path

import pandas as pd

from app.analysis.seats import ContestInputs, Rules, compare_laws, contests_from_frames, read_laws

DATA = Path(__file__).resolve().parent.parent / "data"
ELECTIONS = ("house-2016-local", "house-2021-local")
LAWS = {
    "27-11: votes of lists ≥ 6 %": ("27-11", "local"),
    "20-16: votes of lists ≥ 3 %": ("20-16", "local"),
    "06-21: voters": ("06-21", "communal_list"),
    "04-21: registered voters": ("04-21", "local"),
    "d-hondt: highest averages": ("d-hondt", "local"),
    "sainte-lague: highest averages": ("sainte-lague", "local"),
}
HEADER = (
    "| votes of | law: base | Gallagher | Loosemore–Hanby | ENP votes | ENP seats | parties seated | first party | "
    "unstable |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def read_contests(election: str) -> list[ContestInputs]:
    """Read an election's contests and votes, and the country's registered voters where they are known."""
    totals = pd.read_csv(DATA / "results" / "national-totals.csv")
    registered = totals.loc[
        (totals["election_code"] == election) & (totals["item"] == "registered_voters"), "value"
    ].tolist()
    return contests_from_frames(
        pd.read_csv(DATA / "results" / f"{election}-contests.csv"),
        pd.read_csv(DATA / "results" / f"{election}-votes.csv"),
        int(registered[0]) if registered else None,
    )


def table(rules: Rules) -> str:
    """Make the table, in Markdown; the two disproportionality indices in points."""
    labelled = {label: rules[key] for label, key in LAWS.items()}
    lines = [HEADER]
    for election in ELECTIONS:
        for label, row in compare_laws(read_contests(election), labelled).iterrows():
            lines.append(
                f"| {election} | {label} | {100 * row['gallagher']:.1f} | {100 * row['loosemore_hanby']:.1f} | "
                f"{row['effective_parties_votes']:.2f} | {row['effective_parties_seats']:.2f} | "
                f"{row['parties_seated']:.0f} | {row['seats_first']:.0f} | {row['unstable']:.0f} |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(read_laws((DATA / "laws.toml").read_text(encoding="utf-8"))))
