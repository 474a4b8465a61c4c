"""Kept sentences that a reader may hand back: signed by the site, each with the places of the words that it rests on.

Of the papers such a text holds ids, offsets and digests alone: their words come from the index when it is used.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from paper_search.text.spans import Span
from paper_search.written_answers.evidence import Evidence
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.records import CheckedSentence

_SALT = "paper-search written sentence 1"
"""Its number is that of the form of the text: one of another form counts as not signed."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """The place of the words that a sentence rests on.

    Attributes:
        passage_id: the passage.
        start: where they begin in its text, in code points.
        end: where they end, not included.
        lead_in: the words that introduce them, as offsets from the beginning of the passage; those before it are
            negative. None where these are the lead-in of the passage itself.
        digest: the digest of both, see ``digest_words``.
    """

    passage_id: str
    start: int
    end: int
    lead_in: Span | None
    digest: str


@dataclass(frozen=True, slots=True)
class SignedSentence:
    """A sentence as it was shown.

    Attributes:
        text: the sentence.
        question: the question that it was written for.
        model: the name of the model on its server.
        host: the machine of the server.
        written_at: when it was written.
        places: the words that it rests on, in the order of its citations.
    """

    text: str
    question: str
    model: str
    host: str
    written_at: datetime
    places: tuple[CitedPlace, ...]


class SentenceSigner:
    """Signs sentences, and reads those that it has signed."""

    def __init__(self, secret: str = "") -> None:
        """Sign with a secret.

        Args:
            secret: the site's. Without one each process makes its own, which ends with it.
        """
        self._serializer = URLSafeSerializer(
            secret or secrets.token_bytes(32),
            salt=_SALT,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def sign(self, sentence: CheckedSentence, written: Written, question: str) -> str:
        """Return a kept sentence as a text for a form, which nobody can alter.

        Args:
            sentence: the sentence.
            written: what it is a part of.
            question: the question that it was written for.
        """
        places = [list(_list_fields(item)) for item in written.list_cited(sentence)]
        made_by = (written.model, written.host, written.written_at.isoformat())
        return str(self._serializer.dumps([sentence.text, question, *made_by, places]))

    def read(self, token: str) -> SignedSentence | None:
        """Return the sentence of a text; None for one that was altered, or signed with another secret."""
        try:
            text, question, model, host, written_at, places = self._serializer.loads(token)
        except (BadData, UnicodeError):
            return None
        return SignedSentence(
            text,
            question,
            model,
            host,
            datetime.fromisoformat(written_at),
            tuple(
                CitedPlace(passage_id, start, end, tuple(lead_in) if lead_in else None, digest)
                for passage_id, start, end, lead_in, digest in places
            ),
        )


def digest_words(text: str, lead_in: str) -> str:
    """Return a digest of cited words and of those that introduce them, which tells that both are still the same."""
    return hashlib.sha256(f"{text}\0{lead_in}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _list_fields(item: Evidence) -> Iterator[object]:
    """Yield the fields of ``CitedPlace``."""
    passage, lead_in = item.quote.passage, item.quote.lead_in
    start = item.start - passage.start
    yield passage.passage_id
    yield start
    yield start + len(item.span.text)
    yield (lead_in.start - passage.start, lead_in.end - passage.start) if lead_in else None
    yield digest_words(item.span.text, item.span.lead_in)
