"""The schemas of reports: what a command did with the index, and what the index holds."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from paper_search.schemas.base import BaseSchema, Text
from paper_search.schemas.documents import HiddenTextSchema, UnreadFileSchema, UnreadPartSchema


class PartlyReadSchema(BaseSchema, title="PartlyRead"):
    """A paper of which some parts could not be read."""

    doc_id: str = Field(description="The paper.")
    parts: tuple[UnreadPartSchema, ...] = Field(description="What could not be read, by page, and why.")
    next_step: str = Field(description="What to do about it.")


class FileHiddenTextSchema(BaseSchema, title="FileHiddenText"):
    """Words that a file holds and its pages do not show; the words themselves are not given."""

    source: str = Field(description="Its path in the corpus.")
    text: HiddenTextSchema = Field(description="How many words, where and why.")


class BuildReportSchema(BaseSchema, title="BuildReport"):
    """The changes that a build made."""

    added: tuple[str, ...] = Field(description="Papers that are new.")
    changed: tuple[str, ...] = Field(description="Papers that changed.")
    removed: tuple[str, ...] = Field(description="Papers that have gone.")
    unchanged: int = Field(description="How many papers stayed as they were.")
    unread: tuple[UnreadFileSchema, ...] = Field(description="Files that could not be read or are held back.")
    pages: int = Field(description="How many pages were read.")
    passages: int = Field(description="How many passages were written.")
    embedded: int = Field(description="How many passages were given a vector.")
    dropped: int = Field(description="How many pieces of text were left out of the index.")
    hidden: tuple[FileHiddenTextSchema, ...] = Field(description="Words that files hold and their pages do not show.")
    seconds: float = Field(description="How long the build took.")
    generation: int = Field(description="The number of the index's state; it goes up with each change.")
    notes: tuple[str, ...] = Field(description="In plain words, what to look at.")
    read_in_part: tuple[PartlyReadSchema, ...] = Field(description="Papers of which some parts could not be read.")


class PublishReportSchema(BaseSchema, title="PublishReport"):
    """The changes that a publication made."""

    added: tuple[str, ...] = Field(description="Papers that were not shown before, copies included.")
    changed: tuple[str, ...] = Field(description="Papers that changed.")
    removed: tuple[str, ...] = Field(description="Papers that are not shown any more.")
    unchanged: int = Field(description="How many papers stayed as they were.")
    passages: int = Field(description="How many passages were written.")
    generation: int = Field(description="The number of the published state.")
    seconds: float = Field(description="How long the publication took.")
    refused: tuple[UnreadFileSchema, ...] = Field(description="Papers whose text the database does not take.")
    notes: tuple[str, ...] = Field(description="In plain words, what to look at.")


class ProgressSchema(BaseSchema, title="Progress"):
    """A step of a build or a publication."""

    stage: str = Field(description="reading, embedding or publishing.")
    done: int = Field(description="How many are done.")
    total: int = Field(description="Of how many.")
    source: str = Field(description="The file at hand.")
    passages: int = Field(description="How many passages so far.")
    per_second: float | None = Field(description="How many are done in a second.")
    seconds_left: float | None = Field(description="About how long the stage will take.")


class QueuedFolderSchema(BaseSchema, title="QueuedFolder"):
    """A folder of a corpus in the queue of builds."""

    folder: str = Field(description="Its path in the corpus.")
    state: str = Field(description="waiting, building, done or failed.")
    worker: str | None = Field(description="The process that builds it.")
    attempts: int = Field(description="How often a worker took it since it was put into the queue.")
    heartbeat_at: str | None = Field(description="When its worker last said that it is alive.")
    finished_at: str | None = Field(description="When it was done, or given up.")
    fault: str | None = Field(description="Why it could not be built, in words.")


class FileChangeSchema(BaseSchema, title="FileChange"):
    """A file that came, changed or went while the corpus was watched."""

    event: str = Field(description="added, changed, removed, unread or read in part.")
    source: str = Field(description="Its path in the corpus.")
    code: str = Field(description="The reason in one word, where it could not be read.")
    why: str = Field(description="The reason in words.")


class EncoderSchema(BaseSchema, title="Encoder"):
    """The encoder that an index was made with."""

    name: str = Field(description="The model, by folder or name.")
    fingerprint: str = Field(description="Differs wherever the vectors could.")
    dimensions: int = Field(description="The length of a vector.")
    max_tokens: int = Field(description="The most word pieces that it can see of a text.")


class StatusSchema(BaseSchema, title="Status"):
    """The contents of an index."""

    papers: int = Field(description="How many papers it holds.")
    passages: int = Field(description="How many passages.")
    waiting: int = Field(description="Passages that can be found by their words only so far.")
    generation: int = Field(description="The number of the index's state; it goes up with each change.")
    encoder: EncoderSchema | None = Field(description="The encoder that it was made with.")
    unread: tuple[UnreadFileSchema, ...] = Field(description="Files that could not be read or are held back.")
    built_at: str | None = Field(description="When it was last built.")
    notes: tuple[str, ...] = Field(description="In plain words, what to look at.")
    read_in_part: tuple[PartlyReadSchema, ...] = Field(description="Papers of which some parts could not be read.")
    examples: tuple[str, ...] = Field(description="Questions to begin with, which these papers were asked and answer.")


class FaultSchema(BaseSchema, title="Fault"):
    """A fault of an index."""

    part: str = Field(description="The part of the index.")
    what: str = Field(description="In plain words, what is wrong.")
    count: int = Field(description="How many times.")
    places: tuple[str, ...] = Field(description="Where, some of them.")
    done: str | None = Field(description="What was done about it.")
    next_step: str | None = Field(description="What to do about it.")


class CheckSchema(BaseSchema, title="Check"):
    """The outcome of a check."""

    clean: bool = Field(validation_alias="is_clean", description="Whether nothing was wrong.")
    faults: tuple[FaultSchema, ...] = Field(description="What was wrong.")
    papers: int = Field(description="How many papers the index holds.")
    passages: int = Field(description="How many passages.")
    waiting: int = Field(description="Passages that can be found by their words only so far.")
    generation: int = Field(description="The number of the index's state; it goes up with each change.")
    seconds: float = Field(description="How long the check took.")
    read_in_part: int = Field(description="Papers of which some parts could not be read.")


class BackupSchema(BaseSchema, title="Backup"):
    """A copy of an index."""

    path: Text = Field(description="The file written.")
    size: int = Field(description="Its size in bytes.")
    generation: int = Field(description="The number of the index's state.")
    papers: int = Field(description="How many papers it holds.")
    passages: int = Field(description="How many passages.")
    seconds: float = Field(description="How long the copy took.")


class FeedbackSetSchema(BaseSchema, title="FeedbackSet"):
    """Readers' judgements as a set of questions and judged passages."""

    queries: tuple[dict[str, Any], ...] = Field(description="The questions.")
    qrels: tuple[dict[str, Any], ...] = Field(description="The judged passages.")
    judgements: int = Field(description="How many judgements there are in all.")
    disputed: int = Field(description="Passages on which as many said yes as no.")
    unheld: int = Field(description="Passages that have gone or changed since.")
    unanswered: int = Field(description="Questions of which no passage was found right.")


class AccessDecisionSchema(BaseSchema, title="AccessDecision"):
    """A decision of a person about a paper."""

    decided_at: Text = Field(description="When.")
    decided_by: str | None = Field(description="By whom, where known.")
    ruling: str = Field(description="withdraw, release, or release to members.")
    path: str = Field(description="The paper's path in the corpus.")
    sha256: str = Field(description="Of the file that the decision was taken on.")
    words: str = Field(description="A hash of the paper's words alone.")
    reason: str = Field(description="Why.")


class WithdrawalSchema(BaseSchema, title="Withdrawal"):
    """The outcome of a withdrawal."""

    decisions: tuple[AccessDecisionSchema, ...] = Field(description="The decisions taken, one for each copy.")
    removed: tuple[str, ...] = Field(description="Papers taken out of the index.")
    note: str | None = Field(description="In plain words, what to look at.")
