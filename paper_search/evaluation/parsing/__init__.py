"""Evaluation of parsing over a folder of judgements and the corpus that they judge.

Guarantees: nothing is written, and the same judgements and papers give the same report.
"""

from __future__ import annotations

from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.evaluation.parsing import coverage, metadata, structure
from paper_search.evaluation.parsing.documents import find_missing, read_files
from paper_search.evaluation.parsing.gold import load
from paper_search.evaluation.parsing.report import Miss, ParsingReport
from paper_search.indexing.builder import ReaderLimits

READ_MEASURE = "read at all"


def evaluate(gold: Path, corpus: Path, encoder: Encoder, limits: ReaderLimits = ReaderLimits()) -> ParsingReport:
    """Return the figures of every measure.

    A file that its card says cannot be read, or is held back, is left out; any other that cannot be read is a miss,
    and its units count as missed. A judged file that is not in the corpus is named and left out of every figure.

    Args:
        gold: a folder with ``metadata.jsonl`` or ``structure.jsonl`` or both.
        corpus: the folder that the paths in them are relative to.
        encoder: counts word pieces and says how many it reads.
        limits: of time and memory for one paper.

    Raises:
        EvaluationError: judgements that cannot be used; no judged file, or too few, in the corpus.
    """
    judged = load(gold)
    missing = find_missing(judged.files, corpus)
    judged = judged.without(missing)
    wanted = [file for file in judged.files if not (file in judged.metadata and judged.metadata[file].unread)]
    sheets, unread = read_files(wanted, corpus, encoder, limits)
    outcomes = (
        structure.score_structure(sheets, judged.structures),
        metadata.score_metadata(
            [(sheet, judged.metadata[sheet.file]) for sheet in sheets if sheet.file in judged.metadata], corpus
        ),
        coverage.score_coverage(sheets, judged.structures),
    )
    misses = [Miss(READ_MEASURE, file, "", "words", code) for file, code in unread.items()]
    return ParsingReport(
        papers=len(sheets),
        pages=sum(len(sheet.page_texts) for sheet in sheets),
        unread=tuple(f"{file} ({code})" for file, code in unread.items()),
        figures=tuple(figure for outcome in outcomes for figure in outcome.figures),
        missing=missing,
        misses=(*misses, *(miss for outcome in outcomes for miss in outcome.misses)),
    )
