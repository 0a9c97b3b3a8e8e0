"""Values as files hold them: as text where nothing else fits, as None where they are missing."""

from typing import Any

import orjson
import pandas as pd


def as_text(value: Any) -> str:
    """Write a value as text: a list, a mapping or a truth value as JSON, anything else as it prints."""
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode() if isinstance(value, list | dict | bool) else str(value)


def known_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """List the rows of a frame by column, None for what is missing; numbers are Python's."""
    return [
        {str(column): value for column, value in record.items()}
        for record in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
