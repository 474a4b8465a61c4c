"""The questions to begin with, asked at the end of a build and kept in the index where the papers answer them.

They are asked as anybody may ask. A build never fails for them: what cannot be asked is not offered.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from pathlib import Path

from paper_search.answering.examples import (
    MAX_QUESTIONS_ASKED,
    ExampleCandidate,
    choose_examples,
    list_candidates,
)
from paper_search.errors import PaperSearchError
from paper_search.library import Library
from paper_search.records import Answer
from paper_search.records.index import Progress
from paper_search.storage.store import DATABASE_FILE_NAME, Store

MAX_SECONDS = 60.0
"""Seconds after which no further question is asked, on the busiest machine. See docs/decisions/0040."""
_STAGE = "asking"
_log = logging.getLogger(__name__)


def update_examples(
    index: Path,
    open_library: Callable[[], Library],
    progress: Callable[[Progress], None] = lambda step: None,
    max_seconds: float = MAX_SECONDS,
) -> None:
    """Ask the questions that the papers may answer, where anything changed since they were asked.

    Args:
        index: the folder of the index.
        open_library: opens it as everybody may see it.
        progress: called with each question that was asked.
        max_seconds: seconds after which no further question is asked.
    """
    store = Store(index / DATABASE_FILE_NAME)
    try:
        library = open_library()
        version = library.version_token()
        if store.examples.is_asked_of(version):
            return
        examples = _ask_candidates(library, store.examples.list_questions(), progress, max_seconds)
        with store.transaction() as transaction:
            store.examples.replace(transaction, examples, version)
    except PaperSearchError as error:
        _log.warning("The example questions stay as they were: %s", error)
    finally:
        store.close()


def _ask_candidates(
    library: Library, known_questions: Collection[str], progress: Callable[[Progress], None], max_seconds: float
) -> list[tuple[str, str]]:
    """Return the questions that are answered well, each with the doc_id of the paper that answers it."""
    with library.engine.snapshot() as snapshot:
        candidates = list_candidates(snapshot)
    end, asked = time.monotonic() + max_seconds, 0
    total = min(len(candidates), MAX_QUESTIONS_ASKED)

    def ask(question: str) -> Answer | None:
        nonlocal asked
        asked += 1
        answer = _try_ask(library, question)
        progress(Progress(_STAGE, asked, total))
        return answer

    chosen: tuple[ExampleCandidate, ...] = choose_examples(
        candidates, ask, lambda: time.monotonic() < end, known_questions
    )
    return [(candidate.question, candidate.document.doc_id) for candidate in chosen]


def _try_ask(library: Library, question: str) -> Answer | None:
    try:
        return library.ask(question)
    except PaperSearchError:
        _log.info("A question to begin with could not be asked", exc_info=True)
        return None
