"""
CQL2 text read into the tree of CQL2 JSON (OGC 21-065r2, annex B).

Written by hand because the time it takes must be linear: the parsers at hand go back and try again at every
parenthesis, and thirty of them left open in 40 characters keep one busy for hours.
"""

import re
from typing import Any, NamedTuple, NoReturn

from app.errors import BadParameter
from app.ogc.filters import MAX_DEPTH

Tree = Any

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<text>'(?:[^'\\]|''|\\'|\\(?!'))*')
    | (?P<quoted>"[^"]+")
    | (?P<word>(?:[^\W\d]|:)[\w.:]*)
    | (?P<sign><=|>=|<>|[=<>(),])
    )""",
    re.VERBOSE,
)
_ESCAPED_QUOTE = re.compile(r"''|\\'")
_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
_RESERVED = {"AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "IS", "NULL", "TRUE", "FALSE"}
_CONSTANTS = {"TRUE": True, "FALSE": False}
_NESTING = {"POINT": 0, "LINESTRING": 1, "MULTIPOINT": 1, "POLYGON": 2, "MULTILINESTRING": 2, "MULTIPOLYGON": 3}
_GEOMETRIES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "MULTIPOINT": "MultiPoint",
    "POLYGON": "Polygon",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
}
_COLLECTION = "GEOMETRYCOLLECTION"


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def parse(text: str) -> Tree:
    """
    Read a filter.

    Parameters
    ----------
    text : str
        CQL2 text.

    Returns
    -------
    dict or bool
        Its tree; operators and properties are not checked.

    Raises
    ------
    BadParameter
        For ``filter``: what is not CQL2 and where, or nesting beyond `MAX_DEPTH`.
    """
    reader = _Reader(_tokens(text))
    tree = _either(reader, 1)
    if reader.kind != "end":
        reader.fail("AND, OR or the end")
    return tree


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            raise BadParameter("filter", f"is not CQL2 text at character {place + 1}")
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        place = found.end()
    return [*tokens, _Token("end", "the end", end)]


class _Reader:
    """A place in the tokens."""

    def __init__(self, tokens: list[_Token]):
        self._tokens = tokens
        self._next = 0

    @property
    def kind(self) -> str:
        return self._tokens[self._next].kind

    @property
    def word(self) -> str:
        """The word or sign that comes next, in capitals; empty for text, numbers and quoted names."""
        token = self._tokens[self._next]
        return token.text.upper() if token.kind in ("word", "sign") else ""

    def take(self) -> str:
        token = self._tokens[self._next]
        self._next += 1
        return token.text

    def takes(self, word: str) -> bool:
        found = self.word == word
        self._next += found
        return found

    def expect(self, word: str) -> None:
        if not self.takes(word):
            self.fail(word)

    def fail(self, wanted: str) -> NoReturn:
        token = self._tokens[self._next]
        raise BadParameter("filter", f"needs {wanted} instead of {token.text!r} at character {token.place + 1}")


def _either(reader: _Reader, depth: int) -> Tree:
    return _chain(reader, depth, "OR", _all)


def _all(reader: _Reader, depth: int) -> Tree:
    return _chain(reader, depth, "AND", _factor)


def _chain(reader: _Reader, depth: int, word: str, part: Any) -> Tree:
    parts = [part(reader, depth)]
    while reader.takes(word):
        parts.append(part(reader, depth))
    return parts[0] if len(parts) == 1 else {"op": word.lower(), "args": parts}


def _factor(reader: _Reader, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise BadParameter("filter", f"is nested deeper than {MAX_DEPTH}")
    if reader.takes("NOT"):
        return {"op": "not", "args": [_factor(reader, depth + 1)]}
    if reader.takes("("):
        inner = _either(reader, depth + 1)
        reader.expect(")")
        return inner
    return _predicate(reader, depth)


def _predicate(reader: _Reader, depth: int) -> Tree:
    value = _operand(reader, depth)
    if reader.word in _COMPARISONS:
        return {"op": reader.take(), "args": [value, _operand(reader, depth)]}
    if reader.takes("IS"):
        negated = reader.takes("NOT")
        reader.expect("NULL")
        return _negate({"op": "isNull", "args": [value]}) if negated else {"op": "isNull", "args": [value]}
    if reader.takes("NOT"):
        return _negate(_range(reader, value, depth))
    if reader.word in ("BETWEEN", "IN", "LIKE"):
        return _range(reader, value, depth)
    return value


def _negate(tree: Tree) -> Tree:
    return {"op": "not", "args": [tree]}


def _range(reader: _Reader, value: Tree, depth: int) -> Tree:
    if reader.takes("BETWEEN"):
        low = _operand(reader, depth)
        reader.expect("AND")
        return {"op": "between", "args": [value, low, _operand(reader, depth)]}
    if reader.takes("IN"):
        reader.expect("(")
        return {"op": "in", "args": [value, _list(reader, depth)]}
    if not reader.takes("LIKE"):
        reader.fail("BETWEEN, IN or LIKE")
    return {"op": "like", "args": [value, _operand(reader, depth)]}


def _operand(reader: _Reader, depth: int) -> Tree:
    """Read a literal, a property, or a function of operands."""
    if depth > MAX_DEPTH:
        raise BadParameter("filter", f"is nested deeper than {MAX_DEPTH}")
    if reader.kind == "number":
        return _number(reader.take())
    if reader.kind == "text":
        return _ESCAPED_QUOTE.sub("'", reader.take()[1:-1])
    if reader.kind == "quoted":
        return {"property": reader.take()[1:-1]}
    if reader.word in _CONSTANTS:
        return _CONSTANTS[reader.take().upper()]
    if reader.kind != "word" or reader.word in _RESERVED:
        reader.fail("a property or a value")
    name = reader.take()
    if name.upper() in _GEOMETRIES or name.upper() == _COLLECTION:
        return _geometry(reader, name.upper(), depth)
    return _function(reader, name, depth) if reader.takes("(") else {"property": name}


def _geometry(reader: _Reader, name: str, depth: int) -> Tree:
    """Read a geometry in well-known text after its name; a Z says that there may be heights, which nothing asks."""
    reader.takes("Z")
    reader.expect("(")
    if name != _COLLECTION:
        return {"type": _GEOMETRIES[name], "coordinates": _coordinates(reader, _NESTING[name])}
    return {"type": "GeometryCollection", "geometries": _list(reader, depth + 1)}


def _function(reader: _Reader, name: str, depth: int) -> Tree:
    upper = name.upper()
    arguments = _list(reader, depth + 1)
    if upper == "BBOX":
        return {"bbox": arguments}
    if upper in ("DATE", "TIMESTAMP") and len(arguments) == 1:
        return {name.lower(): arguments[0]}
    return {"op": name.lower(), "args": arguments}


def _list(reader: _Reader, depth: int) -> list[Tree]:
    items = [_operand(reader, depth)]
    while reader.takes(","):
        items.append(_operand(reader, depth))
    reader.expect(")")
    return items


def _coordinates(reader: _Reader, nesting: int) -> list[Any]:
    """Read what follows the opening parenthesis of a geometry in well-known text."""
    if nesting == 0:
        found = _position(reader)
        reader.expect(")")
        return found
    items = [_part(reader, nesting - 1)]
    while reader.takes(","):
        items.append(_part(reader, nesting - 1))
    reader.expect(")")
    return items


def _part(reader: _Reader, nesting: int) -> list[Any]:
    # the points of a line stand without parentheses; those of a multipoint may have them
    if not reader.takes("("):
        return _position(reader) if nesting == 0 else reader.fail("(")
    return _coordinates(reader, nesting)


def _position(reader: _Reader) -> list[float]:
    numbers: list[float] = []
    while reader.kind == "number":
        numbers.append(_number(reader.take()))
    if len(numbers) not in (2, 3):
        reader.fail("two or three coordinates")
    return numbers


def _number(text: str) -> float:
    return int(text) if text.lstrip("+-").isdigit() and len(text) <= 19 else float(text)
