"""How well papers are read: the whole table, from a folder of judgements and the corpus they are of.

In: two folders and an encoder (its word pieces are counted, nothing is embedded); out: a ``Report``. Promised: nothing
is written, and the same judgements and papers give the same report.
"""

from __future__ import annotations

from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.evaluation.parsing import coverage as body
from paper_search.evaluation.parsing import metadata as cards
from paper_search.evaluation.parsing import structure as units
from paper_search.evaluation.parsing.documents import read_all
from paper_search.evaluation.parsing.gold import load
from paper_search.evaluation.parsing.report import Miss, Report
from paper_search.indexing.builder import Limits

NOT_READ = "read at all"


def evaluate(gold: Path, corpus: Path, encoder: Encoder, limits: Limits = Limits()) -> Report:
    """The figures of every measure.

    A file that its card says cannot be read, or is held back, is left out; any other that cannot be read is a miss,
    and its units count as missed.

    Args:
        gold: a folder with ``metadata.jsonl`` or ``structure.jsonl`` or both.
        corpus: the folder that the paths in them are relative to.
        encoder: counts word pieces and says how many it reads.
        limits: of time and memory for one paper.

    Raises:
        EvaluationError: judgements that cannot be used, or a judged file that is not in the corpus.
    """
    judged = load(gold)
    wanted = [file for file in judged.files if not (file in judged.cards and judged.cards[file].unread)]
    sheets, unread = read_all(wanted, corpus, encoder, limits)
    outcomes = (
        units.score(sheets, judged.structures),
        cards.score([(sheet, judged.cards[sheet.file]) for sheet in sheets if sheet.file in judged.cards], corpus),
        body.score(sheets, judged.structures),
    )
    misses = [Miss(NOT_READ, file, "", "words", code) for file, code in unread.items()]
    return Report(
        papers=len(sheets),
        pages=sum(len(sheet.bare) for sheet in sheets),
        unread=tuple(f"{file} ({code})" for file, code in unread.items()),
        figures=tuple(figure for each in outcomes for figure in each.figures),
        misses=(*misses, *(miss for each in outcomes for miss in each.misses)),
    )
