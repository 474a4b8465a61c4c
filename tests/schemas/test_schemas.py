"""The schemas: every field of a report is there, described, in the order in which it was promised."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from paper_search import schemas
from paper_search.access.decisions import AccessDecision
from paper_search.feedback import FeedbackSet
from paper_search.indexing.check import CheckReport, Fault
from paper_search.indexing.progress import Progress
from paper_search.indexing.watcher import FileChange
from paper_search.indexing.withdrawals import WithdrawalResult
from paper_search.library import Library
from paper_search.records import (
    Block,
    BuildReport,
    Citation,
    Coverage,
    DroppedText,
    EncoderInfo,
    LeadIn,
    Status,
    UnreadFile,
)
from paper_search.records.index import PublishReport, QueuedFolder
from paper_search.schemas import BaseSchema
from paper_search.storage.backup import BackupReport

RECORDS: list[tuple[type[BaseSchema], type[Any], list[str]]] = [
    (schemas.BackupSchema, BackupReport, []),
    (schemas.BlockSchema, Block, []),
    (schemas.BuildReportSchema, BuildReport, []),
    (schemas.CheckSchema, CheckReport, ["clean"]),
    (schemas.CoverageSchema, Coverage, []),
    (schemas.AccessDecisionSchema, AccessDecision, []),
    (schemas.DroppedTextSchema, DroppedText, []),
    (schemas.DuplicatePassageSchema, Citation, []),
    (schemas.EncoderSchema, EncoderInfo, []),
    (schemas.FaultSchema, Fault, []),
    (schemas.FeedbackSetSchema, FeedbackSet, []),
    (schemas.FileChangeSchema, FileChange, []),
    (schemas.LeadInSchema, LeadIn, []),
    (schemas.ProgressSchema, Progress, []),
    (schemas.PublishReportSchema, PublishReport, []),
    (schemas.QueuedFolderSchema, QueuedFolder, []),
    (schemas.StatusSchema, Status, []),
    (schemas.UnreadFileSchema, UnreadFile, []),
    (schemas.WithdrawalSchema, WithdrawalResult, []),
]


@pytest.mark.parametrize(("schema", "record", "added"), RECORDS, ids=[schema.__name__ for schema, *_ in RECORDS])
def test_a_record_has_all_its_fields_in_their_order(
    schema: type[BaseSchema], record: type[Any], added: list[str]
) -> None:
    assert list(schema.model_fields) == [*added, *(field.name for field in fields(record))]


SCHEMAS = [getattr(schemas, name) for name in schemas.__all__ if name != "BaseSchema"]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_field_is_described(schema: type[BaseSchema]) -> None:
    assert [name for name, field in schema.model_fields.items() if not field.description] == []


def test_each_schema_has_a_title_of_its_own() -> None:
    titles = [schema.model_config.get("title") for schema in SCHEMAS]
    assert None not in titles
    assert len(set(titles)) == len(titles)


def test_a_hit_begins_with_its_rank_and_its_words(library: Library) -> None:
    (hit,) = library.search("road repairs", k=1)
    names = list(schemas.HitSchema.from_record(hit).to_json())
    assert names[:7] == ["rank", "score", "text", "start", "end", "passage_kind", "source"]
    assert names[-4:] == ["read_by", "citation", "also_in", "also_at"]


def test_names_that_come_later_are_let_through() -> None:
    schema = schemas.UnreadFileSchema.model_validate(
        {"source": "a.pdf", "code": "empty", "reason": "Empty", "next_step": "Mend it.", "size": 0}
    )
    assert schema.to_json()["size"] == 0


def test_what_a_record_has_beside_its_fields_is_left_out(library: Library) -> None:
    coverage = schemas.CoverageSchema.from_record(library.coverage())
    assert not coverage.model_extra
    assert list(coverage.to_json()) == list(schemas.CoverageSchema.model_fields)
