"""Records of the register: who met, what was decided, who voted how, as the papers print it.

Every entry is a span of one paper. A name, a title, a count or a reference in an entry is printed in the words that the
entry is a span of, or in those that it names beside them; nothing is inferred, and what is not printed is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, TypeVar, get_args

from paper_search.records.documents import Document, Meeting, Passage
from paper_search.records.queries import Filters

FactKind = Literal["time", "place", "cancelled", "draft minutes", "confirmed minutes"]
"""The facts of a meeting beside its body and date. The last two are the status of its minutes."""
AttendanceKind = Literal["present", "apologies", "absent", "substitute", "officer", "declaration"]
"""The ways in which a paper names somebody of a meeting; "officer" is anybody present who is no member of the body."""
DecisionOutcome = Literal[
    "resolved", "agreed", "approved", "recommended", "refused", "deferred", "noted", "withdrawn", "called in", "lost"
]
"""The outcome of a decision; "lost" is a motion or an amendment that was put and not carried."""
DECISION_OUTCOMES: tuple[DecisionOutcome, ...] = get_args(DecisionOutcome)
VoteResult = Literal["carried", "lost"]
MatterLinkKind = Literal["reference", "cites"]
"""The ways in which a paper says what it belongs to: by a reference that it bears, or by citing an earlier paper."""


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Words of a paper: ``text == reading_text[start:end]``.

    ``passage_id`` is the passage in which they begin, by which they are cited and shown; a resolution with its items
    runs on through the passages behind it.
    """

    doc_id: str
    passage_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """A fact of a meeting, as printed: ``value`` is "7.30 pm", "The Guildhall", "cancelled", "draft"."""

    source: SourceSpan
    kind: FactKind
    value: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody named as present, absent or interested.

    Attributes:
        source: the words that say so: the name alone in a list, the sentence elsewhere.
        name: as printed ("Cllr J Wren").
        person_key: see ``text.names.normalise_person``.
        capacity: what is printed beside the name ("Chairman", "Labour", "Head of Finance").
        instead_of: for whom a substitute came, as printed.
        interest: the words of a declaration of interest, with the item that it is about where they say.
    """

    source: SourceSpan
    kind: AttendanceKind
    name: str
    person_key: str
    capacity: str | None = None
    instead_of: str | None = None
    interest: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a body or of a person.

    Attributes:
        source: its exact words with their lead-in and all items ("RESOLVED that: (a) … (b) …").
        outcome: what became of it.
        lead_in: the opening words up to the items, where there are any.
        subject: the heading of the item that it stands under, as printed; in a table the cell or field beside it.
        agenda_item: the number of the item, without "Item".
        minute: the number of the minute.
        reference: the number of the decision or of the application, as printed.
        mover, seconder: as printed, with the words that name them in ``moved_in``.
        moved_in: where the mover and the seconder are named, if that is outside the decision's own words.
        conditions: the conditions that it is subject to.
        decision_maker: the person or body that decided, where the paper names one ("Cabinet Member for Highways").
        decided_on: the day, where the paper prints one beside the decision; else the meeting's date holds.
        is_amendment: True for an amendment to a motion.
    """

    source: SourceSpan
    outcome: DecisionOutcome
    lead_in: str | None = None
    subject: str | None = None
    agenda_item: str | None = None
    minute: str | None = None
    reference: str | None = None
    mover: str | None = None
    seconder: str | None = None
    moved_in: SourceSpan | None = None
    conditions: tuple[SourceSpan, ...] = ()
    decision_maker: str | None = None
    decided_on: date | None = None
    is_amendment: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote: its counts and names, as printed.

    Attributes:
        source: the words that give the vote.
        motion: the words that were put to the vote, where they are in the paper.
        subject: the heading of the item, as printed.
        agenda_item, minute: the numbers of the item and of the minute.
        votes_for, votes_against, abstentions: the counts printed; None where none is.
        voters_for, voters_against, abstaining: the names printed ("Cllr Wren"), in their order.
        result: whether the motion was carried, where the paper says so.
        is_unanimous: True where the paper says "unanimous" or "nem con".
        is_recorded: True where it is called a recorded or named vote, or prints the names.
    """

    source: SourceSpan
    motion: SourceSpan | None = None
    subject: str | None = None
    agenda_item: str | None = None
    minute: str | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    voters_for: tuple[str, ...] = ()
    voters_against: tuple[str, ...] = ()
    abstaining: tuple[str, ...] = ()
    result: VoteResult | None = None
    is_unanimous: bool = False
    is_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a paper gives somebody: "Mr Baker, Cabinet Member for Highways and Transport".

    Attributes:
        source: the words that say so.
        name: as printed.
        person_key: see ``text.names.normalise_person``.
        title: the role, as printed.
    """

    source: SourceSpan
    name: str
    person_key: str
    title: str


@dataclass(frozen=True, slots=True)
class MatterLink:
    """A tie of a paper to others: ``key`` is the reference without spaces and capitals ("24/00117").

    For "cites" it is the title of the paper cited, or its reference, and ``cited_on`` the day of its meeting.
    """

    source: SourceSpan
    kind: MatterLinkKind
    key: str
    cited_on: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterEntries:
    """All that one paper adds to the register, each kind in the order of the paper."""

    facts: tuple[MeetingFact, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    decisions: tuple[Decision, ...] = ()
    votes: tuple[Vote, ...] = ()
    roles: tuple[Role, ...] = ()
    links: tuple[MatterLink, ...] = ()


RegisterEntry = MeetingFact | Attendance | Decision | Vote | Role | MatterLink
EntryT = TypeVar("EntryT", MeetingFact, Attendance, Decision, Vote, Role, MatterLink)
EntryKind = Literal["fact", "attendance", "decision", "vote", "role", "link"]
"""The kinds of entries, as they are kept."""


# -- asking the register -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """The limits of a question to the register; what is empty limits nothing.

    Attributes:
        filters: the limits on the papers: authorities, committees, kinds and dates.
        outcomes: the outcomes of decisions wanted.
        words: words that must all stand in one passage that the entry's words are in, its headings or its paper's
            title, inflections folded.
        person: the name of somebody whom the entry names, in any form ("Mr Wren", "Jo Wren").
        link_keys: the keys of the links wanted, in any spelling.
        doc_ids: only entries of these papers; None for all.
        limit: how many entries at most.
        offset: how many of the first are left out.
    """

    filters: Filters = field(default_factory=Filters)
    outcomes: tuple[DecisionOutcome, ...] = ()
    words: str = ""
    person: str = ""
    link_keys: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class HeldEntry(Generic[EntryT]):
    """An entry with the passage that its words begin in, and the paper."""

    entry: EntryT
    passage: Passage
    document: Document


@dataclass(frozen=True, slots=True)
class EntryList(Generic[EntryT]):
    """Entries that a query lets through, the newest meeting first, and how many there are in all."""

    entries: tuple[HeldEntry[EntryT], ...]
    total: int


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision with what other papers held say of it.

    Attributes:
        decision: the decision.
        report: the paper that it was about: of the same meeting and item, or named by the same reference.
        recommendation: what the officers recommended there, where its words differ from what was decided.
        votes: the votes on it.
    """

    decision: HeldEntry[Decision]
    report: Document | None = None
    recommendation: Passage | None = None
    votes: tuple[HeldEntry[Vote], ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionList:
    """Decisions, the newest first, and how many there are in all."""

    decisions: tuple[DecisionRecord, ...]
    total: int


MeetingStatus = Literal["held", "cancelled"]
MinutesStatus = Literal["draft", "confirmed"]
CancellationSource = Literal["paper", "site", "list"]
"""Who says that a meeting was cancelled: a paper in its words, the council's site, or a person's list of papers."""


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """A meeting: what the papers of it, of whatever file, have in common.

    Attributes:
        meeting_id: names it in addresses; stays the same while authority, committee and date do.
        meeting: its authority, committee and date.
        documents: its papers: agenda, reports, minutes, decisions.
        status: "held" where minutes, decisions or attendance say that it was, "cancelled" where a paper, the council's
            site or a list of papers says so; None where neither is stated.
        minutes_status: whether its minutes call themselves draft or confirmed; None where they do not or are not held.
        has_minutes: True if minutes of it are held.
        decisions: how many decisions are held of it.
        votes: how many votes.
    """

    meeting_id: str
    meeting: Meeting
    documents: tuple[Document, ...]
    status: MeetingStatus | None = None
    minutes_status: MinutesStatus | None = None
    has_minutes: bool = False
    decisions: int = 0
    votes: int = 0


@dataclass(frozen=True, slots=True)
class MeetingList:
    """Meetings, the newest first, and how many there are in all."""

    meetings: tuple[MeetingSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """All that is held of one meeting."""

    summary: MeetingSummary
    facts: tuple[HeldEntry[MeetingFact], ...] = ()
    attendance: tuple[HeldEntry[Attendance], ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    votes: tuple[HeldEntry[Vote], ...] = ()
    roles: tuple[HeldEntry[Role], ...] = ()

    @property
    def cancelled_by(self) -> CancellationSource | None:
        """Who says that the meeting was cancelled; None where it was not, or is not said to be.

        Without a paper's own words the line of a paper in a manifest says so. Lines that a site gave have its address.
        """
        if self.summary.status != "cancelled":
            return None
        if any(held.entry.kind == "cancelled" for held in self.facts):
            return "paper"
        listed = (document for document in self.summary.documents if document.status == "cancelled")
        return "site" if any(document.url for document in listed) else "list"


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """Somebody whom papers of one authority name.

    Attributes:
        person_id: names the person in addresses; stays the same while authority and name do.
        name: the fullest form printed.
        authority: of whose papers; None where they state none.
        forms: all forms of the name printed.
        latest_role: the role in the latest paper that gives one.
    """

    person_id: str
    name: str
    authority: str | None
    forms: tuple[str, ...] = ()
    latest_role: HeldEntry[Role] | None = None


@dataclass(frozen=True, slots=True)
class PersonList:
    """People by name, and how many there are in all."""

    people: tuple[PersonSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that the papers held print of somebody, the newest first in each list.

    Attributes:
        moved: decisions that the person moved or seconded.
        voted: votes that print the name.
    """

    summary: PersonSummary
    roles: tuple[HeldEntry[Role], ...] = ()
    attendance: tuple[HeldEntry[Attendance], ...] = ()
    moved: tuple[HeldEntry[Decision], ...] = ()
    voted: tuple[HeldEntry[Vote], ...] = ()


@dataclass(frozen=True, slots=True)
class MatterPaper:
    """A paper of a matter, and what ties it to the others ("reference 24/00117", "same title")."""

    document: Document
    link: str
    decisions: tuple[DecisionRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """Papers that belong together across meetings, in the order of their meetings.

    Attributes:
        matter_id: names it in addresses.
        title: the title that most of its papers have.
        authority: whose papers they are.
        references: the references that they bear, as printed.
    """

    matter_id: str
    title: str
    authority: str | None
    references: tuple[str, ...]
    papers: tuple[MatterPaper, ...]
