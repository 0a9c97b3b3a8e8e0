"""The environment is read here and nowhere else."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


def _with_driver(url: str) -> str:
    """Name psycopg as the driver, whichever spelling of a PostgreSQL address was given."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:port/database")
    return f"postgresql+psycopg://{rest}"


class Settings(BaseSettings):
    """What may differ from one machine to the next; each field is an environment variable of the same name."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: Annotated[str, AfterValidator(_with_driver)] = Field(description="PostGIS database, as a URL")
    statement_timeout_ms: int = Field(default=10_000, gt=0, description="longest time one read may take")
    data_dir: Path = Field(default=ROOT / "data", description="tables, sources.toml and raw/")
    build_dir: Path = Field(default=ROOT / "build", description="caches and rendered maps")

    @property
    def libpq_url(self) -> str:
        """The same address in the form psycopg itself reads."""
        return self.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
