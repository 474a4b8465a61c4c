"""The light markup the papers are written in. In: a ``.paper`` file. Out: a frozen ``Paper``.

A paper is a head of ``key: value`` lines, a line ``%%``, and a body. One line of the body is one part of the paper:

    = a centred title          # a heading            ## a heading under it        ~ an italic line
    : From | who it is from    * a bullet             ** a bullet under it         + an item the format numbers
    § 1.1 a numbered paragraph §§ a) an item under it | cells | of | a table       ! a bold line
    <<page>> a forced page break; a line with none of these marks is a plain paragraph, and blank lines are nothing

The first word behind § is the number as printed; a heading's number is the one it begins with. Bodies of plain text
formats (.txt, .md) are kept as they are. Promise: nothing is corrected or numbered here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

MARKS = (
    ("<<page>>", "page"),
    ("§§ ", "item"),
    ("§ ", "numbered"),
    ("## ", "subheading"),
    ("# ", "heading"),
    ("** ", "subbullet"),
    ("* ", "bullet"),
    ("= ", "title"),
    ("~ ", "italic"),
    ("! ", "bold"),
    ("+ ", "auto"),
    (": ", "front"),
    ("|", "row"),
)
RAW = {".txt", ".md"}
_HEADING_LABEL = re.compile(r"(\d+(?:\.\d+)*\.?|[A-Z]\.)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a body. ``label`` is the printed number or "", ``text`` all that follows it."""

    kind: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: what the catalogue says of it (``head``), and what is printed (``parts``, or ``raw`` as it is)."""

    path: str
    head: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    raw: str = ""

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix.lower()

    def get(self, key: str) -> str | None:
        return self.head.get(key)


def cells(text: str) -> list[str]:
    """The cells of a table row, or the two sides of a front matter line."""
    return [cell.strip() for cell in text.strip().strip("|").split("|")]


def part(line: str) -> Part:
    """One body line as a part."""
    for mark, kind in MARKS:
        if line.startswith(mark):
            return split_label(kind, line[len(mark) :].strip())
    return Part("plain", line.strip())


def split_label(kind: str, text: str) -> Part:
    """The part, with its printed number taken off the front where its kind carries one."""
    if kind in {"numbered", "item"}:
        label, _, rest = text.partition(" ")
        return Part(kind, rest.strip(), label)
    match = _HEADING_LABEL.match(text) if kind in {"heading", "subheading"} else None
    return Part(kind, text[match.end() :], match.group(1)) if match else Part(kind, text)


def parse(text: str) -> Paper:
    """A paper from the text of its file. Raises ValueError where the head has no path or a line no colon."""
    head_text, found, body = text.partition("\n%%\n")
    head: dict[str, str] = {}
    for line in head_text.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"no colon in the head line {line!r}")
        head[key.strip()] = value.strip()
    if not found or "path" not in head:
        raise ValueError("a paper needs a path and a line of two per cent signs behind its head")
    path = head.pop("path")
    if Path(path).suffix.lower() in RAW:
        return Paper(path, head, raw=body.lstrip("\n"))
    return Paper(path, head, tuple(part(line) for line in body.splitlines() if line.strip()))


def load(folder: Path) -> list[Paper]:
    """Every paper under the folder, in the order of their paths in the corpus."""
    files = sorted(folder.rglob("*.paper"))
    return sorted((parse(file.read_text("utf-8")) for file in files), key=lambda paper: paper.path)
