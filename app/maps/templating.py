"""The templates of the pages, and what each of them may use."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from app.maps import inline, scale
from app.maps.atlas import Text
from app.maps.texts import TEXTS

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
templates.globals.update(texts=TEXTS, scale=scale, inline=inline, Text=Text)
