"""The writing of short answers: one draft from the quotes, a second for what was withheld, and nothing unchecked.

The quotes are the answer, and are at hand before anything is asked here. Where nothing was found, nothing is asked.
The log has counts, digests and times, and no text.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

from paper_search.config import SiteSettings
from paper_search.errors import ModelServerError, SettingsError
from paper_search.records import Answer
from paper_search.written_answers.checks import MeasureMatch, SentenceChecks, Verify
from paper_search.written_answers.drafts import (
    Draft,
    build_messages,
    build_repair_messages,
    build_schema,
    digest_prompt,
    parse_completion,
)
from paper_search.written_answers.endpoint import ModelEndpoint, make_endpoint
from paper_search.written_answers.evidence import Evidence, collect_evidence
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.protocol import Completions, Message
from paper_search.written_answers.records import CheckedSentence, Freedom
from paper_search.written_answers.turns import Turns

_MIN_SECONDS_TO_REPAIR = 2.0
_LOG_KEY = secrets.token_bytes(16)
"""With a key that stands in no log, a question cannot be guessed from its digest."""
written_log = logging.getLogger("paper_search.written_answers")
"""Where each short answer is counted, without any text."""


@dataclass(frozen=True, slots=True)
class DraftRound:
    """A draft as it came, and its sentences as checked."""

    draft: Draft
    checked: tuple[CheckedSentence, ...]

    @property
    def withheld_sentences(self) -> tuple[CheckedSentence, ...]:
        """The sentences that were not kept."""
        return tuple(sentence for sentence in self.checked if not sentence.is_kept)


KeepRounds = Callable[[Written, str, Sequence[DraftRound]], None]
"""Is given what was written, the question and the drafts, see ``kept_drafts``."""


def keep_nothing(written: Written, question: str, rounds: Sequence[DraftRound]) -> None:
    """Keep nothing: what people ask is theirs."""


class AnswerWriter:
    """Writes short answers from quotes with one model on one server. For one event loop."""

    def __init__(
        self,
        client: Completions,
        verify: Verify,
        freedom: Freedom = "strict",
        seconds: float = 60.0,
        keep_rounds: KeepRounds = keep_nothing,
    ) -> None:
        """Write with a client.

        Args:
            client: asks the model.
            verify: checks each sentence.
            freedom: how far a sentence may leave the words of its span.
            seconds: how long the writing of an answer may take, and the wait for it.
            keep_rounds: is given every draft.
        """
        self._client, self._verify, self._freedom = client, verify, freedom
        self._seconds, self._keep_rounds = seconds, keep_rounds
        self._turns, self._prompt_sha256 = Turns(), digest_prompt(freedom)

    @property
    def endpoint(self) -> ModelEndpoint:
        """The server and its model."""
        return self._client.endpoint

    def may_write(self, answer: Answer) -> bool:
        """Return True if an answer has quotes from which something may be written."""
        return bool(self._collect(answer))

    def make_checks(self, measure_match: MeasureMatch) -> SentenceChecks:
        """Return what checks sentences, with the freedom that they are written with.

        Args:
            measure_match: says how well texts meet a sentence.
        """
        return SentenceChecks(self._verify, self._freedom, measure_match)

    async def write(self, answer: Answer, measure_match: MeasureMatch) -> Written | None:
        """Return what was written from the quotes of an answer; None where there are none to write from.

        Cancelling it ends the request, so that the server stops.

        Args:
            answer: the question and its quotes.
            measure_match: says how well texts meet a sentence.
        """
        evidence = self._collect(answer)
        if not evidence:
            return None
        endpoint, began = self.endpoint, time.monotonic()
        job = _Job(answer.question, evidence, self.make_checks(measure_match))
        written = Written((), evidence, endpoint.model, endpoint.host, self._prompt_sha256, datetime.now(UTC))
        rounds: list[DraftRound] = []
        try:
            async with self._turns.take(self._seconds):
                await self._write_rounds(job, rounds)
        except ModelServerError as error:
            written_log.warning("A short answer was not finished: %s", error)
            if not rounds:
                written = replace(written, fault=error.code)
        sentences = _merge_rounds(rounds)
        written = replace(
            written, sentences=sentences, seconds=round(time.monotonic() - began, 3), requests=len(rounds)
        )
        _log_outcome(answer.question, written)
        self._keep_rounds(written, answer.question, rounds)
        return written

    def _collect(self, answer: Answer) -> tuple[Evidence, ...]:
        return collect_evidence(answer, is_public_only=not self.endpoint.is_loopback)

    async def _write_rounds(self, job: _Job, rounds: list[DraftRound]) -> None:
        """Add the first draft as checked, and a second where sentences of the first were withheld."""
        end = time.monotonic() + self._seconds
        messages = build_messages(job.question, job.evidence, secrets.token_hex(4), self._freedom)
        first = await self._write_round(job, messages, self._seconds)
        rounds.append(first)
        left = end - time.monotonic()
        if first.withheld_sentences and left > _MIN_SECONDS_TO_REPAIR:
            again = build_repair_messages(messages, first.draft, first.withheld_sentences)
            rounds.append(await self._write_round(job, again, left))

    async def _write_round(self, job: _Job, messages: Sequence[Message], seconds: float) -> DraftRound:
        body = await self._client.complete(messages, build_schema(len(job.evidence)), seconds)
        draft = parse_completion(body)
        if draft.is_insufficient:
            return DraftRound(draft, ())
        # Off the event loop, which answers everybody else.
        spans = [item.span for item in job.evidence]
        return DraftRound(draft, await asyncio.to_thread(job.checks.check, draft.sentences, spans))


@dataclass(frozen=True, slots=True)
class _Job:
    """A question, the spans that may be cited, and what checks the sentences."""

    question: str
    evidence: tuple[Evidence, ...]
    checks: SentenceChecks


def open_writer(settings: SiteSettings, keep_rounds: KeepRounds = keep_nothing) -> AnswerWriter | None:
    """Return what writes with the server that the settings name; None where they name none.

    Args:
        settings: name the server, its model and the freedom of the sentences.
        keep_rounds: is given every draft.

    Raises:
        SettingsError: a setting cannot be used, or a package is missing.
    """
    endpoint = make_endpoint(settings)
    if endpoint is None:
        return None
    try:
        # Needed by whoever has a server alone.
        from paper_search.written_answers.client import CompletionClient, CompletionLimits
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise SettingsError(
            "PAPER_SEARCH_ANSWERS_URL names a server, and the package httpx is missing. Install"
            " paper-search[written-answers], or empty the setting."
        ) from None
    from paper_search.written_answers.verification import verify

    seconds = float(settings.answers_seconds)
    client = CompletionClient(endpoint, CompletionLimits(first_byte_seconds=seconds / 2))
    return AnswerWriter(client, verify, settings.answers_freedom, seconds, keep_rounds)


def _merge_rounds(rounds: Sequence[DraftRound]) -> tuple[CheckedSentence, ...]:
    """Return the sentences of the first draft, those that were withheld as they were written again; each once."""
    if not rounds:
        return ()
    known = {sentence.text for sentence in rounds[0].checked if sentence.is_kept}
    # A model may write all of them again.
    again = iter([sentence for sentence in rounds[-1].checked if sentence.text not in known] if rounds[1:] else [])
    merged = [sentence if sentence.is_kept else next(again, sentence) for sentence in rounds[0].checked]
    return tuple({sentence.text: sentence for sentence in reversed(merged)}.values())[::-1]


def _log_outcome(question: str, written: Written) -> None:
    digest = blake2b(question.encode(), key=_LOG_KEY, digest_size=6).hexdigest()
    codes = Counter(reason.code for sentence in written.withheld_sentences for reason in sentence.reasons[:1])
    written_log.info(
        "Short answer: question %s, model %r, prompt %s, kept %d, withheld %d (%s), drafts %d, seconds %.1f, fault %s",
        digest,
        written.model,
        written.prompt_sha256[:12],
        len(written.kept_sentences),
        len(written.withheld_sentences),
        ", ".join(f"{code} {count}" for code, count in sorted(codes.items())) or "none",
        written.requests,
        written.seconds,
        written.fault or "none",
    )
