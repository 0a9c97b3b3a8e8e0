"""The environment is read here and nowhere else."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


def _with_driver(url: str) -> str:
    """Name psycopg as the driver, whichever spelling of a PostgreSQL address was given."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:port/database")
    return f"postgresql+psycopg://{rest}"


def _listed(text: str | list[str]) -> list[str]:
    """Split a list written with commas or spaces."""
    return text.replace(",", " ").split() if isinstance(text, str) else text


class Settings(BaseSettings):
    """What may differ from one machine to the next; each field is an environment variable of the same name."""

    # a refused address has a password in it
    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(_with_driver)] = Field(
        description="PostGIS database, as a URL", repr=False
    )
    statement_timeout_ms: int = Field(default=10_000, gt=0, description="longest time one read may take")
    data_dir: Path = Field(default=ROOT / "data", description="tables, sources.toml and raw/")
    build_dir: Path = Field(default=ROOT / "build", description="caches and rendered maps")
    public_role: Literal["none", "reader", "analyst", "admin"] | None = Field(
        default=None,
        description="what may be asked without a key; unless given: reading on the machine itself, else none",
    )
    allowed_hosts: Annotated[list[str], NoDecode, BeforeValidator(_listed)] = Field(
        default=[],
        description="names of the service beside localhost and the address asked, as maps.example.org; * is every name",
    )
    rate_limit_per_s: float | None = Field(
        default=None,
        ge=0,
        description="requests per second, of a key or address; unless given: 50, none locally; 0: none",
    )
    rate_limit_burst: int = Field(default=200, gt=0, description="requests that may come at once")
    cors_origins: Annotated[list[str], NoDecode, BeforeValidator(_listed)] = Field(
        default=[], description="origins whose pages may ask, as https://maps.example.org; * is every origin"
    )
    log_format: Literal["json", "text"] | None = Field(
        default=None, description="form of the log; unless given: text on a terminal, JSON elsewhere"
    )

    @property
    def libpq_url(self) -> str:
        """The same address in the form psycopg itself reads."""
        return self.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
