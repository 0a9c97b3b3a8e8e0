"""The censuses: what their indicators are, of which figures each census makes them, and their values by area."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base


class Indicator(Base):
    """What a census tells of an area: its unit, names and definition; a value of the unit ``share`` is in [0, 1]."""

    __tablename__ = "indicator"

    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    topic: Mapped[str]
    unit: Mapped[str]
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    name_en: Mapped[str]
    definition: Mapped[str]
    source: Mapped[str]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))


class IndicatorCensus(Base):
    """
    Of which published figures a census makes an indicator, over which base, and the whole country's value.

    ``measure``, ``fields`` and ``base`` are those of `app.analysis.indicators.aggregate`. ``country_value`` is of the
    row that the census publishes for the country; the file it is read from is that of all values of the census.
    """

    __tablename__ = "indicator_census"

    key: Mapped[str] = mapped_column(ForeignKey("indicator.key", ondelete="CASCADE"), primary_key=True)
    census: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str]
    fields: Mapped[str]
    base: Mapped[str | None]
    country_value: Mapped[float | None]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))


class IndicatorValue(Base):
    """
    An indicator of an area at a census; NULL where it is not known.

    An area that the census publishes is one unit. Another is made of its communal units, of which ``units_known`` have
    the figure: where these are fewer than ``units`` the value is partial.
    """

    __tablename__ = "indicator_value"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    census: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float | None]
    units: Mapped[int]
    units_known: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["key", "census"], ["indicator_census.key", "indicator_census.census"], ondelete="CASCADE"
        ),
        Index("ix_indicator_value_key_census", "key", "census"),
        CheckConstraint("units > 0 AND units_known BETWEEN 0 AND units", name="units"),
    )
