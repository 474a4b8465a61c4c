"""Short answers on the command line: what writes them, and how they are printed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.cli.layout import escape_unprintable, wrap_paragraph
from paper_search.errors import SettingsError

if TYPE_CHECKING:
    from paper_search.config import Settings
    from paper_search.library import Library
    from paper_search.records import Answer
    from paper_search.written_answers.outcome import Written
    from paper_search.written_answers.records import CheckedSentence

WriteAnswer = Callable[["Library", "Answer"], "Written | None"]
"""Writes a short answer from the quotes of an answer."""


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """The wish for a short answer, and the folder that its drafts are kept in."""

    is_wanted: bool
    draft_folder: Path | None

    def open(self, settings: Settings) -> WriteAnswer | None:
        """Return what writes short answers; None where none are wanted.

        Raises:
            SettingsError: no server is named, or a setting of it cannot be used.
        """
        if not self.is_wanted and self.draft_folder is None:
            return None
        from paper_search.written_answers.kept_drafts import make_draft_keeper
        from paper_search.written_answers.service import keep_nothing, open_writer

        keep_rounds = make_draft_keeper(self.draft_folder) if self.draft_folder is not None else keep_nothing
        writer = open_writer(settings, keep_rounds)
        if writer is None:
            raise SettingsError(
                "No language model is set up, so nothing can be written. Name its server in PAPER_SEARCH_ANSWERS_URL,"
                " such as http://127.0.0.1:11434/v1, and its model in PAPER_SEARCH_ANSWERS_MODEL."
            )
        return lambda library, answer: asyncio.run(writer.write(answer, library.measure_match))


def format_written(written: Written | None) -> str:
    """Return a short answer as text, which names its model and says that it is no quotation.

    Args:
        written: what was written; None where there was nothing to write from.
    """
    from paper_search.written_answers.outcome import NOTHING_WRITTEN, describe_contradictions, describe_withheld

    if written is None:
        return wrap_paragraph(NOTHING_WRITTEN, "")
    by = escape_unprintable(f"{written.model} on {written.host}")
    lines = [
        f"In short, written by {by}, checked word by word against the quotes, and not a quotation:",
        *([written.note] if written.note else []),
        *(_format_sentence(sentence, written) for sentence in written.kept_sentences),
        *describe_contradictions(written.kept_sentences),
        describe_withheld(written.withheld_sentences),
    ]
    return "\n".join(wrap_paragraph(line, "") for line in lines if line)


def _format_sentence(sentence: CheckedSentence, written: Written) -> str:
    numbers = "".join(f" [quote {item.quote_number}]" for item in written.list_cited(sentence))
    return f"{sentence.text}{numbers}"
