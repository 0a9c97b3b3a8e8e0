"""Content negotiation (RFC 9110 §12.5.1)."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

F = TypeVar("F", bound=str)


def negotiate(accept: str, offered: Sequence[F], media_types: Mapping[F, str]) -> F | None:
    """
    Choose the form a client likes best.

    Parameters
    ----------
    accept : str
        The Accept header; empty means that anything will do.
    offered : sequence of str
        Forms the answer exists in, the default first.
    media_types : mapping
        Media type of each form.

    Returns
    -------
    str or None
        The form of the highest quality (RFC 9110 §12.5.1), the first offered among equals; None where all are refused.
    """
    ranges = [_media_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    quality = {form: _quality(media_types[form].partition(";")[0], ranges) for form in offered}
    best = max(offered, key=quality.__getitem__)
    return best if quality[best] > 0 else None


def _media_range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = [text[2:] for text in parameters if text.startswith("q=")]
    try:
        return name, float(weights[0]) if weights else 1.0
    except ValueError:
        return name, 0.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Quality given by the most specific range that covers the media type."""
    covering = [media_type, media_type.partition("/")[0] + "/*", "*/*"]
    found = [(covering.index(name), -weight) for name, weight in ranges if name in covering]
    return -min(found)[1] if found else 0.0
