"""The client of a language model's server: one POST to ``/chat/completions``, within limits of time and of size.

Nothing is followed elsewhere, and neither the key nor any text stands in an error or a log. A server on this machine is
asked past every proxy, as what it is sent may be for members alone.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import httpx

from paper_search.errors import ModelServerError, ModelServerFault
from paper_search.written_answers.endpoint import ModelEndpoint
from paper_search.written_answers.protocol import Message

_Form = Literal["json_schema", "json_object", "text"]
_FORMS: tuple[_Form, ...] = ("json_schema", "json_object", "text")
"""How a server is asked for JSON, the surest first. One that refuses a form is asked for the next."""
_REFUSED_FORM = frozenset((400, 422))
_REFUSED_KEY = frozenset((401, 403))
_BUSY = frozenset((429, 503))
_DEFLATED = frozenset(("gzip", "deflate"))
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
"""Tells zlib to look at the header for which of the two it is."""
_MAX_TOKENS = 400


@dataclass(frozen=True, slots=True)
class CompletionLimits:
    """The limits of one request: seconds, and bytes of the answer once it is decompressed."""

    connect_seconds: float = 3.0
    first_byte_seconds: float = 30.0
    max_bytes: int = 256 * 1024
    max_tokens: int = _MAX_TOKENS


class CompletionClient:
    """Asks one model on one server. Each request has a connection of its own, which closes with it."""

    def __init__(self, endpoint: ModelEndpoint, limits: CompletionLimits = CompletionLimits()) -> None:
        """Ask a server within limits.

        Args:
            endpoint: the server and its model.
            limits: how long, and how much.
        """
        self.endpoint, self._limits = endpoint, limits
        self._forms = _FORMS

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> bytes:
        """Return the body of the server's answer, as it came.

        Args:
            messages: the messages of the system, the user and the assistant, in order.
            schema: the JSON schema of what the model is to write.
            seconds: how long all of it may take.

        Raises:
            ModelServerError: no answer that can be used came in time.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._ask_in_each_form(messages, schema)
        except TimeoutError:
            raise self._make_error("slow", "it took longer than it may", "Try a smaller model.") from None

    async def _ask_in_each_form(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> bytes:
        for position, form in enumerate(self._forms):
            body = await self._ask(messages, _build_format(form, schema))
            if body is not None:
                # Whoever refuses a form once refuses it always.
                self._forms = self._forms[position:]
                return body
        raise self._make_error(
            "unreadable",
            "it refuses the request (status 400)",
            "See that the model's name is right and that its context holds 8,192 tokens.",
        )

    async def _ask(self, messages: Sequence[Message], response_format: Mapping[str, Any]) -> bytes | None:
        """Return the body of an answer; None where the form is refused."""
        request: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": self._limits.max_tokens,
            "stream": False,
            **response_format,
        }
        code: ModelServerFault
        try:
            async with self._open_client() as client:
                return await self._send(client, request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            code, fault = "unreachable", "it cannot be reached"
        except httpx.TimeoutException:
            code, fault = "slow", "it does not answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            code, fault = "unreadable", "its answer broke off or is not in the form of the web"
        # Outside the handlers, so that no error of httpx, which knows the headers, goes along.
        raise self._make_error(code, fault, "See that it runs and is not overloaded.")

    async def _send(self, client: httpx.AsyncClient, request: dict[str, Any]) -> bytes | None:
        sent = client.build_request("POST", f"{self.endpoint.url}/chat/completions", json=request)
        try:
            async with asyncio.timeout(self._limits.first_byte_seconds):
                response = await client.send(sent, stream=True)
        except TimeoutError:
            raise self._make_error(
                "slow", "it does not begin to answer in time", "Try a smaller model, or allow it more seconds."
            ) from None
        try:
            if response.status_code in _REFUSED_FORM:
                return None
            self._check_status(response.status_code)
            return await self._read_body(response)
        finally:
            await response.aclose()

    def _open_client(self) -> httpx.AsyncClient:
        limits, key = self._limits, self.endpoint.key
        return httpx.AsyncClient(
            headers={
                "accept": "application/json",
                "accept-encoding": "identity",
                **({"authorization": f"Bearer {key}"} if key else {}),
            },
            timeout=httpx.Timeout(limits.first_byte_seconds, connect=limits.connect_seconds),
            follow_redirects=False,
            trust_env=not self.endpoint.is_loopback,
            verify=_load_certificates(),
        )

    def _check_status(self, status: int) -> None:
        if status in _REFUSED_KEY:
            raise self._make_error(
                "refused",
                f"it refuses the key (status {status})",
                "Put the right one into the file that PAPER_SEARCH_ANSWERS_KEY_FILE names.",
            )
        if status in _BUSY:
            raise self._make_error("busy", f"it has too much to do (status {status})", "Ask again in a minute.")
        if status == 404:
            raise self._make_error(
                "unreadable",
                "it knows no such address or model (status 404)",
                "See that PAPER_SEARCH_ANSWERS_URL ends in /v1 and that PAPER_SEARCH_ANSWERS_MODEL is a model of it.",
            )
        if 300 <= status < 400:
            raise self._make_error(
                "unreadable", "it leads to another address, which is not followed", "Name that one itself."
            )
        if status != 200:
            raise self._make_error("unreadable", f"it failed (status {status})", "Look into its own log.")

    async def _read_body(self, response: httpx.Response) -> bytes:
        """Return the body decompressed; neither form of it may be larger than the limit."""
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._limits.max_bytes:
                raise self._make_size_error()
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        return self._decompress(bytes(body), encoding)

    def _decompress(self, body: bytes, encoding: str) -> bytes:
        if encoding in ("identity", ""):
            return body
        if encoding not in _DEFLATED:
            raise self._make_error(
                "unreadable", "it compresses its answer in a way that was not asked for", "Turn that off."
            )
        stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            text = stream.decompress(body, self._limits.max_bytes)
        except zlib.error:
            text = b""
        if stream.unconsumed_tail:
            raise self._make_size_error()
        return text

    def _make_size_error(self) -> ModelServerError:
        return self._make_error(
            "unreadable", f"its answer is larger than {self._limits.max_bytes // 1024} kB", "Look into its own log."
        )

    def _make_error(self, code: ModelServerFault, fault: str, next_step: str) -> ModelServerError:
        return ModelServerError(code, f"{self.endpoint.url}: the language model's server: {fault}. {next_step}")


def _build_format(form: _Form, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a request that asks for JSON; none for text, where the instructions alone do."""
    if form == "text":
        return {}
    if form == "json_object":
        return {"response_format": {"type": "json_object"}}
    named = {"name": "sentences", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


@cache
def _load_certificates() -> ssl.SSLContext:
    """Return the certificates that servers are known by, which take a tenth of a second to load."""
    return httpx.create_ssl_context()
