"""The drawing operations of a page, out of the bytes that say them: several times as fast as the library's own parser.

In: the decoded bytes of one content stream; out: pairs of (operands, operator), or None for a stream that is not wholly
plain, which the library then parses. Promised: where there is an answer it is the library's: numbers as floats, strings
as bytes, names with their slash, and for a dictionary, which nobody here looks into, None. Nearly all pages of real
papers are plain; those with an inline image are not.
"""

from __future__ import annotations

import re
from typing import Any

Operations = list[tuple[list[Any], bytes]]

_SPACES = rb"[ \t\n\r\f]*+"
_END = rb"(?=[ \t\n\r\f()<>\[\]{}/%]|\Z)"
_BARE = rb"\((?:[^()\\]++|\\.)*+\)"
_STRING = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|" + _BARE + rb")*+\))*+\)"
"""Brackets inside a string need no backslash where they are paired; two deep is as deep as papers go."""
_HEX = rb"<[0-9A-Fa-f \t\n\r\f]*+>"
_FLAT = rb"<<(?:[^<>()]++|" + _STRING + rb"|" + _HEX + rb")*+>>"
_TOKEN = re.compile(
    _SPACES
    + rb"(?:(?P<number>[+-]?+(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++))"
    + _END
    + rb"|(?P<string>"
    + _STRING
    + rb")|(?P<operator>[A-Za-z'\"][^\0\v \t\n\r\f()<>\[\]{}/%]*+)|(?P<begin>\[)|(?P<end>\])"
    + rb"|(?P<name>/[!\"$&'*-.0-;=?-Z\\^-z|~]*+)"
    + _END
    + rb"|(?P<hex>"
    + _HEX
    + rb")|(?P<dictionary><<(?:[^<>()]++|"
    + _STRING
    + rb"|"
    + _HEX
    + rb"|"
    + _FLAT
    + rb")*+>>)|(?P<comment>%[^\r\n]*+)|(?P<nothing>\Z)|(?P<other>.))",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|[\r\n]{1,2}|.)", re.DOTALL)
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_AS_THEY_ARE = frozenset(bytes([each]) for each in rb"()/\ %<>[]#_&$")


def parsed(data: bytes, most: int) -> Operations | None:
    """The operations of a stream; None where the library must say what they are, or there are more tokens than
    ``most``."""
    found: Operations = []
    operands: list[Any] = []
    outer: list[Any] | None = None
    for number, token in enumerate(_TOKEN.finditer(data)):
        kind = token.lastgroup or "other"
        if kind == "operator":
            if outer is not None or token["operator"] in (b"BI", b"R"):
                return None
            found.append((operands, token["operator"]))
            operands = []
        elif kind == "begin":
            if outer is not None:
                return None
            outer, operands = operands, []
        elif kind == "end":
            if outer is None:
                return None
            operands = [*outer, operands]
            outer = None
        elif kind == "other" or number > most:
            return None
        elif kind not in ("comment", "nothing"):
            operands.append(_OPERANDS[kind](token[kind]))
    return found if outer is None else None


def _string(raw: bytes) -> bytes:
    inner = raw[1:-1]
    return _ESCAPED.sub(_unescaped, inner) if b"\\" in inner else inner


def _unescaped(match: re.Match[bytes]) -> bytes:
    """What an escape stands for, as the library takes it: one that stands for nothing keeps its backslash."""
    escaped = match[1]
    if escaped[:1].isdigit():
        code = int(escaped, 8) if escaped[:1] < b"8" else 256
        return bytes([code]) if code < 256 else match[0]
    if escaped in _AS_THEY_ARE or escaped[:1] in b"\r\n":
        return escaped.strip(b"\r\n")
    return _MEANT.get(escaped, match[0])


def _hex(raw: bytes) -> bytes:
    digits = raw[1:-1].decode("ascii")
    try:
        return bytes.fromhex(digits)
    except ValueError:
        # Blanks may stand within a pair, and a last digit without a second counts as if followed by a nought.
        together = "".join(digits.split())
        return bytes.fromhex(together + "0" * (len(together) % 2))


_OPERANDS: dict[str, Any] = {
    "number": float,
    "string": _string,
    "name": bytes.decode,
    "hex": _hex,
    "dictionary": lambda raw: None,
}
