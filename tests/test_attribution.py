"""Who is reported as speaking: a table of sentences, and whose words a passage is given out as."""

from __future__ import annotations

import pytest

from paper_search.attribution import attribution, speaker

SPEAKERS = [
    ("Officers explained that salt was dear.", "Officers", "officers"),
    ("4.2 The Cabinet Member for Roads said that it was.", "The Cabinet Member for Roads", "behind a number"),
    ("Ofsted found that oversight was weak.", "Ofsted", "a body"),
    ("Paul Marsh, Head of Roads, made the following comments:", "Paul Marsh, Head of Roads", "a name"),
    ("It was noted by the Director of Children, Families and Learning that more was needed.",
     "the Director of Children, Families and Learning", "in the passive"),
    ("In response to a question, Cllr Fleming discussed her role.", "Cllr Fleming", "after an opening clause"),
    ("A member asked whether it snowed.", "A member", "one of many"),
    ("A summary of the points made by the Leader were as follows:", "the Leader", "points made by somebody"),
    ("Members heard that a board had been set up.", None, "listeners are not speakers"),
    ("The report noted that salt was dear.", None, "a report is not a person"),
    ("He explained that a board would be set up.", None, "a pronoun names nobody"),
    ("The Director was asked to report back.", None, "spoken to, not speaking"),
    ("The budget has increased.", None, "nobody speaks"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "who", "why"), SPEAKERS, ids=[row[2] for row in SPEAKERS])
def test_speaker(sentence: str, who: str | None, why: str) -> None:
    assert speaker(sentence) == who, why


def test_attribution_prefers_the_nearest_and_gives_nobody_anothers_words() -> None:
    lead_in = "The Leader made the following comments:"
    assert attribution("Salt was dear.", lead_in) == "The Leader"
    assert attribution("Officers said that salt was dear.", lead_in) == "Officers"
    assert attribution("Members asked why. Officers explained why.") == "Members; Officers"
    assert (
        attribution("Salt was dear.", None, ("Roads", "Comments of the Monitoring Officer")) == "the Monitoring Officer"
    )
    assert attribution("Salt was dear.", None, ("Roads",)) is None
