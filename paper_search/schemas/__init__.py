"""The JSON of every answer: the command line's ``--json``, HTTP and MCP, as pydantic models.

Null is "not stated" throughout. Names may grow and are let through; those that are here stay.
"""

from paper_search.schemas.answers import (
    AnswerSchema,
    CitationSchema,
    ComparisonSchema,
    CoverageSchema,
    EventSchema,
    ListingSchema,
    PositionSchema,
    SimilarSchema,
    TimelineSchema,
)
from paper_search.schemas.base import BaseSchema
from paper_search.schemas.documents import (
    BlockSchema,
    DocumentListSchema,
    DocumentSchema,
    DroppedTextSchema,
    PreviewPassageSchema,
    PreviewSchema,
    UnreadFileSchema,
)
from paper_search.schemas.passages import (
    DuplicatePassageSchema,
    HitSchema,
    LeadInSchema,
    PassageAddressSchema,
    PassageSchema,
    QuoteSchema,
    TextSpanSchema,
)
from paper_search.schemas.problems import ProblemSchema
from paper_search.schemas.reports import (
    BackupSchema,
    BuildReportSchema,
    CheckSchema,
    DecisionSchema,
    EncoderSchema,
    FaultSchema,
    FeedbackSetSchema,
    FileChangeSchema,
    FileHiddenTextSchema,
    ProgressSchema,
    StatusSchema,
    WithdrawalSchema,
)

__all__ = [
    "AnswerSchema",
    "BackupSchema",
    "BaseSchema",
    "BlockSchema",
    "BuildReportSchema",
    "CheckSchema",
    "CitationSchema",
    "ComparisonSchema",
    "CoverageSchema",
    "DecisionSchema",
    "DocumentListSchema",
    "DocumentSchema",
    "DroppedTextSchema",
    "DuplicatePassageSchema",
    "EncoderSchema",
    "EventSchema",
    "FaultSchema",
    "FeedbackSetSchema",
    "FileChangeSchema",
    "FileHiddenTextSchema",
    "HitSchema",
    "LeadInSchema",
    "ListingSchema",
    "PassageAddressSchema",
    "PassageSchema",
    "PositionSchema",
    "PreviewPassageSchema",
    "PreviewSchema",
    "ProblemSchema",
    "ProgressSchema",
    "QuoteSchema",
    "SimilarSchema",
    "StatusSchema",
    "TextSpanSchema",
    "TimelineSchema",
    "UnreadFileSchema",
    "WithdrawalSchema",
]
