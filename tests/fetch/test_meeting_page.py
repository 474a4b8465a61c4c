"""Minutes that are text alone: words and their structure are kept, and nothing that runs, loads or hides."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from paper_search.fetch.meeting_page import Attendee, ItemText, clean_html, format_minutes
from paper_search.fetch.records import RemoteCommittee, RemoteMeeting

CLEANED = (
    ("<p class='MsoNormal' style='x'>Agreed.</p>", "<p>Agreed.</p>", "no style of Word"),
    ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>", "no script"),
    ("<style>p{}</style><p>a</p>", "<p>a</p>", "no style sheet"),
    ("<!--[if gte mso 9]><p>x</p><![endif]--><p>a</p>", "<p>a</p>", "no conditional comments"),
    ("<p onclick='x()'>a <a href='javascript:x'>b</a></p>", "<p>a b</p>", "no handlers and no links"),
    ("<p>a<img src=x onerror=alert(1)></p>", "<p>a</p>", "no pictures"),
    ("<p style='display: none'>secret</p><p>a</p>", "<p>a</p>", "nothing that the page hides"),
    ("<table><tr><td colspan='2'>a</td></tr></table>", '<table><tr><td colspan="2">a</td></tr></table>', "tables"),
    ("<h1>Minutes</h1>", "<h3>Minutes</h3>", "headings stay below those of the items"),
    ("<p>a < b &amp; c</p>", "<p>a &lt; b &amp; c</p>", "signs stay signs"),
    ("  ", "", "nothing"),
    ("<p> </p>", "", "no words"),
)


@pytest.mark.parametrize(("fragment", "expected", "reason"), CLEANED, ids=[case[2] for case in CLEANED])
def test_cleans(fragment: str, expected: str, reason: str) -> None:
    assert clean_html(fragment) == expected, reason


@given(st.text(st.sampled_from("<>/=\"'ap script&;#x3c!-"), max_size=80))
def test_whatever_comes_in_nothing_that_runs_comes_out(fragment: str) -> None:
    cleaned = clean_html(fragment)
    if cleaned:
        root = lxml_html.fragment_fromstring(cleaned, create_parent="div")
        assert not any(element.tag in ("script", "a", "img", "iframe") for element in root.iter())
        assert all(set(element.attrib) <= {"rowspan", "colspan", "start"} for element in root.iter())


def test_writes_items_decisions_and_who_was_there() -> None:
    meeting = RemoteMeeting("1", RemoteCommittee("2", "Audit & Risk"), date(2026, 2, 10))
    page = format_minutes(
        meeting,
        [ItemText("5a", "Fees", "<p>Noted.</p>", "<p>Raise them.</p>"), ItemText(None, "Empty")],
        [
            Attendee("Councillor Iona Marsh", "Chair", "Present"),
            Attendee("Councillor Piers Holloway", "Member", "Apologies"),
            Attendee("Councillor Una Reed", "Member", "Expected"),
        ],
    )
    assert "<h1>Minutes of the Audit &amp; Risk held on 10 February 2026</h1>" in page
    assert "<h2>5a. Fees</h2>\n<p>Noted.</p>\n<h3>Decision</h3>\n<p>Raise them.</p>" in page
    assert "<p>Present: Councillor Iona Marsh (Chair)</p>\n<p>Apologies: Councillor Piers Holloway</p>" in page
    assert "listed by the council's web service" in page and "Una Reed" not in page and "Empty" not in page
