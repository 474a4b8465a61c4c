"""Metadata: what a paper's record says, held against its catalogue card.

* A field counts where the card has a value and says that the file's words, its document information, its path or
  the corpus's manifest state it. A card that does not say where a kind can be known from is taken to have it from
  the file, and so is all of a card that says it of no field.
* Wherever the card says that nothing of that kind states a field, our value must be None: anything else is a guess.
  Two things are none: the card's own value where a folder's name begins it ("vale" for "Vale County Council"), and
  the card's own value where another paper of the corpus states it (an agenda gives a report's item).
* A title is right where it equals the card's after folding: case, spaces, and the kinds of dashes and quotes. Three
  rows beside it explain the strict one: only titles that stand in the paper, its information or its file's name in
  the card's very words; remarks in brackets at the end left out; and four fifths of the words shared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from paper_search.evaluation.parsing.documents import EvaluatedFile
from paper_search.evaluation.parsing.gold import GoldMetadata
from paper_search.evaluation.parsing.report import Miss, Outcome, make_fraction
from paper_search.records import Document
from paper_search.text.spans import normalise, split_words

COMPARED_FIELDS = ("authority", "committee", "meeting_date", "kind")
GUESSABLE_FIELDS = (*COMPARED_FIELDS, "agenda_item")
TARGET_FIELD, TARGET_TITLE, TARGET_NO_GUESS = 0.97, 0.90, 1.0
NO_GUESSES_MEASURE, TITLE_MEASURE = "unknown where nothing states it (no guesses)", "paper title, folded"
_MIN_WORD_F1 = 0.8

GoldPair = tuple[EvaluatedFile, GoldMetadata]


def score_metadata(pairs: Iterable[GoldPair], corpus: Path) -> Outcome:
    """Figures over all files with a card."""
    compared = list(pairs)
    outcomes = [
        *(_score_field(name, compared) for name in (*COMPARED_FIELDS, "agenda_item", "status")),
        *_score_titles(compared),
    ]
    outcomes.append(_score_guesses(compared, corpus))
    return Outcome(
        tuple(figure for outcome in outcomes for figure in outcome.figures),
        tuple(miss for outcome in outcomes for miss in outcome.misses),
    )


def to_gold_fields(document: Document) -> dict[str, str | None]:
    """Return a paper's record in the words of a card."""
    held = document.meeting
    return {
        "authority": held.authority,
        "committee": held.committee,
        "meeting_date": held.held_on.isoformat() if held.held_on else None,
        "kind": document.kind,
        "title": document.title,
        "agenda_item": document.agenda_item,
        "status": document.status,
    }


def _score_field(name: str, pairs: list[GoldPair]) -> Outcome:
    stated = [(sheet, card) for sheet, card in pairs if card.is_stated(name)]
    label = f"metadata where stated: {name.replace('_', ' ')}"
    misses = [
        Miss(label, sheet.file, card.stated_in.get(name, ""), card.fields[name], to_gold_fields(sheet.document)[name])
        for sheet, card in stated
        if normalise(to_gold_fields(sheet.document)[name] or "") != normalise(card.fields[name] or "")
    ]
    reach = TARGET_FIELD if name in COMPARED_FIELDS else None
    return Outcome((make_fraction(label, len(stated) - len(misses), len(stated), reach),), tuple(misses))


# -- titles ----------------------------------------------------------------------------------------------------


def _score_titles(pairs: list[GoldPair]) -> Iterator[Outcome]:
    stated = [(sheet, card) for sheet, card in pairs if card.is_stated("title")]
    both = [(sheet.file, card.fields["title"] or "", sheet.document.title) for sheet, card in stated]
    misses = [Miss(TITLE_MEASURE, file, "", want, got) for file, want, got in both if not is_same_title(want, got)]
    note = "where the file or its path states it; case, spaces, kinds of dashes and quotes folded"
    yield Outcome(
        (make_fraction(TITLE_MEASURE, len(both) - len(misses), len(both), TARGET_TITLE, note),), tuple(misses)
    )
    printed = [
        is_same_title(card.fields["title"] or "", sheet.document.title)
        for sheet, card in stated
        if _has_printed_title(sheet, card)
    ]
    yield Outcome((make_fraction("  of those printed in the judged words", sum(printed), len(printed)),))
    bare = sum(is_same_title(strip_remarks(want), strip_remarks(got or "")) for _, want, got in both)
    yield Outcome((make_fraction("  remarks in brackets left out", bare, len(both)),))
    alike = sum(compute_word_f1(want, got or "") >= _MIN_WORD_F1 for _, want, got in both)
    yield Outcome((make_fraction(f"  words shared, F1 ≥ {_MIN_WORD_F1}", alike, len(both)),))


def _has_printed_title(parsed_file: EvaluatedFile, gold: GoldMetadata) -> bool:
    """Return True if the judged title stands in the paper's words, its information or its file's name."""
    info = (value for reading, _ in parsed_file.texts for _, value in reading.info)
    places = (*(reading.text for reading, _ in parsed_file.texts), *info, PurePosixPath(parsed_file.file).stem)
    return any(normalise(gold.fields["title"] or "") in normalise(place) for place in places)


def is_same_title(expected: str, got: str | None) -> bool:
    """Return True if two titles are one after folding."""
    return got is not None and normalise(expected) == normalise(got)


def strip_remarks(title: str) -> str:
    """Return a title without what stands in brackets at its end."""
    return re.sub(r"(?:\s*\([^()]*\))+\s*$", "", title)


def compute_word_f1(expected: str, got: str) -> float:
    """F1 of the words that two titles share, each word as often as it occurs."""
    wanted, given = _count_words(expected), _count_words(got)
    return 2 * (wanted & given).total() / max(1, wanted.total() + given.total())


def _count_words(text: str) -> Counter[str]:
    return Counter(split_words(text))


# -- guesses ---------------------------------------------------------------------------------------------------


def _score_guesses(pairs: list[GoldPair], corpus: Path) -> Outcome:
    unstated = [(sheet, card, name) for sheet, card in pairs for name in GUESSABLE_FIELDS if card.is_unstated(name)]
    misses = tuple(
        Miss(NO_GUESSES_MEASURE, sheet.file, name, None, to_gold_fields(sheet.document)[name])
        for sheet, card, name in unstated
        if not _is_supported(sheet, card, name, corpus)
    )
    note = (
        "authority, committee, date, kind and agenda item where the card says that nothing in the file or its path does"
    )
    figure = make_fraction(NO_GUESSES_MEASURE, len(unstated) - len(misses), len(unstated), TARGET_NO_GUESS, note)
    return Outcome((figure,), misses)


def _is_supported(parsed_file: EvaluatedFile, gold: GoldMetadata, name: str, corpus: Path) -> bool:
    got, known = to_gold_fields(parsed_file.document)[name], gold.fields.get(name)
    if got is None:
        return True
    if known is None or normalise(got) != normalise(known):
        return False
    elsewhere = gold.stated_in.get(name, "").startswith("other file")
    return elsewhere or _is_in_path(got, corpus / parsed_file.file)


def _is_in_path(value: str, path: Path) -> bool:
    """Return True if a folder's name is the value or begins it."""
    folders = [re.sub(r"[-_]+", " ", normalise(unquote(name))) for name in PurePosixPath(path.as_posix()).parts[1:-1]]
    return any(f"{normalise(value)} ".startswith(f"{folder} ") for folder in folders if folder)
