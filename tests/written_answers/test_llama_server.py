"""llama.cpp's own server with a model of random weights: the protocol, the schema and the limits against the real one.

What such a model writes is noise, so nothing of it may be shown.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from paper_search.errors import ModelServerError
from paper_search.written_answers.client import CompletionClient, CompletionLimits
from paper_search.written_answers.drafts import build_messages, build_schema, parse_completion
from paper_search.written_answers.endpoint import ModelEndpoint
from paper_search.written_answers.evidence import collect_evidence
from paper_search.written_answers.service import AnswerWriter
from paper_search.written_answers.verification import verify
from tests.written_answers.answers import BRIDGE, QUESTION, ROADS, answer
from tests.written_answers.event_loop import run_apart
from tests.written_answers.tiny_model import MODEL, serve_tiny_model

MISSING = [name for name in ("xllamacpp", "gguf") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}; pip install xllamacpp gguf"),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve_tiny_model() as address:
        yield address


def make_client(url: str, max_tokens: int) -> CompletionClient:
    return CompletionClient(ModelEndpoint(url, MODEL), CompletionLimits(first_byte_seconds=120, max_tokens=max_tokens))


def test_the_server_holds_the_model_to_the_schema(url: str) -> None:
    evidence = collect_evidence(answer(), is_public_only=True)
    messages = build_messages(QUESTION, evidence, "7f3a", "strict")
    schema = build_schema(len(evidence))
    schema["properties"]["sentences"] |= {"minItems": 2, "maxItems": 2}
    # Noise is mostly no UTF-8, which the server refuses to give out.
    schema["properties"]["sentences"]["items"]["properties"]["text"] = {"enum": [ROADS, BRIDGE]}
    draft = parse_completion(run_apart(lambda: make_client(url, 400).complete(messages, schema, 120)))
    assert {sentence.text for sentence in draft.sentences} <= {ROADS, BRIDGE}
    assert draft.sentences
    numbers = {item.span.number for item in evidence}
    assert all(sentence.cites and set(sentence.cites) <= numbers for sentence in draft.sentences)


def test_noise_that_is_cut_off_is_a_fault_and_shown_to_nobody(url: str) -> None:
    writer = AnswerWriter(make_client(url, 24), verify, seconds=120)
    written = run_apart(lambda: writer.write(answer(), lambda sentence, texts: 1.0))
    assert written is not None
    assert written.kept_sentences == ()
    assert written.fault == "unreadable"


def test_whoever_leaves_frees_the_server_for_the_next(url: str) -> None:
    async def leave_and_ask() -> bytes:
        client = make_client(url, 4000)
        endless = build_schema(1)
        endless["properties"]["sentences"]["items"]["properties"]["text"] |= {"minLength": 250, "maxLength": 300}
        endless["properties"]["sentences"]["minItems"] = 5
        messages = build_messages(QUESTION, collect_evidence(answer(), is_public_only=True), "7f3a", "strict")
        with pytest.raises(ModelServerError, match="longer than it may"):
            await client.complete(messages, endless, 0.5)
        return await make_client(url, 4).complete(messages, build_schema(1), 120)

    assert b"choices" in run_apart(leave_and_ask)


def test_another_path_is_said_to_be_wrong(url: str) -> None:
    client = CompletionClient(ModelEndpoint(f"{url}/elsewhere", MODEL))
    with pytest.raises(ModelServerError, match="ends in /v1"):
        run_apart(lambda: client.complete([{"role": "user", "content": "x"}], build_schema(1), 20))
