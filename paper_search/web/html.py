"""Text to HTML, safely. In: strings as papers print them; out: HTML in which none of them is markup.

Promises: whatever comes in, nothing comes out that a browser could run or that a JavaScript template literal
could read as a placeholder; marks never change a character; and text that no screen can use in whole is cut
where it says so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from paper_search.text.spans import Span

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# A template literal of JavaScript would read these; as entities they are text everywhere.
_TEMPLATE_ESCAPES = str.maketrans({sign: f"&#{ord(sign)};" for sign in "`$\\{}"})
CUT_NOTICE = " … [cut here: open the paper for the rest]"


def escape(text: str) -> str:
    """HTML for ``text``, fit for content and for a quoted attribute alike."""
    return html.escape(_UNPRINTABLE.sub("\ufffd", text), quote=True).translate(_TEMPLATE_ESCAPES)


def merge_spans(marks: Iterable[Span], length: int) -> list[Span]:
    """The marks in order, inside 0..length, overlapping and touching ones made one, empty ones left out."""
    spans: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in marks):
        if start >= end:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def mark_spans(text: str, marks: Iterable[Span] = (), limit: int = 8000) -> str:
    """Escaped ``text`` with ``<mark>`` around the spans; longer than ``limit`` characters, it is cut and says so."""
    shown = text[:limit]
    pieces: list[str] = []
    at = 0
    for start, end in merge_spans(marks, len(shown)):
        pieces += [escape(shown[at:start]), "<mark>", escape(shown[start:end]), "</mark>"]
        at = end
    return "".join([*pieces, escape(shown[at:]), escape(CUT_NOTICE) if len(text) > limit else ""])


def clip(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``, the last an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def tag(name: str, inner: str, **attributes: str | None) -> str:
    """An element around HTML that is already safe. A trailing ``_`` in a name is dropped, ``_`` reads as ``-``."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{shown}>{inner}</{name}>"


def join_with_and(values: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(values) < 2:
        return "".join(values)
    return f"{', '.join(values[:-1])} and {values[-1]}"


def format_count(number: int, singular: str, plural: str | None = None) -> str:
    """ "1 paper", "2,000 papers"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
