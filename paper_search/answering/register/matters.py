"""Decisions and votes on a topic: those that have its words, of the body and the time that the question names.

The newest come first. Of a vote that is asked for and not recorded, the decision is quoted, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from paper_search.answering.register.bodies import is_body_of, limit_to_time, list_body_names
from paper_search.answering.register.finding import (
    EntryQuote,
    RegisterFinding,
    find_newest_day,
    name_paper,
    quote_entry,
)
from paper_search.answering.register.not_held import report_no_meeting, report_no_minutes
from paper_search.answering.register.outcomes import says_outcome
from paper_search.answering.register.topics import Topic, TopicFit, build_topic, fit_topic
from paper_search.records import Filters, Match, MissingPart
from paper_search.records.register import Decision, HeldEntry, RegisterQuery, SourceSpan, Vote
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.intent import is_formality
from paper_search.retrieval.query.register_question import RegisterQuestion
from paper_search.text.dates import format_date
from paper_search.text.names import may_be_same_person, normalise_person
from paper_search.text.spans import normalise

_MAX_ENTRIES = 200
_MAX_FORMALITY_CHARACTERS = 400
_MAX_PASSING_CHARACTERS = 200
"""Characters beyond which a decision is not about a thing because it names it in one word."""
_HEADING_SHARE = 0.5
"""The share of a topic from which an entry is about it: that much stands in what it stands under."""
_NAMES_MEETING = re.compile(r"\b(?:minutes|meetings?|agenda|proceedings)\b", re.IGNORECASE)
_TELLS_VOTE = re.compile(
    r"\bunanim\w+|\bnem\.?\s?con\b|\ball\s+in\s+favour\b|\bcasting\s+vote\b|\b(?:\w+|\d+)\s+votes?\s+(?:to|for|against|in)\b"
    r"|\b(?:for|against|absten\w+|abstain\w*|in\s+favour)\s*[:\u2013-]?\s*\d+\b.{0,60}?\b(?:for|against|absten\w+|abstain\w*)\s*[:\u2013-]?\s*\d+"
    r"|\b\d+\s+(?:\w+\s+)?(?:in\s+favour|for|against)\b.{0,60}?\b\d+\s+(?:\w+\s+)?(?:against|absten\w+|abstain\w*|for)\b"
    r"|\babstained\b|\bvoted\s+(?:for|against|in\s+favour|unanimously|to)\b|\bagainst\b[^.:]{0,40}:\s*(?:Cllr|Councillor|Mr|Mrs|Ms)\b"
    r"|\b(?:motion|amendment|proposal|proposition|recommendation|resolution|vote)\b.{0,120}?\b(?:carried|lost|defeated|fell)\b",
    re.IGNORECASE | re.DOTALL,
)
_TEXT_SHARE = 0.5
"""The share of a topic from which an entry's own words say it."""
NO_VOTE = "No vote on this is recorded in the papers held."
_Held = HeldEntry[Decision] | HeldEntry[Vote]


@dataclass(frozen=True, slots=True)
class AskedMatter:
    """A question about a decision or a vote.

    Attributes:
        question: the question.
        topic: its topic; None where the meeting says what is meant.
        filters: its limits, those of the time of the meeting among them.
        found_doc_ids: the papers of what the search found for it.
    """

    question: RegisterQuestion
    topic: Topic | None
    filters: Filters
    found_doc_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _FittingEntry:
    held: _Held
    fit: TopicFit | None

    @property
    def is_about(self) -> bool:
        """True where the topic stands above the entry, or nothing is asked but the meeting."""
        return self.fit is None or self.fit.heading_share >= _HEADING_SHARE

    @property
    def is_whole(self) -> bool:
        """True where every word of the topic is there."""
        return self.fit is None or self.fit.is_whole

    @property
    def says_topic(self) -> bool:
        """True where the entry's own words have much of the topic."""
        return self.fit is None or self.fit.text_share >= _TEXT_SHARE


def find_matter(
    question: RegisterQuestion,
    filters: Filters,
    names: Sequence[str],
    found_doc_ids: tuple[str, ...],
    index: IndexSnapshot,
) -> RegisterFinding | None:
    """Return the decisions or votes that a question asks for, or what is not held of them.

    Args:
        question: the question.
        filters: its limits.
        names: the names of councils and bodies that it is limited to.
        found_doc_ids: the papers of what the search found for it.
        index: one generation of the index.
    """
    limits = limit_to_time(filters, question.time, index)
    if limits is None:
        return report_no_meeting(question, index, is_time_held=False)
    topic = build_topic(question.topic, (*names, question.body), index) if question.topic else None
    if question.topic and topic is None:
        return None
    asked = AskedMatter(question, topic, limits, found_doc_ids)
    if question.kind == "vote":
        return _find_votes(asked, index)
    return _find_decisions(asked, index) or report_no_minutes(question, limits, index)


# -- what fits -----------------------------------------------------------------------------------------------------


def _list_fitting(kind: type[Decision] | type[Vote], asked: AskedMatter, index: IndexSnapshot) -> list[_FittingEntry]:
    """Return the entries that fit, those about the topic first, then the newest."""
    queries = [RegisterQuery(filters=asked.filters, doc_ids=asked.found_doc_ids, limit=_MAX_ENTRIES)]
    words = asked.topic.rarest if asked.topic else ""
    queries.append(RegisterQuery(filters=asked.filters, words=words, limit=_MAX_ENTRIES))
    held: dict[SourceSpan, _Held] = {}
    for query in queries:
        entries: Sequence[_Held] = (
            index.list_entries(Vote, query).entries if kind is Vote else index.list_entries(Decision, query).entries
        )
        for entry in entries:
            held.setdefault(entry.entry.source, entry)
    found = [_fit_entry(entry, asked) for entry in held.values() if _is_of_body(entry, asked.question)]
    fitting = [entry for entry in found if entry is not None]
    councils = {entry.held.document.authority_key for entry in fitting}
    if asked.topic and len(asked.topic.weights) == 1 and len(councils) > 1:
        # One word ("the budget") of several councils names no matter.
        return []
    return sorted(fitting, key=_order)


def _order(entry: _FittingEntry) -> tuple[bool, bool, bool, int, str, int]:
    source = entry.held.entry.source
    # Where all of a meeting's decisions are asked for, that on its minutes is of the least interest.
    is_formality_asked = entry.fit is None and is_formality(source.text, _MAX_FORMALITY_CHARACTERS)
    return (
        is_formality_asked,
        not entry.is_about,
        not entry.is_whole,
        -find_newest_day(entry.held).toordinal(),
        source.doc_id,
        source.start,
    )


def _is_of_body(held: _Held, question: RegisterQuestion) -> bool:
    maker = held.entry.decision_maker if isinstance(held.entry, Decision) else None
    names = (*list_body_names(held.document), *([maker] if maker else ()))
    return is_body_of(question.body, held.document.meeting, names)


def _fit_entry(held: _Held, asked: AskedMatter) -> _FittingEntry | None:
    if asked.topic is None:
        return _FittingEntry(held, None)
    fit = fit_topic(asked.topic, _join_above(held), _join_words(held))
    if fit is None:
        return None
    found = _FittingEntry(held, fit)
    is_passing = len(asked.topic.weights) == 1 and len(held.entry.source.text) > _MAX_PASSING_CHARACTERS
    return found if found.is_about or not is_passing else None


def _join_above(held: _Held) -> str:
    """Return what an entry stands under; a title that names the meeting alone says no matter."""
    title = held.document.title
    title = title if title and not _NAMES_MEETING.search(title) else None
    parts = (held.entry.subject, *held.passage.headings, held.passage.lead_in, title)
    reference = held.entry.reference if isinstance(held.entry, Decision) else None
    return " \n".join(part for part in (*parts, reference) if part)


def _join_words(held: _Held) -> str:
    """Return what was decided or put to the vote, in the passage of a vote where it is not told apart."""
    entry = held.entry
    if isinstance(entry, Decision):
        return entry.source.text
    if entry.motion:
        return entry.motion.text
    words = held.passage.text
    for name in (*entry.voters_for, *entry.voters_against, *entry.abstaining):
        words = words.replace(name, "")
    return words


def _group_newest(fitting: Sequence[_FittingEntry]) -> tuple[list[_FittingEntry], list[_FittingEntry]]:
    """Return the entries of the first's meeting, and those of others, none twice in the same words."""
    first = fitting[0]
    meeting = first.held.document.meeting
    unique = {normalise(entry.held.entry.source.text): entry for entry in reversed(fitting)}
    kept = [entry for entry in fitting if unique[normalise(entry.held.entry.source.text)] is entry]
    same = [entry for entry in kept if entry.held.document.meeting == meeting and entry.is_about == first.is_about]
    # Of several under one heading, those that say the topic themselves come first.
    same.sort(key=lambda entry: not entry.says_topic)
    return same, [entry for entry in kept if entry not in same and entry.held.document.meeting != meeting]


# -- decisions -----------------------------------------------------------------------------------------------------


def _find_decisions(asked: AskedMatter, index: IndexSnapshot) -> RegisterFinding | None:
    fitting = [entry for entry in _list_fitting(Decision, asked, index) if _has_part(entry.held.entry, asked.question)]
    return _answer(fitting, asked, _quote_decision) if fitting else None


def _has_part(entry: Decision | Vote, question: RegisterQuestion) -> bool:
    if not isinstance(entry, Decision):
        return False
    match question.part:
        case "mover":
            return entry.mover is not None
        case "seconder":
            return entry.seconder is not None
    return True


def _quote_decision(entry: _FittingEntry, asked: AskedMatter) -> Iterator[EntryQuote]:
    """Yield the words of a decision; before them those that name the mover or the seconder who is asked for."""
    decision, part = entry.held.entry, asked.question.part
    if isinstance(decision, Decision) and part in {"mover", "seconder"}:
        yield quote_entry(entry.held, decision.moved_in, name=decision.mover if part == "mover" else decision.seconder)
    topic_stems = frozenset(asked.topic.weights) if asked.topic and not entry.is_about else frozenset[str]()
    yield quote_entry(entry.held, topic_stems=topic_stems, is_short=asked.topic is None)


def _quote_vote(entry: _FittingEntry, _: AskedMatter) -> Iterator[EntryQuote]:
    yield quote_entry(entry.held, is_grown=True)


def _answer(
    fitting: Sequence[_FittingEntry],
    asked: AskedMatter,
    quote: Callable[[_FittingEntry, AskedMatter], Iterator[EntryQuote]],
) -> RegisterFinding:
    newest, others = _group_newest(fitting)
    quotes = [words for entry in (*newest, *others) for words in quote(entry, asked)]
    return RegisterFinding(tuple(quotes), (), _rate(newest, others, asked.question), (_explain(newest, others, asked),))


def _rate(newest: Sequence[_FittingEntry], others: Sequence[_FittingEntry], question: RegisterQuestion) -> Match:
    """Return "strong" where every word of the topic is there and the outcome, and one meeting alone is meant."""
    first = newest[0]
    is_one_meeting = not others and first.held.document.meeting.held_on is not None
    is_of_topic = first.is_whole and (first.says_topic or (first.is_about and len(newest) == 1))
    entry = first.held.entry
    has_outcome = not isinstance(entry, Decision) or says_outcome(entry, question.outcome)
    return "strong" if is_one_meeting and is_of_topic and has_outcome else "partial"


def _explain(newest: Sequence[_FittingEntry], others: Sequence[_FittingEntry], asked: AskedMatter) -> str:
    document = newest[0].held.document
    remark = f"From {name_paper(document)}."
    if asked.topic is None and len(newest) > 1:
        return f"From {name_paper(document)}, which has {len(newest)} decisions."
    decided_on = next((entry.held.entry.decided_on for entry in newest if isinstance(entry.held.entry, Decision)), None)
    if decided_on and decided_on != document.meeting.held_on:
        remark = f"From {name_paper(document)}; decided on {format_date(decided_on)}."
    meetings = {entry.held.document.meeting for entry in others}
    if meetings and asked.question.time is None:
        count = "another meeting" if len(meetings) == 1 else f"{len(meetings)} other meetings"
        remark = f"{remark[:-1]}, the newest that fits; {count} had it too."
    return remark


def tells_vote(text: str) -> bool:
    """Return True if a text says how a vote went: its counts, "unanimously", a motion that was carried."""
    return _TELLS_VOTE.search(text) is not None


# -- votes ---------------------------------------------------------------------------------------------------------


def _find_votes(asked: AskedMatter, index: IndexSnapshot) -> RegisterFinding | None:
    fitting = _list_fitting(Vote, asked, index)
    if asked.topic is None and len(fitting) > 1:
        # Which of the meeting's votes is meant is not said.
        return None
    if fitting:
        finding = _answer(fitting, asked, _quote_vote)
        return _limit_to_names(finding, fitting, asked.question)
    decisions = _list_fitting(Decision, asked, index) if asked.topic else []
    told = [entry for entry in decisions if tells_vote(entry.held.entry.source.text)]
    if told:
        return _answer(told, asked, _quote_decision)
    untold = _list_untold_votes(decisions, asked, index)
    if untold:
        return _offer_votes(untold) if decisions else None
    missing = (MissingPart(NO_VOTE, "doubtful"),)
    if decisions:
        newest, others = _group_newest(decisions)
        quotes = tuple(words for entry in newest for words in _quote_decision(entry, asked))
        return RegisterFinding(quotes, (), "doubtful", (_explain(newest, others, asked),), missing)
    return RegisterFinding(missing=missing) if _is_register_made(index) else None


def _list_untold_votes(
    decisions: Sequence[_FittingEntry], asked: AskedMatter, index: IndexSnapshot
) -> list[HeldEntry[Vote]]:
    """Return the votes of the papers of the matter that may be on it: no item is named of them, or the same."""
    if decisions:
        doc_ids = {entry.held.document.doc_id for entry in _group_newest(decisions)[0]}
    else:
        doc_ids = set(asked.found_doc_ids)
    query = RegisterQuery(filters=asked.filters, doc_ids=tuple(sorted(doc_ids)), limit=_MAX_ENTRIES)
    subjects = {normalise(entry.held.entry.subject or "") for entry in decisions} | {""}
    votes = index.list_entries(Vote, query).entries
    return [held for held in votes if normalise(held.entry.subject or "") in subjects]


def _offer_votes(votes: Sequence[HeldEntry[Vote]]) -> RegisterFinding:
    """Return the votes of a meeting, of which it is not known that they were on the matter."""
    quotes = [quote_entry(held, span) for held in votes for span in (held.entry.source, held.entry.motion) if span]
    remark = f"From {name_paper(votes[0].document)}, which do not say by its item what was put to the vote."
    return RegisterFinding(tuple(quotes), (), "doubtful", (remark,))


def _is_register_made(index: IndexSnapshot) -> bool:
    """Return True if the register was made of the papers: an index from before it holds no decision at all."""
    query = RegisterQuery(limit=1)
    return bool(index.list_entries(Decision, query).total or index.list_entries(Vote, query).total)


def _limit_to_names(
    finding: RegisterFinding, fitting: Sequence[_FittingEntry], question: RegisterQuestion
) -> RegisterFinding:
    """Return the finding, doubtful where a name is asked for that the vote does not print."""
    votes = [entry.held.entry for entry in fitting if isinstance(entry.held.entry, Vote)]
    first = votes[0]
    names = {"for": first.voters_for, "against": first.voters_against, "abstaining": first.abstaining}
    if question.person:
        key = normalise_person(question.person)
        printed = [name for side in names.values() for name in side]
        if any(may_be_same_person(key, normalise_person(name)) for name in printed):
            return finding
        missing = MissingPart(f"How {question.person} voted is not recorded there.", "doubtful")
        return RegisterFinding(finding.quotes, finding.also, "doubtful", finding.remarks, (missing,))
    if question.part in names and not names[question.part] and not first.is_unanimous:
        missing = MissingPart("The vote is recorded without names.", "doubtful")
        return RegisterFinding(finding.quotes, finding.also, "doubtful", finding.remarks, (missing,))
    return finding
