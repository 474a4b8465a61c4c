"""Sentences handed back for an evidence pack: what still stands is kept, and of the rest it is said why it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from paper_search.records import Answer, Document, LeadIn, Passage
from paper_search.written_answers.checks import SentenceChecks
from paper_search.written_answers.evidence import collect_evidence
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.recheck import (
    NOT_HELD,
    OTHER_QUESTION,
    TOLD_OTHERWISE,
    WORDS_CHANGED,
    recheck_sentence,
)
from paper_search.written_answers.records import CheckedSentence, DraftSentence, Freedom
from paper_search.written_answers.signed import SentenceSigner, SignedSentence
from paper_search.written_answers.verification import verify
from tests.written_answers.answers import BRIDGE, QUESTION, ROADS, answer, quote

SHORT = "The budget for road repairs rose to £5.1m in 2024."
WRITTEN_AT = datetime(2026, 11, 30, 9, 8, 7, tzinfo=UTC)
SIGNER = SentenceSigner("a secret of the tests")
Held = dict[str, tuple[Passage, Document]]


def make_checks(freedom: Freedom = "strict", match: float = 1.0) -> SentenceChecks:
    return SentenceChecks(verify, freedom, lambda sentence, texts: match)


def sign(text: str, asked: Answer, *cites: int, signer: SentenceSigner = SIGNER) -> str:
    """Sign a sentence as one that was kept, whatever it says."""
    evidence = collect_evidence(asked, is_public_only=False)
    written = Written((), evidence, "llama3.1:8b", "127.0.0.1", "0" * 64, WRITTEN_AT)
    return signer.sign(CheckedSentence(text, cites or (1,), (), ()), written, asked.question)


def must_read(token: str) -> SignedSentence:
    signed = SIGNER.read(token)
    assert signed is not None
    return signed


def hold(asked: Answer) -> Held:
    return {item.passage.passage_id: (item.passage, item.document) for item in asked.quotes}


def test_a_sentence_comes_back_as_it_was_signed() -> None:
    asked = answer(quote(ROADS), quote(BRIDGE, "bridge.txt"))
    signed = must_read(sign(SHORT, asked, 2, 1))
    assert (signed.text, signed.question, signed.model, signed.host) == (SHORT, QUESTION, "llama3.1:8b", "127.0.0.1")
    assert signed.written_at == WRITTEN_AT
    assert [(place.passage_id, place.start, place.end) for place in signed.places] == [
        ("bridge.txt::1", 0, len(BRIDGE)),
        ("report.txt::1", 0, len(ROADS)),
    ]


ALTERED: list[tuple[Callable[[str], str], str]] = [
    (lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), "another signature"),
    (lambda token: "x" + token, "another text before it"),
    (lambda token: token.partition(".")[0], "no signature"),
    (lambda token: "", "nothing"),
    (lambda token: SHORT, "a sentence that somebody typed"),
    (lambda token: "é\0" * 10, "what is no such text at all"),
    (lambda token: "\ud800" + token, "what has no UTF-8"),
    (lambda token: sign(SHORT, answer(quote(ROADS)), signer=SentenceSigner()), "signed before a restart"),
]


@pytest.mark.parametrize(("alter", "reason"), ALTERED, ids=[reason for _, reason in ALTERED])
def test_what_the_site_did_not_sign_is_not_read(alter: Callable[[str], str], reason: str) -> None:
    assert SIGNER.read(alter(sign(SHORT, answer(quote(ROADS))))) is None


def with_words(words: str, before: str = "") -> Callable[[Held], Held]:
    def change(held: Held) -> Held:
        return {
            name: (replace(passage, text=passage.text.replace(before, words) if before else words), document)
            for name, (passage, document) in held.items()
        }

    return change


def with_document(**fields: Any) -> Callable[[Held], Held]:
    return lambda held: {name: (passage, replace(document, **fields)) for name, (passage, document) in held.items()}


def with_passage(**fields: Any) -> Callable[[Held], Held]:
    return lambda held: {name: (replace(passage, **fields), document) for name, (passage, document) in held.items()}


def keep_all(held: Held) -> Held:
    return held


@dataclass(frozen=True)
class Case:
    """A sentence as it was signed, what has changed since, and why it is left out; "" where it is kept."""

    reason: str
    fault: str
    text: str = SHORT
    change: Callable[[Held], Held] = keep_all
    question: str = QUESTION
    words: str = ROADS
    fields: tuple[tuple[str, Any], ...] = ()
    match: float = 1.0


CASES = [
    Case("nothing has changed", ""),
    Case("the question has other white space", "", question=f"  {QUESTION.replace(' ', '  ')} "),
    Case("said by officers, which stands before it", "", f"Officers: {SHORT}", fields=(("attribution", "Officers"),)),
    Case("of a draft, which stands before it", "", f"In a draft paper: {SHORT}", fields=(("status", "draft"),)),
    Case("for members, who ask for the pack", "", fields=(("access", "members"),)),
    Case("written for another question", OTHER_QUESTION, question="Who repairs the roads?"),
    Case("its paper was withdrawn, or is not for this reader", NOT_HELD, change=lambda held: {}),
    Case("its paper is exempt now", NOT_HELD, change=with_document(access="exempt")),
    Case("its passage is front matter now", NOT_HELD, change=with_passage(kind="front matter")),
    Case("a figure of the paper was corrected", WORDS_CHANGED, change=with_words("£5.2m", "£5.1m")),
    Case("words stand before the cited ones", WORDS_CHANGED, change=with_words(f"Note. {ROADS}")),
    Case("the passage is shorter now", WORDS_CHANGED, change=with_words("Roads.")),
    Case("words lead in to it now", WORDS_CHANGED, change=with_passage(lead_in="It is not true that")),
    Case("the paper was replaced since", TOLD_OTHERWISE, change=with_document(replaced_by="newer.txt")),
    Case("the paper tells who says it now", TOLD_OTHERWISE, change=with_passage(attribution="Residents")),
    Case("a figure that is not there", "has a figure", SHORT.replace("£5.1m", "£6.1m")),
    Case("figures in another order", "has figures or names in another order", "It rose to £4.2m from £5.1m."),
    Case("a denial", "says no where", SHORT.replace("rose", "never rose")),
    Case("a condition left out", "leaves out a condition", f"{BRIDGE.partition(', subject')[0]}.", words=BRIDGE),
    Case("markup", "is not a plain sentence", f"<b>{SHORT}</b>"),
    Case("a link", "is not a plain sentence", "The [budget](https://elsewhere.invalid/) rose."),
    Case("characters that cannot be seen", "is not a plain sentence", f"\u202e{SHORT}"),
    Case("words of another paper", "has a name", "Mill Lane bridge be replaced."),
    Case("a word that the model of the index does not meet", "come near to", match=0.5),
]


@pytest.mark.parametrize("case", CASES, ids=[case.reason for case in CASES])
def test_what_becomes_of_a_sentence(case: Case) -> None:
    asked = answer(quote(case.words, **dict(case.fields)))
    signed = must_read(sign(case.text, asked))
    outcome = recheck_sentence(
        signed, case.question, case.change(hold(asked)), lambda doc_id: None, make_checks(match=case.match)
    )
    assert bool(outcome.fault) is bool(case.fault), outcome.fault
    assert case.fault in outcome.fault
    assert (outcome.checked is None) is bool(case.fault)
    if not case.fault:
        assert [span.text for span in outcome.spans] == [case.words]


def test_the_rules_are_those_of_the_site() -> None:
    asked = answer(quote("The scheme costs £2m a year."))
    signed = must_read(sign("The scheme costs £2,000,000 a year.", asked))
    faults = {
        freedom: recheck_sentence(signed, QUESTION, hold(asked), lambda doc_id: None, make_checks(freedom)).fault
        for freedom in ("strict", "careful")
    }
    assert faults["careful"] == ""
    assert faults["strict"] == "has words that the cited words do not have in that order"


def test_the_model_of_the_index_is_asked_of_the_words_of_the_sentence_alone() -> None:
    measured: list[str] = []

    def measure(sentence: str, texts: Sequence[str]) -> float:
        measured.append(sentence)
        return 1.0

    asked = answer(quote(ROADS, attribution="Officers"))
    signed = must_read(sign(f"Officers: {SHORT}", asked))
    checks = SentenceChecks(verify, "strict", measure)
    assert recheck_sentence(signed, QUESTION, hold(asked), lambda doc_id: None, checks).fault == ""
    assert measured == [SHORT], "what was put before it is left out, as when it was written"


LEAD, WORDS = "Cabinet RESOLVED that", "Mill Lane bridge be replaced by 9 May 2026."
LEAD_INS = [
    (f"{LEAD}:\n{WORDS}", "", "it stands where it stood"),
    (f"Cabinet DECLINED that:\n{WORDS}", WORDS_CHANGED, "other words stand there"),
    (None, WORDS_CHANGED, "the paper cannot be read"),
]


@pytest.mark.parametrize(("text", "fault", "reason"), LEAD_INS)
def test_the_words_that_lead_in_are_read_again(text: str | None, fault: str, reason: str) -> None:
    item, start = quote(WORDS), len(LEAD) + 2
    passage = replace(item.passage, start=start, end=start + len(WORDS))
    lead_in = LeadIn(LEAD, passage.doc_id, 0, len(LEAD))
    asked = answer(replace(item, passage=passage, start=start, end=passage.end, lead_in=lead_in))
    signed = must_read(sign(f"{LEAD} {WORDS}", asked))
    assert signed.places[0].lead_in == (-start, len(LEAD) - start)
    outcome = recheck_sentence(signed, QUESTION, hold(asked), lambda doc_id: text, make_checks())
    assert outcome.fault == fault
    assert [span.lead_in for span in outcome.spans] == ([] if fault else [LEAD])


def test_a_sentence_rests_on_what_it_cited_and_on_nothing_else() -> None:
    asked = answer(quote(ROADS), quote(BRIDGE, "bridge.txt"))
    signed = must_read(sign(SHORT, asked, 2))
    outcome = recheck_sentence(signed, QUESTION, hold(asked), lambda doc_id: None, make_checks())
    assert outcome.fault != "", "its words stand in the other quote"
    (draft,) = make_checks().check(
        [DraftSentence(SHORT, (1,))], [item.span for item in collect_evidence(asked, is_public_only=True)]
    )
    assert draft.is_kept
