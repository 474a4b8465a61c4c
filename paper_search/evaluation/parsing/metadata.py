"""Metadata: what a paper's record says, held against its catalogue card.

In: sheets and cards; out: figures and misses.

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

from paper_search.evaluation.parsing.documents import Sheet
from paper_search.evaluation.parsing.gold import Card
from paper_search.evaluation.parsing.report import Miss, Outcome, share
from paper_search.records import Document
from paper_search.text.spans import fold, words

COMPARED = ("authority", "committee", "meeting_date", "kind")
GUESSABLE = (*COMPARED, "agenda_item")
REACH_FIELD, REACH_TITLE, REACH_NO_GUESS = 0.97, 0.90, 1.0
NO_GUESSES, TITLE = "unknown where nothing states it (no guesses)", "paper title, folded"
_ALIKE = 0.8

Pair = tuple[Sheet, Card]


def score(pairs: Iterable[Pair], corpus: Path) -> Outcome:
    """Figures over all files with a card."""
    compared = list(pairs)
    outcomes = [*(_field(name, compared) for name in (*COMPARED, "agenda_item", "status")), *_titles(compared)]
    outcomes.append(_guesses(compared, corpus))
    return Outcome(
        tuple(figure for each in outcomes for figure in each.figures),
        tuple(miss for each in outcomes for miss in each.misses),
    )


def fields(document: Document) -> dict[str, str | None]:
    """A paper's record in the words of a card."""
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


def _field(name: str, pairs: list[Pair]) -> Outcome:
    stated = [(sheet, card) for sheet, card in pairs if card.is_stated(name)]
    label = f"metadata where stated: {name.replace('_', ' ')}"
    misses = [
        Miss(label, sheet.file, card.stated_in.get(name, ""), card.fields[name], fields(sheet.document)[name])
        for sheet, card in stated
        if fold(fields(sheet.document)[name] or "") != fold(card.fields[name] or "")
    ]
    reach = REACH_FIELD if name in COMPARED else None
    return Outcome((share(label, len(stated) - len(misses), len(stated), reach),), tuple(misses))


# -- titles ----------------------------------------------------------------------------------------------------


def _titles(pairs: list[Pair]) -> Iterator[Outcome]:
    stated = [(sheet, card) for sheet, card in pairs if card.is_stated("title")]
    both = [(sheet.file, card.fields["title"] or "", sheet.document.title) for sheet, card in stated]
    misses = [Miss(TITLE, file, "", want, got) for file, want, got in both if not same(want, got)]
    note = "where the file or its path states it; case, spaces, kinds of dashes and quotes folded"
    yield Outcome((share(TITLE, len(both) - len(misses), len(both), REACH_TITLE, note),), tuple(misses))
    printed = [same(card.fields["title"] or "", sheet.document.title) for sheet, card in stated if _prints(sheet, card)]
    yield Outcome((share("  of those printed in the judged words", sum(printed), len(printed)),))
    bare = sum(same(without_remarks(want), without_remarks(got or "")) for _, want, got in both)
    yield Outcome((share("  remarks in brackets left out", bare, len(both)),))
    alike = sum(likeness(want, got or "") >= _ALIKE for _, want, got in both)
    yield Outcome((share(f"  words shared, F1 ≥ {_ALIKE}", alike, len(both)),))


def _prints(sheet: Sheet, card: Card) -> bool:
    """Whether the judged title stands in the paper's words, its information or its file's name."""
    info = (value for reading, _ in sheet.texts for _, value in reading.info)
    places = (*(reading.text for reading, _ in sheet.texts), *info, PurePosixPath(sheet.file).stem)
    return any(fold(card.fields["title"] or "") in fold(one) for one in places)


def same(want: str, got: str | None) -> bool:
    """Whether two titles are one after folding."""
    return got is not None and fold(want) == fold(got)


def without_remarks(title: str) -> str:
    """A title without what stands in brackets at its end."""
    return re.sub(r"(?:\s*\([^()]*\))+\s*$", "", title)


def likeness(want: str, got: str) -> float:
    """F1 of the words that two titles share, each word as often as it occurs."""
    wanted, given = _bag(want), _bag(got)
    return 2 * (wanted & given).total() / max(1, wanted.total() + given.total())


def _bag(text: str) -> Counter[str]:
    plain = fold(text)
    return Counter(plain[start:end] for start, end in words(plain))


# -- guesses ---------------------------------------------------------------------------------------------------


def _guesses(pairs: list[Pair], corpus: Path) -> Outcome:
    unstated = [(sheet, card, name) for sheet, card in pairs for name in GUESSABLE if card.is_unstated(name)]
    misses = tuple(
        Miss(NO_GUESSES, sheet.file, name, None, fields(sheet.document)[name])
        for sheet, card, name in unstated
        if not _is_honest(sheet, card, name, corpus)
    )
    note = (
        "authority, committee, date, kind and agenda item where the card says that nothing in the file or its path does"
    )
    figure = share(NO_GUESSES, len(unstated) - len(misses), len(unstated), REACH_NO_GUESS, note)
    return Outcome((figure,), misses)


def _is_honest(sheet: Sheet, card: Card, name: str, corpus: Path) -> bool:
    got, known = fields(sheet.document)[name], card.fields.get(name)
    if got is None:
        return True
    if known is None or fold(got) != fold(known):
        return False
    elsewhere = card.stated_in.get(name, "").startswith("other file")
    return elsewhere or _is_in_path(got, corpus / sheet.file)


def _is_in_path(value: str, path: Path) -> bool:
    """Whether a folder's name is the value or begins it."""
    folders = [re.sub(r"[-_]+", " ", fold(unquote(name))) for name in PurePosixPath(path.as_posix()).parts[1:-1]]
    return any(f"{fold(value)} ".startswith(f"{folder} ") for folder in folders if folder)
