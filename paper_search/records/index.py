"""Records of an index: its state, what is written to it, and what builds, checks and backups report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from paper_search.records.documents import Document, HiddenText, Passage, SupersedesClaim, UnreadFile, UnreadPart
from paper_search.records.register import RegisterEntries


@dataclass(frozen=True, slots=True)
class Facet:
    """One value a filter can take, and how many papers carry it.

    ``aliases`` are other spellings of the value that papers carry ("Full Council" of "Council"); a filter by the value
    lets them through as well.
    """

    value: str
    papers: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that filters can take, with the first and last day of a meeting."""

    authorities: tuple[Facet, ...] = ()
    committees: tuple[Facet, ...] = ()
    kinds: tuple[Facet, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """The models to use.

    ``model`` is the embedding model's folder or name, ``precision`` "auto", "int8" or "fp32", and ``cache`` the folder
    for what is derived from models, None for the user's own. ``has_reader`` is False where passages are not to be read
    by the cross-encoder.
    """

    model: str
    precision: str = "auto"
    cache: Path | None = None
    has_reader: bool = True


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """The encoder that made a vector: two encoders with one fingerprint give the same rows."""

    name: str
    fingerprint: str
    dimensions: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class PartlyReadDocument:
    """A document in the index of which some parts could not be read, and what to do about it."""

    doc_id: str
    parts: tuple[UnreadPart, ...]
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index.

    ``waiting`` passages have words but no vector yet. ``read_in_part`` are papers in the index of which some parts
    could not be read. ``examples`` are questions to begin with.
    """

    papers: int
    passages: int
    waiting: int
    generation: int
    encoder: EncoderInfo | None
    unread: tuple[UnreadFile, ...] = ()
    built_at: str | None = None
    notes: tuple[str, ...] = ()
    read_in_part: tuple[PartlyReadDocument, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileHiddenText:
    """Words that a file of the corpus holds and does not show."""

    source: str
    text: HiddenText


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The work of one build. ``seconds`` is wall time; ``passages`` counts those written in this build.

    ``hidden`` counts by file and page the words that the papers read do not show; those under a redaction are not
    among them, since they are listed for a person to look at.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    unread: tuple[UnreadFile, ...] = ()
    pages: int = 0
    passages: int = 0
    embedded: int = 0
    dropped: int = 0
    hidden: tuple[FileHiddenText, ...] = ()
    seconds: float = 0.0
    generation: int = 0
    notes: tuple[str, ...] = field(default=())
    read_in_part: tuple[PartlyReadDocument, ...] = ()


QueueState = Literal["waiting", "building", "done", "failed"]


@dataclass(frozen=True, slots=True)
class QueuedFolder:
    """A folder of a corpus in the queue of builds.

    Attributes:
        worker: the process that builds it.
        attempts: how often a worker took it since it was put into the queue.
        heartbeat_at: when its worker last said that it is alive, in ISO 8601.
        fault: why it could not be built.
    """

    folder: str
    state: QueueState
    worker: str | None = None
    attempts: int = 0
    heartbeat_at: str | None = None
    finished_at: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class PublishReport:
    """The work of one publication of an index.

    Attributes:
        added: the papers that readers did not see before, by doc_id, copies included.
        changed: those that took the place of another version.
        removed: those that readers do not see any more.
        unchanged: the number of those that stay as they were.
        passages: the number of passages that were written and can be found.
        generation: the number of the published state.
        seconds: wall time.
        refused: papers whose text the database does not take, each with the reason.
        notes: in plain words, what to look at.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    passages: int = 0
    generation: int = 0
    seconds: float = 0.0
    refused: tuple[UnreadFile, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a build or a publication.

    ``stage`` is "reading" or "publishing" (``done`` and ``total`` are papers) or "embedding" (passages). ``source`` is
    the paper at hand, ``passages`` how many this build has written so far, ``per_second`` how many of the stage's own
    it does in a second, and ``seconds_left`` how long the stage will take at that pace; None where there is no pace
    yet.
    """

    stage: str
    done: int
    total: int
    source: str = ""
    passages: int = 0
    per_second: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that a build changed; ``why`` says of one that is unread, or read in part, the reason and what to do."""

    event: Literal["added", "changed", "removed", "unread", "read in part"]
    source: str
    code: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class BuildFailure:
    """The reason why no build was possible just now; it is tried again."""

    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an index: which part, what, how often, with some of the places.

    ``done`` is what was done about it, None where nothing was; ``next_step`` what is left to do, None where nothing is.
    """

    part: str
    what: str
    count: int = 1
    places: tuple[str, ...] = ()
    done: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of a check: what it looked at and what it found; ``seconds`` is wall time."""

    faults: tuple[Fault, ...]
    papers: int = 0
    passages: int = 0
    waiting: int = 0
    generation: int = 0
    seconds: float = 0.0
    read_in_part: int = 0

    @property
    def is_clean(self) -> bool:
        """True where nothing was wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A copy that was taken: the file, its size in bytes, what it holds, and how long it took (s)."""

    path: Path
    size: int
    generation: int
    papers: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One document as it is written to an index.

    ``text`` is its reading text, of which every passage is a span. ``embedding_texts`` holds for each passage the text
    that the encoder shall see, None for those that get no vector. ``content_hash``, ``copy_rank`` and ``supersedes``
    relate it to other documents, see ``DocumentSummary``. ``unread_parts`` could not be read. ``register`` is what it
    says of who met, what was decided and who voted how.
    """

    document: Document
    text: str
    passages: Sequence[Passage]
    embedding_texts: Sequence[str | None]
    content_hash: str | None = None
    copy_rank: int = 0
    supersedes: SupersedesClaim | None = None
    unread_parts: tuple[UnreadPart, ...] = ()
    register: RegisterEntries = field(default_factory=RegisterEntries)


@dataclass(frozen=True, slots=True)
class PendingReconciliation:
    """Documents, content hashes and meetings that came or went since documents were last related.

    ``up_to_row`` marks how far.
    """

    up_to_row: int
    doc_ids: frozenset[str]
    content_hashes: frozenset[str]
    meetings: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DuplicateKey:
    """The groups that a document belongs to: its words, and its meeting (committee and day); None where it has none."""

    content_hash: str | None
    meeting: tuple[str, str] | None
