"""One error tree. A message says what went wrong, which file, and what to do next.

PaperSearchError
├── SettingsError        a setting that cannot be used
├── CorpusError          the corpus folder or one of its manifests
│   └── UnreadableError  one paper; carries the code and the next step for the unread list
├── EncoderError         the model's files
├── StoreError          the store on disk
│   ├── MissingIndexError
│   ├── DamagedIndexError
│   │   └── OtherLayoutError     made by another version
│   ├── OutdatedIndexError
│   ├── LockedIndexError
│   └── StorageError     the disk, or the rights on the folder
│       └── UnreachableShardError  a database server of the index
├── FetchError           a council's site, or the file of sources
│   ├── UnreadablePageError  one page or document of it; carries the code and the next step for the list of failures
│   ├── HostStoppedError     nothing more is asked of the host in this run
│   └── BudgetSpentError     the run has asked for as much as it may
├── ModelServerError     the server of the language model; carries the code of what stood in the way
├── QueryError           a question or a filter that cannot be used
└── EvaluationError      judgements that cannot be used
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

_MAX_NAMED_COUNCILS = 6
"""The most councils that a sentence names."""


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


class OtherLayoutError(DamagedIndexError):
    """The index file has a layout that this version does not read."""


class OutdatedIndexError(StoreError):
    """The index was read by older rules, which may show what those of today hold back, or lacks what is asked for."""


class LockedIndexError(StoreError):
    """Another process is writing to the index."""


class StorageError(StoreError):
    """The disk, or the rights on the index folder, stand in the way; the index itself is whole."""


class UnreachableShardError(StorageError):
    """A database server that holds the index, or a part of it, does not answer.

    Args:
        message: what happened and what to do, for whoever runs the index: it may name servers.
        councils: those whose papers it holds; none where all papers are out of reach.
    """

    def __init__(self, message: str, councils: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.councils = tuple(councils)


def make_unreachable_error(councils: Sequence[str], fault: str = "") -> UnreachableShardError:
    """Return the error that says which councils were not searched.

    Args:
        councils: their names; none where all papers are out of reach.
        fault: the server, and what is wrong with it.
    """
    why = f" ({fault})" if fault else ""
    return UnreachableShardError(
        f"The question was not answered: {describe_unreachable_papers(councils)} cannot be reached{why}. Ask again"
        " in a minute; if it stays so, ask whoever runs the database servers.",
        councils,
    )


def describe_unreachable_papers(councils: Sequence[str]) -> str:
    """Return which papers cannot be reached: "the papers of Kent and Devon".

    Args:
        councils: the names of the councils, the empty text for papers that state none; no names for all papers.
    """
    names = [name for name in councils if name]
    shown, rest = names[:_MAX_NAMED_COUNCILS], len(names) - _MAX_NAMED_COUNCILS
    if rest > 0:
        shown.append(f"{rest} other councils" if rest > 1 else "another council")
    parts = [f"the papers of {_join_with_and(shown)}"] if shown else []
    if "" in councils:
        parts.append("papers that state no council")
    return ", and ".join(parts) or "the papers"


def _join_with_and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


class QueryError(PaperSearchError):
    """A question or a filter that cannot be used."""


class FetchError(PaperSearchError):
    """A council's site, or the file of sources, cannot be used."""


class UnreadablePageError(FetchError):
    """One page or document of a site cannot be had. It is listed as failed; it never stops a run.

    Args:
        code: the reason in one word, for programs ("missing", "not a paper", "too large").
        reason: the reason in words a clerk understands, without the address.
        next_step: what to do about it.
    """

    def __init__(self, code: str, reason: str, next_step: str) -> None:
        super().__init__(code, reason, next_step)
        self.code, self.reason, self.next_step = code, reason, next_step

    def __str__(self) -> str:
        return f"{self.reason}. {self.next_step}"


class HostStoppedError(FetchError):
    """Nothing more is asked of a host in this run: it refuses, or it keeps failing."""


class BudgetSpentError(FetchError):
    """A run has made as many requests, or loaded as many bytes, as it may. The next run goes on from there."""


ModelServerFault = Literal["unreachable", "refused", "busy", "slow", "unreadable"]
"""What stood in the way of a language model's answer: no connection, a key that is refused, too much to do, no answer
in time, or an answer that is none."""


class ModelServerError(PaperSearchError):
    """The server of the language model gave no answer that can be used. The quotes stand without it.

    Neither the key nor any text of a request or an answer stands in the message.

    Args:
        code: what stood in the way, for programs.
        message: what happened and what to do, for whoever runs the server.
    """

    def __init__(self, code: ModelServerFault, message: str) -> None:
        super().__init__(code, message)
        self.code: ModelServerFault = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class EvaluationError(PaperSearchError):
    """Judgements, or the papers they are of, that cannot be used to measure with."""
