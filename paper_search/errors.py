"""One error tree. A message says what went wrong, which file, and what to do next.

PaperSearchError
├── SettingsError        a setting that cannot be used
├── CorpusError          the corpus folder or one of its manifests
│   └── UnreadableError  one paper; carries the code and the next step for the unread list
├── EncoderError         the model's files
├── StoreError          the store on disk
│   ├── MissingIndexError
│   ├── DamagedIndexError
│   ├── OutdatedIndexError
│   ├── LockedIndexError
│   └── StorageError     the disk, or the rights on the folder
├── QueryError           a question or a filter that cannot be used
└── EvaluationError      judgements that cannot be used
"""

from __future__ import annotations

from pathlib import Path


class PaperSearchError(Exception):
    """Root of everything this package raises on purpose."""


class SettingsError(PaperSearchError):
    """A setting, from the environment or a flag, that cannot be used."""


class CorpusError(PaperSearchError):
    """The corpus folder, or a manifest in it, cannot be used."""


class UnreadableError(CorpusError):
    """One paper cannot be read. It is listed as unread; it never stops a build.

    Args:
        code: the reason in one word, for programs (see ``records.Unread``).
        reason: the reason in words a clerk understands, without the file's name.
        next_step: what to do about it.
        path: the file, where known to the one who raises.
    """

    def __init__(self, code: str, reason: str, next_step: str, path: Path | None = None) -> None:
        super().__init__(code, reason, next_step, path)
        self.code, self.reason, self.next_step, self.path = code, reason, next_step, path

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.reason}. {self.next_step}"


class EncoderError(PaperSearchError):
    """The embedding model's files are missing, or are not the ones expected."""


class StoreError(PaperSearchError):
    """The index on disk cannot be used as it is."""


class MissingIndexError(StoreError):
    """There is no index where one was looked for."""


class DamagedIndexError(StoreError):
    """The index file is damaged, or of another version."""


class OutdatedIndexError(StoreError):
    """The index was read by older rules, which may show what those of today hold back, or lacks what is asked for."""


class LockedIndexError(StoreError):
    """Another process is writing to the index."""


class StorageError(StoreError):
    """The disk, or the rights on the index folder, stand in the way; the index itself is whole."""


class QueryError(PaperSearchError):
    """A question or a filter that cannot be used."""


class EvaluationError(PaperSearchError):
    """Judgements, or the papers they are of, that cannot be used to measure with."""
