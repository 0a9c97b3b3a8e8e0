"""Territories, their outlines, composition and successors."""

import datetime as dt

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base

LEVELS = ("region", "province", "regional_constituency", "constituency", "city", "commune")


class Area(Base):
    """
    A territory of one level and vintage: region, province, constituency, divided city, or communal unit.

    ``kind`` tells communes from the arrondissements that stand in place of six cities, which are areas of a level of
    their own. ``search_text`` is the folded French and Arabic names and aliases (and the city's, for an
    arrondissement). The division was in force from ``valid_from`` until
    the day before ``valid_to``, always or still where NULL; elections are held in the areas of their day.
    """

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str]
    code: Mapped[str]
    vintage: Mapped[str]
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)
    kind: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    city_fr: Mapped[str | None]
    city_ar: Mapped[str | None]
    search_text: Mapped[str]
    population_2014: Mapped[int | None]
    population_2024: Mapped[int | None]
    area_km2: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))

    __table_args__ = (
        UniqueConstraint("level", "code", "vintage"),
        Index("ix_area_level_vintage", "level", "vintage"),
        Index("ix_area_geom", "geom", postgresql_using="gist"),
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint("valid_from < valid_to", name="validity"),
    )


class AreaShape(Base):
    """An area's outline simplified once for a range of zooms, with its neighbours, so that borders still meet."""

    __tablename__ = "area_shape"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[str] = mapped_column(primary_key=True)
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, spatial_index=False))
    geojson: Mapped[str]

    __table_args__ = (Index("ix_area_shape_geom", "geom", postgresql_using="gist"),)


class AreaPart(Base):
    """Which communal units make a constituency, which arrondissements a city."""

    __tablename__ = "area_part"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    note: Mapped[str]


class AreaCrosswalk(Base):
    """Which share of the people of an area of one vintage lives in an area of another, and how that is known."""

    __tablename__ = "area_crosswalk"

    old_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    weight: Mapped[float]
    method: Mapped[str]

    __table_args__ = (
        CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
        CheckConstraint("method IN ('code', 'whole', 'population', 'area')", name="method"),
    )
