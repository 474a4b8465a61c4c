"""Drafts that are kept as files, one a question, to judge a model by: what it was given, wrote, and lost.

The files hold questions and the words of papers, so that only their owner can read them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from paper_search.errors import StorageError
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.service import DraftRound, KeepRounds


def make_draft_keeper(folder: Path) -> KeepRounds:
    """Return what writes each question's drafts into a folder.

    Args:
        folder: where; it is made where it is missing.

    Returns:
        The function. It raises StorageError where a file cannot be written.
    """

    def keep(written: Written, question: str, rounds: Sequence[DraftRound]) -> None:
        fields = {
            "question": question,
            "model": written.model,
            "host": written.host,
            "prompt_sha256": written.prompt_sha256,
            "written_at": written.written_at.isoformat(timespec="seconds"),
            "seconds": written.seconds,
            "fault": written.fault,
            "spans": [asdict(item.span) for item in written.evidence],
            "drafts": [asdict(draft_round) for draft_round in rounds],
            "sentences": [asdict(sentence) for sentence in written.sentences],
        }
        path = folder / f"{written.written_at:%Y%m%dT%H%M%S.%f}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(fields, file, ensure_ascii=False, indent=2)
        except OSError as error:
            raise StorageError(
                f"{path}: this draft cannot be kept ({error.strerror}). Check the folder of --keep-drafts."
            ) from error

    return keep
