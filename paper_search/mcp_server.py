"""The library for assistants that speak the Model Context Protocol (MCP), and only here is that known.

A server has functions to search, to ask and for the register. Their types say what they take and give; what they give
is what ``--json`` prints. Errors help to ask another question. Nothing is written, and only public papers are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from pydantic import Field

from paper_search._version import __version__
from paper_search.errors import PaperSearchError, SettingsError, UnreachableShardError
from paper_search.library import Library
from paper_search.records import Filters, LimitKind
from paper_search.records.register import DecisionOutcome, RegisterQuery
from paper_search.schemas import (
    AnswerSchema,
    BaseSchema,
    ComparisonSchema,
    DecisionListSchema,
    ListingSchema,
    MeetingListSchema,
    MeetingSchema,
    PersonListSchema,
    VoteListSchema,
)

try:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
except ImportError as error:
    raise SettingsError(
        f"Assistants are answered with the package mcp 2 or newer, which cannot be loaded ({error}); run:"
        " pip install 'paper-search[mcp]'."
    ) from error

INSTRUCTIONS = (
    "Council papers (reports, minutes, decisions, agendas) held on this machine. Answers are exact quotes with"
    " citations: give the citation with each quote, and do not change its words. Where found is false, say that nothing"
    " was found in the papers searched (see coverage) rather than answer from elsewhere. Say match_label and the"
    " remarks before the quotes: where match is doubtful, they may not answer. A recommendation is not yet a"
    " decision, and draft minutes are not confirmed ones; a paper with status replaced has a later one."
)
_SEARCH_DESCRIPTION = (
    "The passages of council papers that fit a question best, each with its citation and where it stands."
)
_ASK_DESCRIPTION = (
    "An answer made only of exact quotes from council papers, each with its citation; or found false, with what was and"
    " was not searched. match_label says how well they meet the question. The hits are the passages nearest to it."
)
_COMPARE_DESCRIPTION = (
    "One question put to each council's papers apart: what each says, in quotes with citations, or that its papers"
    " say nothing, or that none are held. summary counts them by match: those that may not answer do not answer."
)
_DECISIONS_DESCRIPTION = (
    "Decisions in their exact words, the newest first, with outcome, mover and seconder, the report and the officers'"
    " recommendation where it differs, and the votes. total says how many there are in all."
)
_VOTES_DESCRIPTION = "Votes with counts and names as printed, the newest first; null is a count that is not stated."
_MEETINGS_DESCRIPTION = (
    "Meetings with their papers, the newest first: held or cancelled where papers or sites say so, and whether minutes"
    " are held. get_meeting gives one with attendance, decisions and votes."
)
_MEETING_DESCRIPTION = "One meeting whole, by the meeting_id that list_meetings gives."
_PEOPLE_DESCRIPTION = (
    "People whom the papers name, with the role in the latest paper that prints one; the forms of a name are joined"
    " only where they can be one person's."
)
_MAX_EXAMPLES = 3
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_AnswerT = TypeVar("_AnswerT")

Question = Annotated[str, Field(min_length=1, max_length=500, description="The question, in plain words.")]
NameFilter = Annotated[list[str] | None, Field(description="Only these; a part of a name is enough.")]
Since = Annotated[date | None, Field(description="Only meetings from this day on (2025-01-30).")]
Until = Annotated[date | None, Field(description="Only meetings up to this day.")]
Unlimited = Annotated[
    list[LimitKind] | None, Field(description="What is not limited to the one that the question names.")
]
MaxPassages = Annotated[int, Field(ge=1, le=50, description="How many passages at most.")]
Words = Annotated[str, Field(max_length=500, description="Words that must all stand there; empty for all.")]
PersonName = Annotated[str, Field(max_length=200, description="Somebody named there, in any form: Mr Wren, Jo Wren.")]
Outcomes = Annotated[list[DecisionOutcome] | None, Field(description="Only these outcomes.")]
MaxEntries = Annotated[int, Field(ge=1, le=100, description="How many at most.")]
Offset = Annotated[int, Field(ge=0, description="How many of the first are left out.")]
MeetingId = Annotated[str, Field(min_length=1, max_length=2000, description="The meeting_id of a list.")]
MaxQuotes = Annotated[int, Field(ge=1, le=5, description="How many quotes of each authority at most.")]


def create_server(library: Library) -> MCPServer:
    """Return the server over an open library, which stays the caller's."""
    server = MCPServer(
        "paper-search",
        title="Council papers",
        version=__version__,
        instructions=INSTRUCTIONS + _describe_examples(library),
        log_level="WARNING",
    )
    _add_search_tool(server, library)
    _add_ask_tool(server, library)
    _add_compare_tool(server, library)
    _add_decision_tools(server, library)
    _add_meeting_tools(server, library)
    return server


def _describe_examples(library: Library) -> str:
    """Return a sentence with questions that the papers answer; empty where none is kept or can be reached now."""
    try:
        questions = " / ".join(library.list_examples()[:_MAX_EXAMPLES])
    except UnreachableShardError:
        # Whoever asks is told.
        return ""
    return f" Questions that these papers answer: {questions}" if questions else ""


def _add_search_tool(server: MCPServer, library: Library) -> None:
    def search_papers(
        question: Question,
        authorities: NameFilter = None,
        committees: NameFilter = None,
        kinds: NameFilter = None,
        since: Since = None,
        until: Until = None,
        any: Unlimited = None,  # noqa: A002
        k: MaxPassages = 10,
    ) -> ListingSchema:
        limits = _build_filters(authorities, committees, kinds, since, until, any)
        return _explain_errors(
            lambda: ListingSchema.from_results(question, library.search_with_remarks(question, limits, k))
        )

    _add_tool(server, search_papers, "Search the papers", _SEARCH_DESCRIPTION)


def _add_ask_tool(server: MCPServer, library: Library) -> None:
    def ask_papers(
        question: Question,
        authorities: NameFilter = None,
        committees: NameFilter = None,
        kinds: NameFilter = None,
        since: Since = None,
        until: Until = None,
        any: Unlimited = None,  # noqa: A002
        k: MaxPassages = 5,
    ) -> AnswerSchema:
        limits = _build_filters(authorities, committees, kinds, since, until, any)
        return _explain_errors(lambda: AnswerSchema.from_record(library.ask(question, limits, k)))

    _add_tool(server, ask_papers, "Ask the papers", _ASK_DESCRIPTION)


def _add_compare_tool(server: MCPServer, library: Library) -> None:
    def compare_authorities(
        question: Question,
        authorities: NameFilter = None,
        committees: NameFilter = None,
        kinds: NameFilter = None,
        since: Since = None,
        until: Until = None,
        quotes: MaxQuotes = 2,
    ) -> ComparisonSchema:
        limits = _build_filters(authorities, committees, kinds, since, until)
        return _explain_errors(lambda: ComparisonSchema.from_record(library.compare(question, limits, quotes)))

    _add_tool(server, compare_authorities, "Compare councils", _COMPARE_DESCRIPTION)


def _add_decision_tools(server: MCPServer, library: Library) -> None:
    def list_decisions(
        words: Words = "",
        outcomes: Outcomes = None,
        person: PersonName = "",
        authorities: NameFilter = None,
        committees: NameFilter = None,
        since: Since = None,
        until: Until = None,
        limit: MaxEntries = 20,
        offset: Offset = 0,
    ) -> DecisionListSchema:
        limits = _build_filters(authorities, committees, None, since, until)
        query = RegisterQuery(limits, tuple(outcomes or ()), words, person, limit=limit, offset=offset)
        return _explain_errors(lambda: DecisionListSchema.from_list(library.list_decisions(query), offset))

    def list_votes(
        words: Words = "",
        person: PersonName = "",
        authorities: NameFilter = None,
        committees: NameFilter = None,
        since: Since = None,
        until: Until = None,
        limit: MaxEntries = 20,
        offset: Offset = 0,
    ) -> VoteListSchema:
        limits = _build_filters(authorities, committees, None, since, until)
        query = RegisterQuery(limits, words=words, person=person, limit=limit, offset=offset)
        return _explain_errors(lambda: VoteListSchema.from_list(library.list_votes(query), offset))

    _add_tool(server, list_decisions, "List decisions", _DECISIONS_DESCRIPTION)
    _add_tool(server, list_votes, "List votes", _VOTES_DESCRIPTION)


def _add_meeting_tools(server: MCPServer, library: Library) -> None:
    def list_meetings(
        words: Words = "",
        authorities: NameFilter = None,
        committees: NameFilter = None,
        since: Since = None,
        until: Until = None,
        limit: MaxEntries = 20,
        offset: Offset = 0,
    ) -> MeetingListSchema:
        limits = _build_filters(authorities, committees, None, since, until)
        query = RegisterQuery(limits, words=words, limit=limit, offset=offset)
        return _explain_errors(lambda: MeetingListSchema.from_list(library.list_meetings(query), offset))

    def get_meeting(meeting_id: MeetingId) -> MeetingSchema:
        meeting = _explain_errors(lambda: library.get_meeting(meeting_id))
        if meeting is None:
            raise ToolError(f"No meeting held has the id {meeting_id}; list_meetings gives the ids.")
        return MeetingSchema.from_meeting(meeting)

    def list_people(
        person: PersonName = "",
        authorities: NameFilter = None,
        limit: MaxEntries = 20,
        offset: Offset = 0,
    ) -> PersonListSchema:
        query = RegisterQuery(Filters(tuple(authorities or ())), person=person, limit=limit, offset=offset)
        return _explain_errors(lambda: PersonListSchema.from_list(library.list_people(query), offset))

    _add_tool(server, list_meetings, "List meetings", _MEETINGS_DESCRIPTION)
    _add_tool(server, get_meeting, "Show a meeting", _MEETING_DESCRIPTION)
    _add_tool(server, list_people, "List people", _PEOPLE_DESCRIPTION)


def _add_tool(server: MCPServer, function: Callable[..., BaseSchema], title: str, description: str) -> None:
    server.add_tool(function, title=title, description=description, annotations=_READ_ONLY, structured_output=True)


def _build_filters(
    authorities: list[str] | None,
    committees: list[str] | None,
    kinds: list[str] | None,
    since: date | None,
    until: date | None,
    unlimited: list[LimitKind] | None = None,
) -> Filters:
    return Filters(
        tuple(authorities or ()),
        tuple(committees or ()),
        tuple(kinds or ()),
        since,
        until,
        unlimited=tuple(unlimited or ()),
    )


def _explain_errors(get_answer: Callable[[], _AnswerT]) -> _AnswerT:
    """Return the answer. Raises ToolError, whose words the assistant is given."""
    try:
        return get_answer()
    except PaperSearchError as error:
        raise ToolError(str(error)) from error
