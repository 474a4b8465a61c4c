"""Marks on the pages of judged passages: are exactly their words inside the boxes that the page view draws?

    python -m tests.bench.marked --corpus PAPERS --questions tests/judged_questions
    python -m tests.bench.marked --corpus PAPERS --set EVALUATION_SET

Comes in: judged questions or sets, and the folders of their papers. Goes out: how many passages of PDFs have marks that
hold their words and no others, and the rest by name. Promised: nothing is written, and nothing is drawn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2

from paper_search.config import Settings
from paper_search.embeddings import open_encoder
from paper_search.evaluation.parsing.page_letters import read_page_texts, slice_letters
from paper_search.indexing.entries import split_document
from paper_search.ingest.documents import documents_in_file
from paper_search.ingest.readers.pdf import read_pdf
from paper_search.records import Passage
from paper_search.rendering.locate import normalise
from paper_search.rendering.page_image import find_marks, read_boxes

CONTEXT_CHARACTERS = 300
"""Characters beside a passage that the page view gives to tell its place from another."""
EXACT, MORE, LESS, OTHER, NONE = "exact", "more words", "a part", "other words", "no marks"


@dataclass(frozen=True)
class JudgedWords:
    """Words of a paper that somebody judged."""

    file: Path
    words: str


@dataclass(frozen=True)
class PlacedPassage:
    """A passage of a file with the text before and behind it."""

    passage: Passage
    before: str
    after: str


def list_judged(folders: Iterable[Path], questions: Path | None, corpora: Sequence[Path]) -> Iterator[JudgedWords]:
    """Yield the judged words of papers that are there."""

    def find(file: str) -> Path | None:
        return next((root / file for root in corpora if (root / file).is_file()), None)

    for folder in folders:
        for line in (folder / "qrels.jsonl").read_text("utf-8").splitlines():
            fields = json.loads(line)
            path = find(fields["file"]) if "file" in fields else None
            if path is not None:
                yield JudgedWords(path, fields["text"])
    for line in (questions / "questions.jsonl").read_text("utf-8").splitlines() if questions else ():
        fields = json.loads(line)
        for place in fields.get("places") or [fields["answer"]] if fields.get("answerable") else ():
            path = find(place["file"])
            if path is not None:
                yield JudgedWords(path, _read_place(path, place))


def _read_place(path: Path, place: dict[str, Any]) -> str:
    first = int(place.get("page_from", place.get("page", 1)))
    pages = _read_pages(path)[first - 1 : int(place.get("page_to", first)) + 1]
    return slice_letters("\n".join(pages), int(place["start"]), int(place["end"]))


@cache
def _read_pages(path: Path) -> tuple[str, ...]:
    return read_page_texts(path)


def find_passages(path: Path, judged: Iterable[str]) -> dict[str, PlacedPassage]:
    """Return the passages of a PDF in which judged words stand, by passage id."""
    encoder, found = open_encoder(Settings().model), dict[str, PlacedPassage]()
    wanted = [normalise(words).letters for words in judged]
    for document in documents_in_file(path.name, "0" * 64, read_pdf(path)).documents:
        text = document.reading.text
        passages, _ = split_document(document.document, document.reading, encoder)
        folded = normalise(text)
        for letters in wanted:
            at = folded.letters.find(letters)
            if at < 0:
                continue
            start, end = folded.offsets[at], folded.offsets[at + len(letters) - 1] + 1
            for passage in passages:
                if passage.kind != "heading" and passage.start < end and passage.end > start:
                    before = text[max(passage.start - CONTEXT_CHARACTERS, 0) : passage.start]
                    after = text[passage.end : passage.end + CONTEXT_CHARACTERS]
                    found[passage.passage_id] = PlacedPassage(passage, before, after)
    return found


def judge_marks(pdf: Any, placed: PlacedPassage) -> str:
    """Return what the marks of a passage hold, beside its words."""
    first, last = placed.passage.locator.pages or (1, 0)
    pages = list(range(first, last + 1))
    order = {"words": placed.passage.text, "before": placed.before, "after": placed.after, "on": pages}
    marked = "".join(read_boxes(pdf, page, find_marks(pdf, page, order)) for page in pages)
    # A table's cells may be drawn in another order than its rows are read in.
    wanted, shown = (Counter(normalise(text).letters) for text in (placed.passage.text, marked))
    if wanted == shown:
        return EXACT
    if not shown:
        return NONE
    return MORE if wanted <= shown else LESS if shown <= wanted else OTHER


def main() -> None:
    """Print the table, and each passage whose marks are not exact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, action="append", required=True)
    parser.add_argument("--set", type=Path, action="append", default=[], dest="folders")
    parser.add_argument("--questions", type=Path)
    given = parser.parse_args()
    by_file: dict[Path, list[str]] = {}
    for judged in list_judged(given.folders, given.questions, given.corpus):
        by_file.setdefault(judged.file, []).append(judged.words)
    outcomes = Counter[str]()
    for path, words in by_file.items():
        if path.suffix.lower() != ".pdf":
            continue
        pdf = pypdfium2.PdfDocument(path)
        for passage_id, placed in find_passages(path, words).items():
            outcome = judge_marks(pdf, placed)
            outcomes[outcome] += 1
            if outcome != EXACT:
                sys.stdout.write(f"  {outcome}: {passage_id}\n")
        pdf.close()
    total = outcomes.total()
    counts = ", ".join(f"{name}: {count}" for name, count in outcomes.most_common())
    sys.stdout.write(f"{total} judged passages of PDFs; {counts}\n")


if __name__ == "__main__":
    main()
