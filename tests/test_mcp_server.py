"""The functions for assistants, through the protocol's own client: in process, and as a command over pipes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import mcp
import pytest

from paper_search.embeddings import Encoder
from paper_search.library import Library
from paper_search.mcp_server import create_server
from paper_search.records import Filters
from paper_search.records.register import RegisterQuery
from paper_search.schemas import (
    AnswerSchema,
    BaseSchema,
    ComparisonSchema,
    DecisionListSchema,
    ListingSchema,
    MeetingListSchema,
    PersonListSchema,
    VoteListSchema,
)
from tests.acceptance.test_members import Desk
from tests.conftest import CORPUS, ROOT

OFSTED = "what did Ofsted say about management oversight?"


def _run(act: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: where a browser is being driven, this one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, act).result()


def _with(library: Library, act: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with mcp.Client(create_server(library)) as client:
            return await act(client)

    return _run(run())


def _call(library: Library, name: str, **given: Any) -> Any:
    return _with(library, lambda client: client.call_tool(name, given))


TOOLS = {
    "search_papers": ["question"],
    "ask_papers": ["question"],
    "compare_authorities": ["question"],
    "list_decisions": [],
    "list_votes": [],
    "list_meetings": [],
    "get_meeting": ["meeting_id"],
    "list_people": [],
}
"""The functions, and what each must be given."""


def test_functions_are_typed_and_described(library: Library) -> None:
    listed = _with(library, lambda client: client.list_tools()).tools
    assert {tool.name: tool.input_schema.get("required", []) for tool in listed} == TOOLS
    for tool in listed:
        assert tool.description
        assert tool.annotations.read_only_hint
        given = tool.input_schema["properties"]
        assert all("description" in field for field in given.values()), tool.name
        assert tool.output_schema["type"] == "object"


REGISTER: list[tuple[str, dict[str, Any], Callable[[Library], BaseSchema]]] = [
    (
        "list_decisions",
        {"words": "budget", "outcomes": ["resolved", "agreed"], "limit": 2},
        lambda library: DecisionListSchema.from_list(
            library.list_decisions(RegisterQuery(words="budget", outcomes=("resolved", "agreed"), limit=2))
        ),
    ),
    ("list_votes", {}, lambda library: VoteListSchema.from_list(library.list_votes(RegisterQuery(limit=20)))),
    (
        "list_meetings",
        {"authorities": ["wexmoor"], "limit": 2, "offset": 1},
        lambda library: MeetingListSchema.from_list(
            library.list_meetings(RegisterQuery(Filters(("wexmoor",)), limit=2, offset=1)), 1
        ),
    ),
    (
        "list_people",
        {"authorities": ["aldermarsh"]},
        lambda library: PersonListSchema.from_list(
            library.list_people(RegisterQuery(Filters(("aldermarsh",)), limit=20))
        ),
    ),
]


@pytest.mark.parametrize(("name", "given", "expected"), REGISTER, ids=[name for name, *_ in REGISTER])
def test_the_register_gives_what_the_command_line_prints(
    library: Library, name: str, given: dict[str, Any], expected: Callable[[Library], BaseSchema]
) -> None:
    answered = _call(library, name, **given)
    assert not answered.is_error
    assert answered.structured_content == expected(library).to_json()


def test_a_meeting_is_given_by_its_id_and_an_unknown_one_is_said(library: Library) -> None:
    meeting_id = library.list_meetings(RegisterQuery(limit=1)).meetings[0].meeting_id
    assert _call(library, "get_meeting", meeting_id=meeting_id).structured_content["meeting_id"] == meeting_id
    unknown = _call(library, "get_meeting", meeting_id="nowhere/cabinet/2025-01-01")
    assert unknown.is_error
    assert "list_meetings" in unknown.content[0].text


SAME = [
    (
        "search_papers",
        {"k": 3},
        lambda library: ListingSchema.from_results(OFSTED, library.search_with_remarks(OFSTED, k=3)),
    ),
    ("ask_papers", {"k": 3}, lambda library: AnswerSchema.from_record(library.ask(OFSTED, k=3))),
    ("compare_authorities", {"quotes": 1}, lambda library: ComparisonSchema.from_record(library.compare(OFSTED, k=1))),
]


@pytest.mark.parametrize(("name", "given", "expected"), SAME, ids=[name for name, *_ in SAME])
def test_each_gives_what_the_command_line_prints(
    library: Library, name: str, given: dict[str, Any], expected: Callable[[Library], BaseSchema]
) -> None:
    answered = _call(library, name, question=OFSTED, **given)
    assert not answered.is_error
    assert answered.structured_content == expected(library).to_json()


def test_limits_are_heeded(library: Library) -> None:
    answered = _call(library, "search_papers", question="road repairs", authorities=["wexmoor"], since="2024-01-01")
    hits = answered.structured_content["hits"]
    assert hits
    assert {hit["authority"] for hit in hits} == {"Wexmoor County Council"}
    assert min(hit["meeting_date"] for hit in hits) >= "2024-01-01"


TRACES = ("lowest bidder", "hangar.txt", "Xshire County Council", "Zeppelin Advisory", "offers that were made")
"""Of the paper for members; what a question itself says may stand in a remark on it."""
FUNCTIONS = ("search_papers", "ask_papers", "compare_authorities")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    """A public paper, and one that is released to members."""
    made = Desk(tmp_path_factory.mktemp("desk"), encoder)
    made.release()
    return made


@pytest.mark.parametrize("question", ["zeppelin hangar", '"zeppelin hangar"', "£3,210,000", "what does ZAP mean?"])
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.sampled(3)
def test_assistants_are_told_of_public_papers_alone(desk: Desk, name: str, question: str) -> None:
    said = json.dumps(_call(desk.everybody(), name, question=question).structured_content, ensure_ascii=False)
    assert not any(trace in said for trace in TRACES), said
    other = json.dumps(_call(desk.members(), name, question=question).structured_content, ensure_ascii=False)
    assert "lowest bidder" in other or "Zeppelin Advisory" in other, "a member's library has it"


def test_an_authority_known_from_members_papers_alone_is_not_named_to_assistants(desk: Desk) -> None:
    answered = _call(desk.everybody(), "search_papers", question="roads", authorities=["Nowhere"])
    assert answered.is_error
    assert "Xshire County" not in answered.content[0].text
    assert "Xshire County" in _call(desk.members(), "search_papers", question="x", authorities=["No"]).content[0].text


def test_the_command_tells_assistants_of_public_papers_alone(desk: Desk) -> None:
    """With nobody signed in on the command line there is nobody who could be a member."""
    arguments = ["-m", "paper_search", "mcp", "--corpus", str(desk.corpus), "--index", str(desk.index)]

    async def run() -> Any:
        server = mcp.StdioServerParameters(command=sys.executable, args=arguments, cwd=str(ROOT))
        async with mcp.Client(server) as client:
            return [await client.call_tool(name, {"question": "zeppelin hangar"}) for name in FUNCTIONS]

    said = str([answered.structured_content for answered in _run(run())])
    assert "bandstand" in said, "it does answer"
    assert not any(trace in said for trace in TRACES)


WRONG = [
    (
        {"question": "roads", "authorities": ["Nowhere"]},
        "Nowhere",
        "an authority that is not held, with those that are",
    ),
    ({"question": "   "}, "empty", "a question without words"),
    ({}, "question", "no question"),
    ({"question": "x", "k": 5000}, "50", "more than there may be"),
]


@pytest.mark.parametrize(("given", "words", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_what_is_wrong_is_said_to_the_assistant(
    library: Library, given: dict[str, Any], words: str, reason: str
) -> None:
    answered = _call(library, "search_papers", **given)
    assert answered.is_error
    assert words in answered.content[0].text


@pytest.mark.exhaustive
def test_the_command_answers_over_pipes(sample_index: Path) -> None:
    arguments = ["-m", "paper_search", "mcp", "--corpus", str(CORPUS), "--index", str(sample_index)]

    async def run() -> Any:
        server = mcp.StdioServerParameters(command=sys.executable, args=arguments, cwd=str(ROOT))
        async with mcp.Client(server) as client:
            return await client.call_tool("ask_papers", {"question": OFSTED})

    answered = _run(run())
    assert AnswerSchema.model_validate(answered.structured_content).found


def test_without_the_extra_the_command_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; sys.modules['mcp.server.mcpserver'] = None\n"
        "from paper_search.cli import main; sys.exit(main(['mcp', '--corpus', sys.argv[1], '--index', sys.argv[2]]))"
    )
    command = [sys.executable, "-c", code, "corpus", "index"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert "pip install 'paper-search[mcp]'" in done.stderr
    assert done.stdout == ""
