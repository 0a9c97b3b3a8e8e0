"""The templates of the pages, and what each of them may use."""

from pathlib import Path

from app.maps import inline, scale
from app.maps.texts import MISSING, TEXTS
from app.maps.words.catalogues import Text, text
from app.maps.words.numbers import number
from app.templating import environment

templates = environment(Path(__file__).parent)
templates.globals.update(texts=TEXTS, MISSING=MISSING, scale=scale, inline=inline, Text=Text, text=text, number=number)
