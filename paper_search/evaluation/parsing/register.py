"""Evaluation of the register: what is read out of judged papers, held against what a person found in them.

Guarantees: nothing is written, each paper is read as a build reads it, and the same judgements and papers give the same
report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.evaluation.parsing.documents import EvaluatedFile, find_missing, read_files
from paper_search.evaluation.parsing.letter_alignment import LetterAlignment, PaperLetters
from paper_search.evaluation.parsing.page_letters import read_page_texts
from paper_search.evaluation.parsing.register_gold import JudgedEntry, JudgedPaper, resolve_entries, resolve_range
from paper_search.evaluation.parsing.register_matching import EntryMatch, has_exact_words, match_entries
from paper_search.evaluation.parsing.register_report import EntryError, RegisterReport, RegisterTally
from paper_search.evaluation.parsing.register_values import (
    FIELDS,
    NAME_LISTS,
    SPAN_FIELD,
    ExtractedEntry,
    Value,
    fold_names,
    fold_value,
    is_right,
    list_raw_entries,
)
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.register import extract_register
from paper_search.text.spans import collapse_whitespace

MAX_QUOTE = 80
"""Signs of an entry's words that an error shows."""


@dataclass(frozen=True, slots=True)
class _JudgedMatch:
    """A paper with the entries that are the same, missed and unsupported."""

    paper: JudgedPaper
    letters: PaperLetters
    match: EntryMatch


def evaluate_register(
    papers: Sequence[JudgedPaper], corpus: Path, encoder: Encoder, limits: ReaderLimits = ReaderLimits()
) -> RegisterReport:
    """Return precision and recall of every kind of entry and every field.

    A judged paper that is not in the corpus is named and counted nowhere; one that cannot be read has all its entries
    missed.

    Args:
        papers: the judged papers of one part.
        corpus: the folder that their paths are relative to.
        encoder: counts word pieces, as a build does to cut passages.
        limits: of time and memory for one paper.

    Raises:
        EvaluationError: judgements that cannot be used; no judged paper, or too few, in the corpus.
    """
    missing = find_missing([paper.file for paper in papers], corpus)
    present = [paper for paper in papers if paper.file not in missing]
    files, unread = read_files([paper.file for paper in present], corpus, encoder, limits)
    by_file = {file.file: file for file in files}
    tally = RegisterTally()
    for paper in present:
        _score_paper(_match_paper(paper, by_file.get(paper.file), corpus), tally)
    return tally.build_report(len(present), missing, tuple(f"{file} ({code})" for file, code in unread.items()))


def _match_paper(paper: JudgedPaper, file: EvaluatedFile | None, corpus: Path) -> _JudgedMatch:
    letters = PaperLetters(read_page_texts(corpus / paper.file))
    judged = resolve_entries(paper, letters)
    extracted = list(_extract_entries(file, letters)) if file else []
    return _JudgedMatch(paper, letters, match_entries(judged, extracted, resolve_range(paper, letters)))


def _extract_entries(file: EvaluatedFile, letters: PaperLetters) -> Iterator[ExtractedEntry]:
    for document, (reading, passages) in zip(file.documents, file.texts, strict=True):
        alignment = LetterAlignment(reading.text, letters)
        for raw in list_raw_entries(extract_register(document, reading.text, passages)):
            values = {name: fold_value(name, value) for name, value in raw.fields.items()}
            people = {name: fold_names(names) for name, names in raw.names.items()}
            place = alignment.locate(raw.source.start, raw.source.end)
            yield ExtractedEntry(raw.entry, raw.kind, raw.source, place, values, people)


# -- counting ----------------------------------------------------------------------------------------------------------


def _score_paper(scored: _JudgedMatch, tally: RegisterTally) -> None:
    match, body = scored.match, scored.paper.body
    for gold, found in match.pairs:
        if not gold.is_optional:
            tally.count(_name_measure(found.entry, found.kind), body, right=1, found=1, judged=1)
            _score_fields(scored, gold, found, tally)
    for gold in match.missed:
        measure = _name_measure(gold.entry, gold.kinds[0] if gold.kinds else "")
        tally.count(measure, body, judged=1)
        tally.add_error(_describe_missed(scored, measure, gold))
    for found in match.unsupported:
        measure = _name_measure(found.entry, found.kind)
        tally.count(measure, body, found=1)
        tally.add_error(_describe_error(scored, measure, found, None, _quote(found)))


def _score_fields(scored: _JudgedMatch, gold: JudgedEntry, found: ExtractedEntry, tally: RegisterTally) -> None:
    for name in FIELDS[gold.entry]:
        accepted = gold.values.get(name)
        if accepted is None:
            continue
        if name == SPAN_FIELD:
            value: Value = SPAN_FIELD if has_exact_words(gold, found) else "other words"
        else:
            value = found.values[name]
        _score_value(scored, (gold, found), (name, value, accepted), tally)
    for name in NAME_LISTS if gold.entry == "vote" else ():
        _score_names(scored, gold, found, name, tally)


def _score_value(
    scored: _JudgedMatch,
    pair: tuple[JudgedEntry, ExtractedEntry],
    field: tuple[str, Value, tuple[Value, ...]],
    tally: RegisterTally,
) -> None:
    gold, found = pair
    name, value, accepted = field
    is_correct = value is not None and is_right(name, value, accepted)
    is_required = is_correct or None not in accepted
    if value is None and not is_required:
        return
    measure = f"{_name_measure(found.entry, found.kind)}: {_FIELD_NAMES.get(name, name.replace('_', ' '))}"
    tally.count(measure, None, right=int(is_correct), found=int(value is not None), judged=int(is_required))
    if not is_correct:
        wanted: Value = " or ".join(right for right in accepted if right is not None) or None
        if name == SPAN_FIELD:
            wanted, value = _shorten(scored.letters.quote(gold.places[0])), _quote(found)
        tally.add_error(_describe_error(scored, measure, found, wanted, value))


def _score_names(
    scored: _JudgedMatch, gold: JudgedEntry, found: ExtractedEntry, name: str, tally: RegisterTally
) -> None:
    wanted, got = set(gold.names[name]), set(found.names[name])
    measure = "vote: names"
    tally.count(measure, None, right=len(wanted & got), found=len(got), judged=len(wanted))
    for person in sorted(wanted ^ got):
        is_missing = person in wanted
        tally.add_error(
            _describe_error(scored, measure, found, person if is_missing else None, None if is_missing else person)
        )


_FIELD_NAMES = {SPAN_FIELD: "exact words", "agenda_item": "agenda item", "is_amendment": "amendment"}


def _name_measure(entry: str, kind: str) -> str:
    return f"{entry}, {kind}" if kind else entry


# -- errors ------------------------------------------------------------------------------------------------------------


def _quote(found: ExtractedEntry) -> str:
    return _shorten(collapse_whitespace(found.source.text))


def _shorten(words: str) -> str:
    return words if len(words) <= MAX_QUOTE else f"{words[:MAX_QUOTE]} …"


def _describe_missed(scored: _JudgedMatch, measure: str, gold: JudgedEntry) -> EntryError:
    place = gold.places[0]
    wanted = _shorten(scored.letters.quote(place))
    return EntryError(measure, scored.paper.file, scored.letters.find_page(place), place.start, place.end, wanted, None)


def _describe_error(scored: _JudgedMatch, measure: str, found: ExtractedEntry, wanted: Value, got: Value) -> EntryError:
    place = found.place
    page = scored.letters.find_page(place) if place else None
    start, end = (place.start, place.end) if place else (None, None)
    return EntryError(measure, scored.paper.file, page, start, end, wanted, got)
