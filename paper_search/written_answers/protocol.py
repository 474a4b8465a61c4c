"""The contract of a client: messages in, the body of a completion out. Importing it needs no package of the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from paper_search.written_answers.endpoint import ModelEndpoint

Message = Mapping[str, str]
"""One message of a conversation: ``role`` and ``content``."""


class Completions(Protocol):
    """Asks a language model for one completion."""

    @property
    def endpoint(self) -> ModelEndpoint:
        """The server and its model."""

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> bytes:
        """Return the body of the answer. Raises ModelServerError.

        Args:
            messages: those of the system, the user and the assistant, in order.
            schema: the JSON schema of what the model is to write.
            seconds: how long all of it may take.
        """
