"""What other councils and other meetings did: the twins of ``compare``, ``timeline``, ``similar`` and ``cite``.

In: words or a passage's id; out: records, or a citation. Each opens the library for one question; to ask several, open
it once and use its methods. Raises QueryError, and MissingIndexError where there is no index.
"""

from __future__ import annotations

from pathlib import Path

from paper_search.answering.config import ANSWERING
from paper_search.config import Settings
from paper_search.library import open_library
from paper_search.records import Comparison, EncoderChoice, Filters, Similar, Timeline

_DEFAULTS = Settings()


def compare(
    question: str,
    filters: Filters = Filters(),
    k: int = ANSWERING.quotes_per_authority,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
) -> Comparison:
    """What each authority's papers say to one question, with up to ``k`` quotes of each, or that they say nothing."""
    return open_library(corpus, index, model).compare(question, filters, k)


def timeline(
    matter: str,
    filters: Filters = Filters(),
    k: int = ANSWERING.timeline_events,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
) -> Timeline:
    """Up to ``k`` passages of a matter, by the dates of its meetings: report, then minutes, then decision."""
    return open_library(corpus, index, model).timeline(matter, filters, k)


def similar(
    passage_id: str,
    filters: Filters = Filters(),
    k: int = 10,
    elsewhere: bool = False,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
) -> Similar:
    """The k passages of other papers most like one; with ``elsewhere`` those of other authorities first."""
    return open_library(corpus, index, model).similar(passage_id, filters, k, elsewhere)


def cite(
    passage_id: str,
    style: str = "text",
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
) -> str:
    """The citation of a passage as "text", "markdown", "html" or "ris"."""
    return open_library(corpus, index, model).cite(passage_id, style)
