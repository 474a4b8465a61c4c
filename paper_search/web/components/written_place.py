"""The place under the quotes where a short answer goes once it is written.

The quotes never wait for it. With scripts it is filled after the answer has settled; without, a button leads to a page
of its own. To a server outside this network nothing is sent before somebody has read where to, and has asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from paper_search.records import Answer
from paper_search.web.forms import SearchForm, strip_page_options, to_items, to_query
from paper_search.written_answers.endpoint import ModelEndpoint
from paper_search.written_answers.evidence import collect_evidence

WRITTEN_PATH, WRITTEN_FRAGMENT_PATH = "/written", "/written/answer"


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """The model and its machine, as they are shown.

    Attributes:
        sent_to: the machine that quotes and the question leave this network for; None where they stay.
    """

    model: str
    host: str
    sent_to: str | None


@dataclass(frozen=True, slots=True)
class WrittenPlace:
    """A place that is not filled yet.

    Attributes:
        fragment_url: where the script fetches what is written.
        page_url: the page that has it without scripts.
        fields: the question and its limits, as names and values.
        by: who writes.
    """

    fragment_url: str
    page_url: str
    fields: tuple[tuple[str, str], ...]
    by: WrittenBy


@dataclass(frozen=True, slots=True)
class WriterOffer:
    """An offer to write: the server and its model."""

    endpoint: ModelEndpoint

    @property
    def by(self) -> WrittenBy:
        """The model and its machine, as they are shown."""
        endpoint = self.endpoint
        return WrittenBy(endpoint.model, endpoint.host, None if endpoint.is_private else endpoint.host)

    def make_place(self, answer: Answer, form: SearchForm) -> WrittenPlace | None:
        """Return the place for a short answer; None where there are no quotes to write it from.

        Args:
            answer: the quotes.
            form: the question and its limits.
        """
        if not collect_evidence(answer, is_public_only=not self.endpoint.is_loopback):
            return None
        asked = strip_page_options(form)
        fields = tuple(item for item in to_items(asked) if item[1])
        return WrittenPlace(f"{WRITTEN_FRAGMENT_PATH}?{to_query(asked)}", WRITTEN_PATH, fields, self.by)
