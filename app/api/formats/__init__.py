"""The forms an answer goes out in, one table of them, and which one a client wants."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from app.api.formats.layers import write_geoparquet, write_gpkg
from app.api.formats.rows import About, Link, flatten, nest
from app.api.formats.text import write_csv, write_geojson, write_json
from app.api.formats.workbook import write_xlsx
from app.http.negotiation import negotiate
from app.store.records import Row

__all__ = [
    "FORMS",
    "LAYERS",
    "MEDIA_TYPES",
    "TABLES",
    "About",
    "Form",
    "Layer",
    "Link",
    "Table",
    "flatten",
    "negotiate",
    "nest",
]

Table = Literal["json", "csv", "xlsx"]
Layer = Literal["json", "geojson", "csv", "xlsx", "gpkg", "geoparquet"]


class Form(NamedTuple):
    """A form: its media type, how it is written, and whether it has outlines and is a file to be saved."""

    media_type: str
    write: Callable[[list[Row], About], bytes]
    outlined: bool
    extension: str | None


FORMS: dict[Layer, Form] = {
    "json": Form("application/json", write_json, False, None),
    "geojson": Form("application/geo+json", write_geojson, True, None),
    "csv": Form("text/csv; charset=utf-8", write_csv, False, "csv"),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx, False, "xlsx"),
    "gpkg": Form("application/geopackage+sqlite3", write_gpkg, True, "gpkg"),
    "geoparquet": Form("application/vnd.apache.parquet", write_geoparquet, True, "parquet"),
}
TABLES: tuple[Table, ...] = ("json", "csv", "xlsx")
LAYERS: tuple[Layer, ...] = tuple(FORMS)
MEDIA_TYPES = {name: form.media_type for name, form in FORMS.items()}
