"""Numbered units: what the passages number, held against the printed labels that a person listed.

In: sheets and structures; out: figures and misses. What counts as ours: each passage that begins with the number it
carries, and each heading that begins with a number; the later pieces of a long paragraph are not units again.

* A unit is right where label and first page both are, each gold unit once. Labels are compared without brackets and
  closing stops ("(a)", "a)" and "a." are one). F1 is over all units of all files. A trap (a printed label that
  numbers nothing) that we number counts as an error; the row "without traps" leaves those out.
* A heading is right where the judged heading of a unit that was found is the innermost of our path, or the one above
  it (a person who names one heading may stop at either). Letters and figures are compared; "..." elides an end, and
  a remark in brackets behind a heading may be absent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paper_search.evaluation.parsing.documents import Sheet
from paper_search.evaluation.parsing.gold import Entry, Structure
from paper_search.evaluation.parsing.report import Figure, Miss, Outcome, share
from paper_search.ingest.segmentation import numbering
from paper_search.records import Passage
from paper_search.text.spans import fold

UNITS, HEADINGS = "numbered units: label and first page, F1", "heading path of a unit"
REACH_UNITS, REACH_HEADINGS = 0.95, 0.90
Key = tuple[str, int | None]
"""A label as compared, and the page it starts on."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered passage of ours."""

    key: Key
    passage: Passage


@dataclass(slots=True)
class _Counts:
    """What was counted over all files."""

    right: int = 0
    ours: int = 0
    judged: int = 0
    traps: int = 0
    headings: int = 0
    placed: int = 0


def score(sheets: Iterable[Sheet], structures: Mapping[str, Structure]) -> Outcome:
    """Figures over all files with a structure; of one that could not be read every unit is missed."""
    counts, misses = _Counts(), list[Miss]()
    by_file = {sheet.file: sheet.passages for sheet in sheets}
    for file, structure in structures.items():
        misses += _score_one(file, by_file.get(file, ()), structure, counts)
    return Outcome(_figures(counts), tuple(misses))


def units(passages: Iterable[Passage]) -> tuple[Unit, ...]:
    """The passages that begin with the number they carry, in order."""
    found = ((one, _label(one)) for one in passages)
    return tuple(Unit((plain(label), _page(one)), one) for one, label in found if label)


def plain(label: str) -> str:
    """A label as it is compared: small letters, figures and the stops between them."""
    return re.sub(r"[^a-z0-9.]", "", fold(label)).strip(".")


def _label(passage: Passage) -> str | None:
    if passage.kind == "heading":
        found = numbering.minute_reference(passage.text) or numbering.label(passage.text)
        return found.printed if found and found.kind != "bullet" else None
    number = passage.locator.paragraph or passage.locator.minute or ""
    printed = re.match(rf"\W*{re.escape(plain(number))}(?!\w)", fold(passage.text))
    return number if number and printed else None


def _page(passage: Passage) -> int | None:
    return passage.locator.pages[0] if passage.locator.pages else None


def _score_one(file: str, passages: Iterable[Passage], structure: Structure, counts: _Counts) -> list[Miss]:
    ours = units(passages)
    got = Counter(unit.key for unit in ours)
    want = Counter(_key(entry) for entry in structure.entries)
    extra = got - want
    trapped = extra & Counter(_key(entry) for entry in structure.traps)
    counts.right += (got & want).total()
    counts.ours += got.total()
    counts.judged += want.total()
    counts.traps += trapped.total()
    found = _paired(structure.entries, ours)
    counts.placed += len(found)
    wrong = [pair for pair in found if not is_under(pair[0].heading, pair[1].passage.headings)]
    counts.headings += len(found) - len(wrong)
    return [*_unit_misses(file, want - got, extra, trapped), *_heading_misses(file, wrong)]


def _key(entry: Entry) -> Key:
    return plain(entry.label), entry.page


def _paired(entries: Iterable[Entry], ours: Iterable[Unit]) -> list[tuple[Entry, Unit]]:
    """Each judged unit that says its heading with ours of the same key, in order."""
    waiting: dict[Key, list[Unit]] = defaultdict(list)
    for unit in ours:
        waiting[unit.key].append(unit)
    pairs = [(entry, waiting[_key(entry)].pop(0)) for entry in entries if waiting[_key(entry)]]
    return [(entry, unit) for entry, unit in pairs if entry.heading]


def is_under(heading: str | None, path: tuple[str, ...]) -> bool:
    """Whether ``heading`` is the innermost of a path or the one above it."""
    words = fold(heading or "")
    is_cut = words.endswith(("...", "…"))
    forms = {_letters(words), _letters(re.sub(r"\s\([^)]*\)$", "", words))}
    inner = [_letters(one) for one in path[-2:]]
    return any(one == form or (is_cut and one.startswith(form)) for one in inner for form in forms)


def _letters(text: str) -> str:
    return re.sub(r"[^\w]|_", "", fold(text))


def _figures(counts: _Counts) -> tuple[Figure, ...]:
    note = "a label we number that numbers nothing counts as an error; brackets and closing stops are not compared"
    without = counts.ours - counts.traps
    return (
        _f1(UNITS, counts.right, counts.ours, counts.judged, REACH_UNITS, note),
        _f1("  without the traps", counts.right, without, counts.judged),
        share("  precision", counts.right, counts.ours),
        share("  recall", counts.right, counts.judged),
        share(HEADINGS, counts.headings, counts.placed, REACH_HEADINGS,
              "of the units found: the judged heading is the innermost of our path or the one above it"),
    )  # fmt: skip


def _f1(name: str, right: int, ours: int, judged: int, reach: float | None = None, note: str = "") -> Figure:
    value = 2 * right / (ours + judged) if judged else None
    return Figure(name, value, right, judged, reach, note)


def _unit_misses(file: str, missed: Counter[Key], extra: Counter[Key], trapped: Counter[Key]) -> list[Miss]:
    lost = [Miss(UNITS, file, f"p. {page}", label, None) for label, page in missed.elements()]
    wrong = [Miss(UNITS, file, f"p. {page}", None, label) for label, page in (extra - trapped).elements()]
    traps = [Miss(UNITS, file, f"p. {page}", "a trap", label) for label, page in trapped.elements()]
    return [*lost, *wrong, *traps]


def _heading_misses(file: str, wrong: Iterable[tuple[Entry, Unit]]) -> list[Miss]:
    return [
        Miss(HEADINGS, file, f"p. {entry.page} {entry.label}", entry.heading, " > ".join(unit.passage.headings))
        for entry, unit in wrong
    ]
