"""What a party's figures depend on, as texts that go with every file."""

from app.files.dossier import Dossier
from app.files.values import as_text
from app.maps.words.catalogues import text


def told(dossier: Dossier) -> dict[str, str]:
    """
    Tell what the figures depend on.

    Parameters
    ----------
    dossier : Dossier

    Returns
    -------
    dict
        Party, elections by suffix, their coverage where it is partial, what missing means, dataset version, method and
        its parameters as JSON, law; what is not known is left out.
    """
    party = dossier.party
    elections = {f"election_{vote.suffix}": f"{vote.code} – {vote.name.fr} – {vote.name.ar}" for vote in dossier.votes}
    elections |= {
        f"coverage_{vote.suffix}": f"{vote.coverage.fr} – {vote.coverage.ar}" for vote in dossier.votes if vote.coverage
    }
    depends = {key: as_text(value) for key, value in dossier.said.items() if value is not None}
    unknown = text("NULL: unknown, or not applicable where lists_… is 0 (the party did not stand); never zero").fr
    named = f"{party.code} – {party.name.fr} – {party.name.ar}"
    return {"party": named, **elections, "unknown": unknown, **depends}
