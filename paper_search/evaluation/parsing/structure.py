"""Numbered units: what the passages number, held against the printed labels that a person listed.

What counts as ours: each passage that begins with the number it carries, and each heading that begins with a number;
the later pieces of a long paragraph are not units again.

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

from paper_search.evaluation.parsing.documents import EvaluatedFile
from paper_search.evaluation.parsing.gold import GoldStructure, PrintedLabel
from paper_search.evaluation.parsing.report import Figure, Miss, Outcome, make_fraction
from paper_search.ingest.segmentation import numbering
from paper_search.records import Passage
from paper_search.text.spans import normalise

UNITS_MEASURE, HEADINGS_MEASURE = "numbered units: label and first page, F1", "heading path of a unit"
TARGET_UNITS, TARGET_HEADINGS = 0.95, 0.90
UnitKey = tuple[str, int | None]
"""A label as compared, and the page it starts on."""


@dataclass(frozen=True, slots=True)
class NumberedUnit:
    """A numbered passage of ours."""

    key: UnitKey
    passage: Passage


@dataclass(slots=True)
class _Counts:
    """Counts over all files."""

    right: int = 0
    ours: int = 0
    judged: int = 0
    traps: int = 0
    headings: int = 0
    matched: int = 0


def score_structure(parsed_files: Iterable[EvaluatedFile], structures: Mapping[str, GoldStructure]) -> Outcome:
    """Figures over all files with a structure; of one that could not be read every unit is missed."""
    counts, misses = _Counts(), list[Miss]()
    by_file = {sheet.file: sheet.passages for sheet in parsed_files}
    for file, structure in structures.items():
        misses += _score_file(file, by_file.get(file, ()), structure, counts)
    return Outcome(_build_figures(counts), tuple(misses))


def find_units(passages: Iterable[Passage]) -> tuple[NumberedUnit, ...]:
    """Return the passages that begin with the number they carry, in order."""
    found = ((passage, _find_label(passage)) for passage in passages)
    return tuple(
        NumberedUnit((normalise_label(label), _find_first_page(passage)), passage) for passage, label in found if label
    )


def normalise_label(label: str) -> str:
    """Return a label as it is compared: small letters, figures and the stops between them."""
    return re.sub(r"[^a-z0-9.]", "", normalise(label)).strip(".")


def _find_label(passage: Passage) -> str | None:
    if passage.kind == "heading":
        found = numbering.parse_minute_reference(passage.text) or numbering.parse_label(passage.text)
        return found.printed if found and found.kind != "bullet" else None
    number = passage.locator.paragraph or passage.locator.minute or ""
    printed = re.match(rf"\W*{re.escape(normalise_label(number))}(?!\w)", normalise(passage.text))
    return number if number and printed else None


def _find_first_page(passage: Passage) -> int | None:
    return passage.locator.pages[0] if passage.locator.pages else None


def _score_file(file: str, passages: Iterable[Passage], structure: GoldStructure, counts: _Counts) -> list[Miss]:
    ours = find_units(passages)
    got = Counter(unit.key for unit in ours)
    want = Counter(_build_key(entry) for entry in structure.labels)
    extra = got - want
    trapped = extra & Counter(_build_key(entry) for entry in structure.false_labels)
    counts.right += (got & want).total()
    counts.ours += got.total()
    counts.judged += want.total()
    counts.traps += trapped.total()
    found = _pair_units(structure.labels, ours)
    counts.matched += len(found)
    wrong = [pair for pair in found if not is_under(pair[0].heading, pair[1].passage.headings)]
    counts.headings += len(found) - len(wrong)
    return [*_list_unit_misses(file, want - got, extra, trapped), *_list_heading_misses(file, wrong)]


def _build_key(label: PrintedLabel) -> UnitKey:
    return normalise_label(label.label), label.page


def _pair_units(
    labels: Iterable[PrintedLabel], ours: Iterable[NumberedUnit]
) -> list[tuple[PrintedLabel, NumberedUnit]]:
    """Return each judged unit that says its heading with ours of the same key, in order."""
    waiting: dict[UnitKey, list[NumberedUnit]] = defaultdict(list)
    for unit in ours:
        waiting[unit.key].append(unit)
    pairs = [(entry, waiting[_build_key(entry)].pop(0)) for entry in labels if waiting[_build_key(entry)]]
    return [(entry, unit) for entry, unit in pairs if entry.heading]


def is_under(heading: str | None, path: tuple[str, ...]) -> bool:
    """Return True if ``heading`` is the innermost of a path or the one above it."""
    words = normalise(heading or "")
    is_cut = words.endswith(("...", "…"))
    forms = {_keep_letters(words), _keep_letters(re.sub(r"\s\([^)]*\)$", "", words))}
    inner = [_keep_letters(heading) for heading in path[-2:]]
    return any(heading == form or (is_cut and heading.startswith(form)) for heading in inner for form in forms)


def _keep_letters(text: str) -> str:
    return re.sub(r"[^\w]|_", "", normalise(text))


def _build_figures(counts: _Counts) -> tuple[Figure, ...]:
    note = "a label we number that numbers nothing counts as an error; brackets and closing stops are not compared"
    without = counts.ours - counts.traps
    return (
        _build_f1_figure(UNITS_MEASURE, counts.right, counts.ours, counts.judged, TARGET_UNITS, note),
        _build_f1_figure("  without the traps", counts.right, without, counts.judged),
        make_fraction("  precision", counts.right, counts.ours),
        make_fraction("  recall", counts.right, counts.judged),
        make_fraction(HEADINGS_MEASURE, counts.headings, counts.matched, TARGET_HEADINGS,
              "of the units found: the judged heading is the innermost of our path or the one above it"),
    )  # fmt: skip


def _build_f1_figure(
    name: str, right: int, ours: int, judged: int, reach: float | None = None, note: str = ""
) -> Figure:
    value = 2 * right / (ours + judged) if judged else None
    return Figure(name, value, right, judged, reach, note)


def _list_unit_misses(
    file: str, missed: Counter[UnitKey], extra: Counter[UnitKey], false_labels: Counter[UnitKey]
) -> list[Miss]:
    lost = [Miss(UNITS_MEASURE, file, f"p. {page}", label, None) for label, page in missed.elements()]
    wrong = [Miss(UNITS_MEASURE, file, f"p. {page}", None, label) for label, page in (extra - false_labels).elements()]
    traps = [Miss(UNITS_MEASURE, file, f"p. {page}", "a trap", label) for label, page in false_labels.elements()]
    return [*lost, *wrong, *traps]


def _list_heading_misses(file: str, wrong: Iterable[tuple[PrintedLabel, NumberedUnit]]) -> list[Miss]:
    return [
        Miss(HEADINGS_MEASURE, file, f"p. {entry.page} {entry.label}", entry.heading, " > ".join(unit.passage.headings))
        for entry, unit in wrong
    ]
