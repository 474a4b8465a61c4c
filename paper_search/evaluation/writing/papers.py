"""Sentences of papers, from which true and false ones are made: those of paragraphs and lists, each once."""

from __future__ import annotations

from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing.documents import read_files
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.readers.registry import OFFICE_SUFFIXES, READERS
from paper_search.text.spans import collapse_whitespace, split_sentences


def read_sentences(corpus: Path, encoder: Encoder, limits: ReaderLimits = ReaderLimits()) -> list[str]:
    """Return the sentences of the papers of a folder, in the order of the files.

    Args:
        corpus: the folder.
        encoder: counts word pieces and says how many it reads.
        limits: of time and memory for one paper.

    Raises:
        EvaluationError: no paper is in the folder.
    """
    read_here = READERS.keys() - OFFICE_SUFFIXES
    files = sorted(str(path.relative_to(corpus)) for path in corpus.rglob("*") if path.suffix.lower() in read_here)
    if not files:
        raise EvaluationError(f"{corpus}: has no papers; name a folder of papers with --corpus.")
    sheets, _ = read_files(files, corpus, encoder, limits)
    texts = (passage.text for sheet in sheets for passage in sheet.passages if passage.kind != "table")
    return list(
        dict.fromkeys(collapse_whitespace(text[start:end]) for text in texts for start, end in split_sentences(text))
    )
