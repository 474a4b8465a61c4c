"""The schemas of short answers that were written from quotes: only what may be shown, and counts of the rest."""

from __future__ import annotations

from collections import Counter
from typing import Any, Self

from pydantic import Field

from paper_search.records import Answer
from paper_search.schemas.answers import AnswerSchema
from paper_search.schemas.base import BaseSchema, Text
from paper_search.written_answers.outcome import NOTHING_WRITTEN, Written
from paper_search.written_answers.records import CheckedSentence


class CitedWordsSchema(BaseSchema, title="CitedWords"):
    """Words of a paper that a written sentence rests on."""

    quote: int = Field(description="The quote that they stand in, counted from 1.")
    citation: str = Field(description="Where they are printed.")
    passage_id: str = Field(description="The passage.")
    text: str = Field(description="The whole sentences that may be cited, as printed.")
    used: tuple[tuple[int, int], ...] = Field(
        description="The words used, as offsets in the text of the paper, from and to."
    )


class WrittenSentenceSchema(BaseSchema, title="WrittenSentence"):
    """A sentence that was checked word by word against what it cites. It is no quotation."""

    text: str = Field(description="The sentence.")
    cites: tuple[CitedWordsSchema, ...] = Field(description="What it rests on.")


class WrittenSchema(BaseSchema, title="Written"):
    """A short answer that a language model wrote from the quotes. It is no quotation, and may mislead."""

    sentences: tuple[WrittenSentenceSchema, ...] = Field(description="The sentences that passed every check.")
    withheld: dict[str, int] = Field(description="How many sentences were withheld, by the first reason.")
    note: str = Field(description="Why there is no sentence, in plain words; empty where there is one.")
    fault: str | None = Field(description="What stood in the way of the model, in one word; null for nothing.")
    model: str | None = Field(description="The model that wrote.")
    host: str | None = Field(description="The machine that it runs on.")
    prompt_sha256: str | None = Field(description="The digest of its instructions.")
    written_at: Text | None = Field(description="When it was written, in UTC.")
    seconds: float = Field(description="How long it took.")

    @classmethod
    def from_written(cls, written: Written | None) -> Self:
        """Return the schema of what was written; None stands for quotes that nothing can be written from."""
        if written is None:
            nothing = dict.fromkeys(("fault", "model", "host", "prompt_sha256", "written_at"))
            return cls(sentences=(), withheld={}, note=NOTHING_WRITTEN, seconds=0.0, **nothing)
        codes = Counter(sentence.reasons[0].code for sentence in written.withheld_sentences)
        return cls(
            sentences=tuple(_make_sentence(sentence, written) for sentence in written.kept_sentences),
            withheld=dict(sorted(codes.items())),
            note=written.note,
            fault=written.fault,
            model=written.model,
            host=written.host,
            prompt_sha256=written.prompt_sha256,
            written_at=written.written_at.isoformat(timespec="seconds"),
            seconds=written.seconds,
        )


class AnswerWithWrittenSchema(AnswerSchema, title="AnswerWithWritten"):
    """Exact quotes, or none, and where it was asked for what a model wrote from them."""

    written: WrittenSchema | None = Field(default=None, description="The short answer; absent unless it is asked for.")


def add_written(answer: Answer, written: Written | None) -> AnswerWithWrittenSchema:
    """Return the schema of an answer with what was written from it.

    Args:
        answer: the answer.
        written: what was written; None where its quotes gave nothing to write from.
    """
    fields: dict[str, Any] = dict(AnswerSchema.from_record(answer))
    return AnswerWithWrittenSchema(**fields, written=WrittenSchema.from_written(written))


def _make_sentence(sentence: CheckedSentence, written: Written) -> WrittenSentenceSchema:
    cites = tuple(
        CitedWordsSchema(
            quote=item.quote_number,
            citation=item.span.header,
            passage_id=item.quote.citation.passage_id,
            text=item.span.text,
            used=tuple(item.locate(mark) for mark in sentence.marks if mark.span == item.span.number),
        )
        for item in written.list_cited(sentence)
    )
    return WrittenSentenceSchema(text=sentence.text, cites=cites)
