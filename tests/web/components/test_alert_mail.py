"""The words of mails: quotes as they are printed, nothing that runs, and no end of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from paper_search.web.components.alert_form import describe_query
from paper_search.web.components.alert_mail import AlertNews, NewsItem, write_alert, write_confirmation

SITE, STOP = "https://papers.example", "https://papers.example/alerts/stop/abc"
ITEM = NewsItem(
    "5 < 6 & “7”", False, "Ferndale Council, Cabinet, 4 March 2026, “Roads”, item 3", "/paper?id=a.pdf#page=2"
)
NEWS = AlertNews("“road repairs” · Cabinet", "/?q=road+repairs", "New in the papers", (ITEM,), "", ("Strong match.",))


def write(news: AlertNews) -> tuple[str, BeautifulSoup]:
    content = write_alert(news, SITE, STOP)
    return content.text, BeautifulSoup(content.html, "html.parser")


def test_a_mail_reads_as_a_reader_expects() -> None:
    assert write(NEWS)[0] == (
        "New in the papers\n\n“road repairs” · Cabinet\n\nStrong match.\n\n\n5 < 6 & “7”\n\n"
        "— Ferndale Council, Cabinet, 4 March 2026, “Roads”, item 3\nhttps://papers.example/paper?id=a.pdf#page=2\n\n\n"
        "These are the papers’ own words, uncorrected. Check them in the paper before you rely on them.\n\n"
        "Everything the papers say about it: https://papers.example/?q=road+repairs\n"
        "You get this e-mail because this address asked for it at https://papers.example.\n"
        "Stop these e-mails: https://papers.example/alerts/stop/abc\n"
    )


def test_both_forms_say_the_same() -> None:
    items = (replace(ITEM, label="Refused: The ferry"), replace(ITEM, text="cut", is_cut=True, path="/paper?id=b"))
    text, page = write(replace(NEWS, items=items, more="There are 12 more"))
    for words in (
        "Refused: The ferry",
        "5 < 6 & “7”",
        "[cut here",
        "There are 12 more",
        ITEM.citation,
        "Strong match.",
    ):
        assert words in text, words
        assert words in page.get_text(), words
    links = {str(link["href"]) for link in page.select("a")}
    assert links == {f"{SITE}/paper?id=a.pdf#page=2", f"{SITE}/paper?id=b", f"{SITE}/?q=road+repairs", STOP}
    assert all(link in text for link in links)


HOSTILE = [
    ("<script>window.ran=1</script>", "a script"),
    ('"><img src=x onerror=alert(1)>', "the end of an attribute"),
    ("</blockquote></body>", "the end of the page"),
    ("javascript:alert(1)", "an address that runs"),
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_no_word_of_a_paper_or_a_question_becomes_markup(text: str, reason: str) -> None:
    item = NewsItem(text, False, text, "/paper?id=a", text)
    plain, page = write(AlertNews(text, "/?q=a", "New", (item,), "", (text,)))
    tags = {element.name for element in page.find_all()}
    assert tags <= set("html head meta title body h1 p strong bdi blockquote a hr br".split())
    assert all(str(link["href"]).startswith(SITE) for link in page.select("a"))
    assert page.select_one("blockquote").get_text() == text  # type: ignore[union-attr]
    assert text in plain


def test_struck_words_are_said_to_be_struck() -> None:
    _, page = write(replace(NEWS, items=(replace(ITEM, text="The fee is ~~£4~~ £5."),)))
    assert page.select_one("blockquote del").get_text().strip().startswith("struck through: £4")  # type: ignore[union-attr]


def test_the_mail_to_confirm_has_its_link_in_both_forms() -> None:
    content = write_confirmation(SITE, f"{SITE}/alerts/confirm/abc")
    page = BeautifulSoup(content.html, "html.parser")
    assert f"{SITE}/alerts/confirm/abc" in content.text
    assert [str(link["href"]) for link in page.select("a")] == [SITE, f"{SITE}/alerts/confirm/abc"]


DESCRIBED = [
    ("question", "q=road+repairs", "“road repairs”"),
    ("question", "q=roads&authority=A+%26+B&kind=minutes&since=2024", "“roads” · A & B · minutes · from 2024"),
    ("decisions", "", "All decisions"),
    ("decisions", "q=ferry&outcome=refused&until=2025", "Decisions · “ferry” · refused · until 2025"),
]


@pytest.mark.parametrize(("kind", "query", "words"), DESCRIBED)
def test_a_query_in_words(kind: str, query: str, words: str) -> None:
    assert describe_query(kind, query) == words  # type: ignore[arg-type]
