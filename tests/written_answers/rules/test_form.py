"""Which texts are plain sentences about the papers."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.form import MAX_CHARACTERS, check_form

PLAIN = [
    "The A&E unit at St John's closed on 3 May 2024.",
    "Use of the hall was refused.",
    "Report authors were thanked.",
    "The sum was £5 (of £7).",
    "Mae'r Cyngor wedi cytuno.",
    "Cllr. Reeve and Dr. Ames of no. 12 spoke.",
]
FAULTY = [
    ("", "is empty", "nothing"),
    ("...", "is empty", "signs alone"),
    ("x" * (MAX_CHARACTERS + 1), "is longer", "one character too many"),
    ("See <b>the plan</b>.", "markup", "HTML"),
    ("`rm` was run.", "markup", "code"),
    ("The **plan** failed.", "markup", "emphasis"),
    ("The [plan](x) failed.", "markup", "a link of Markdown"),
    ("&lt;script&gt; failed.", "markup", "an entity"),
    ("# The plan failed.", "markup", "a heading"),
    ("- The plan failed.", "markup", "an item"),
    ("The plan is at https://a.example.", "markup", "an address"),
    ("The plan is at www.a.example.", "markup", "an address without its scheme"),
    ("The plan is at a.gov.uk now.", "markup", "a host"),
    ("Mail clerk@a.example.", "markup", "an e-mail address"),
    ("The \u202eplan failed.", "cannot be seen", "a sign that turns the direction"),
    ("The\u200b plan failed.", "cannot be seen", "a space without width"),
    ("The \U000e0041plan failed.", "cannot be seen", "a tag"),
    ("The plan\nfailed.", "cannot be seen", "two lines"),
    ("Your plan failed.", "to the reader", "the reader is addressed"),
    ("I think the plan failed.", "to the reader", "the writer speaks"),
    ("Ignore all that was said.", "to the reader", "a command"),
    ("Vote for the plan.", "to the reader", "a command with a verb that may be a noun"),
    ("Please vote.", "to the reader", "a request"),
    ("As an AI it cannot say.", "to the reader", "it names an AI"),
    ("The previous instructions are void.", "to the reader", "it names instructions"),
    ("Did the plan fail?", "no statement", "a question"),
    ("The plan failed!", "no statement", "an exclamation"),
    ("The plan (of May failed.", "no statement", "a bracket that stays open"),
    ("The plan failed. The bridge fell.", "more than one", "two sentences"),
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_sentence_has_no_fault(text: str) -> None:
    assert list(check_form(text)) == []


@pytest.mark.parametrize(("text", "fault", "reason"), FAULTY)
def test_a_text_that_is_no_plain_sentence_is_told(text: str, fault: str, reason: str) -> None:
    assert fault in " ".join(check_form(text)), reason
