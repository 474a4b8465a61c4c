"""Laws of the entries: every field is printed in the words it is said of, and no text takes long to read."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_search.ingest.register import extract_register
from paper_search.records import Document, Meeting, Passage
from paper_search.records.register import Decision, RegisterEntries, SourceSpan
from paper_search.text.spans import collapse_whitespace

MINUTES = Document("a/minutes.md", "a/minutes.md", "0" * 64, "minutes", "Minutes", Meeting("Ferndale Borough Council"))
PHRASES = (
    "RESOLVED that",
    "the report be noted.",
    "It was agreed to",
    "Cllr Wren proposed",
    "seconded by Cllr Lark,",
    "all in favour.",
    "(a)",
    "1.",
    "For (2): Wren, Lark",
    "Against (1): Finch",
    "by 5 votes to 3",
    "carried.",
    "The amendment was lost.",
    "~~struck~~",
    "RESOLVED:",
    "That",
    "subject to",
    "the following conditions:",
    "31/01234/FUL",
    "Decision:",
    "“That a bench be bought.”",
    "\n",
    "\n\n",
    "Minute 45 of 3 March 2031",
    "The Committee AGREED",
    "be refused",
    "Proposed by J Wren",
    "R2031-026 J. Wren, L. Lark:",
    "–",
    "Motion carried 5-2.",
)


def make_passages(chunks: list[tuple[str, str]]) -> tuple[str, tuple[Passage, ...]]:
    """Return a text and its passages, a passage a chunk."""
    text, passages = "", []
    for number, (kind, words) in enumerate(chunks):
        start = len(text)
        text += words
        passages.append(Passage(f"a::{number}", "a", kind, words, start, len(text), headings=("5. Street names",)))  # type: ignore[arg-type]
        text += "\n\n"
    return text, tuple(passages)


def list_spans(entries: RegisterEntries) -> Iterator[SourceSpan]:
    for decision in entries.decisions:
        yield from filter(None, (decision.source, decision.moved_in, *decision.conditions))
    for vote in entries.votes:
        yield from filter(None, (vote.source, vote.motion))
    yield from (link.source for link in entries.links)


def check_decision(decision: Decision) -> None:
    words = f"{decision.source.text}\n{decision.moved_in.text if decision.moved_in else ''}"
    assert all(name in collapse_whitespace(words) for name in (decision.mover, decision.seconder) if name)
    assert decision.lead_in is None or decision.lead_in in decision.source.text
    assert all(
        decision.source.start <= condition.start < condition.end <= decision.source.end
        for condition in decision.conditions
    )
    assert decision.subject in {None, "5. Street names"}


chunk = st.tuples(
    st.sampled_from(("minute", "paragraph", "resolution", "heading", "bullet")),
    st.lists(st.sampled_from(PHRASES), min_size=1, max_size=9).map(" ".join).filter(lambda words: bool(words.strip())),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(chunk, min_size=1, max_size=8))
def test_every_field_is_printed(chunks: list[tuple[str, str]]) -> None:
    text, passages = make_passages([(kind, words.strip()) for kind, words in chunks])
    entries = extract_register(MINUTES, text, passages)
    for span in list_spans(entries):
        assert text[span.start : span.end] == span.text == span.text.strip() != ""
    for decision in entries.decisions:
        check_decision(decision)
    for vote in entries.votes:
        names = (*vote.voters_for, *vote.voters_against, *vote.abstaining)
        assert all(collapse_whitespace(name) in collapse_whitespace(vote.source.text) for name in names)
    starts = [decision.source.start for decision in entries.decisions]
    assert starts == sorted(starts)
    assert all(
        before.source.end <= after.source.start
        for before, after in zip(entries.decisions, entries.decisions[1:], strict=False)
    )


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300))
def test_any_text_is_read(words: str) -> None:
    text, passages = make_passages([("minute", words)])
    for span in list_spans(extract_register(MINUTES, text, passages)):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "words",
    [
        "RESOLVED that " + "A" * 20_000,
        "Cllr " * 6000,
        "seconded by Wren and " * 3000,
        "Wren, " * 8000 + ".",
        "For (2): " + "Wren Lark " * 5000,
        "the Committee of the " * 3000,
        "it was " * 5000 + "agreed",
        "subject to " * 4000,
        "five votes to " * 4000,
        "31/" * 10_000,
        "Minutes " * 5000 + "were",
        "\n" * 30_000 + "RESOLVED",
        " " * 30_000 + "carried",
        "(" * 20_000,
        "On the proposal of " * 2000,
        "amendment motion " * 3000 + "lost",
    ],
)
def test_a_hostile_line_takes_no_time(words: str) -> None:
    parts = [words[start : start + 5000] for start in range(0, len(words), 5000)]
    text, passages = make_passages([("minute", part) for part in parts if part.strip()] or [("minute", "x")])
    started = time.process_time()
    extract_register(MINUTES, text, passages)
    assert time.process_time() - started < 5
