"""What is likely at the next elections: chances of parties in areas and in the country."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base


class OutlookRun(Base):
    """
    How and from what an outlook was computed.

    ``elections`` are the last elections that it knows, ``election_code`` the first of them; those before, and what it
    learned from, are in their past. ``calibration`` lists how such chances came true
    before; ``contests_drawn`` counts those that seats could be told of, of ``contests``.
    """

    __tablename__ = "outlook_run"

    outlook: Mapped[str] = mapped_column(primary_key=True)
    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"))
    elections: Mapped[list[str]] = mapped_column(JSONB)
    method_version: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    input_digest: Mapped[str]
    calibration: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    contests_drawn: Mapped[int]
    contests: Mapped[int]

    __table_args__ = (CheckConstraint("outlook ~ '^(next-house|councils-[0-9]{4})$'", name="outlook"),)


class AreaOutlook(Base):
    """
    Chances of one party in one area that votes; NULL with its ``reason`` where they cannot be told.

    Shares are of votes for the House, of seats for councils, whose ``basis`` is NULL. ``share_now`` and ``seats_now``
    are those of the last election.
    """

    __tablename__ = "area_outlook"

    outlook: Mapped[str] = mapped_column(ForeignKey("outlook_run.outlook", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    basis: Mapped[str | None]
    share_now: Mapped[float | None]
    share: Mapped[float | None]
    share_low_80: Mapped[float | None]
    share_high_80: Mapped[float | None]
    share_low_90: Mapped[float | None]
    share_high_90: Mapped[float | None]
    seats_now: Mapped[int | None]
    expected_seats: Mapped[float | None]
    seats_low_80: Mapped[int | None]
    seats_high_80: Mapped[int | None]
    seats_low_90: Mapped[int | None]
    seats_high_90: Mapped[int | None]
    p_seat: Mapped[float | None]
    p_first: Mapped[float | None]
    p_majority: Mapped[float | None]
    reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("p_seat BETWEEN 0 AND 1 AND p_first BETWEEN 0 AND 1", name="chance"),
        CheckConstraint("p_majority BETWEEN 0 AND 1", name="majority"),
    )


class PartyOutlook(Base):
    """Seats of one party in the whole House, of the contests that could be drawn."""

    __tablename__ = "party_outlook"

    outlook: Mapped[str] = mapped_column(ForeignKey("outlook_run.outlook", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    seats_now: Mapped[int | None]
    expected_seats: Mapped[float]
    seats_low_80: Mapped[int]
    seats_high_80: Mapped[int]
    seats_low_90: Mapped[int]
    seats_high_90: Mapped[int]
    p_first: Mapped[float]
    p_majority: Mapped[float]
