"""Keys to the service."""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, func
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base


class ApiKey(Base):
    """A key: what it is for and until when; of the key itself only a hash. The reading role cannot see this table."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(unique=True)
    role: Mapped[str]
    label: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (CheckConstraint("role IN ('reader', 'analyst', 'admin')", name="role"),)
