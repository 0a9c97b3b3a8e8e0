"""The forms an answer goes out in, one table of them, and which one a client wants."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from app.api.formats.rows import About, FlatColumn, columns_of, flatten, nest
from app.api.formats.writing import as_csv, as_geojson, as_geoparquet, as_gpkg, as_json, as_xlsx
from app.http.negotiation import negotiate
from app.store.records import Row

__all__ = [
    "FORMS",
    "LAYERS",
    "MEDIA_TYPES",
    "TABLES",
    "About",
    "FlatColumn",
    "Form",
    "LayerForm",
    "TableForm",
    "columns_of",
    "flatten",
    "negotiate",
    "nest",
]

TableForm = Literal["json", "csv", "xlsx"]
LayerForm = Literal["json", "geojson", "csv", "xlsx", "gpkg", "geoparquet"]


class Form(NamedTuple):
    """A form: its media type, how it is written, and whether it has outlines and is a file to be saved."""

    media_type: str
    write: Callable[[list[Row], About], bytes]
    outlined: bool
    extension: str | None


FORMS: dict[LayerForm, Form] = {
    "json": Form("application/json", as_json, False, None),
    "geojson": Form("application/geo+json", as_geojson, True, None),
    "csv": Form("text/csv; charset=utf-8", as_csv, False, "csv"),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx, False, "xlsx"),
    "gpkg": Form("application/geopackage+sqlite3", as_gpkg, True, "gpkg"),
    "geoparquet": Form("application/vnd.apache.parquet", as_geoparquet, True, "parquet"),
}
TABLES: tuple[TableForm, ...] = ("json", "csv", "xlsx")
LAYERS: tuple[LayerForm, ...] = tuple(FORMS)
MEDIA_TYPES = {name: form.media_type for name, form in FORMS.items()}
