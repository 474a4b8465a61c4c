"""Markdown: what the page made of it does not show is left out and counted, and every offset stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.registry import read
from paper_search.records import Reading
from paper_search.records.strikethrough import mask_struck

SECRET = "Settle at 900,000 pounds."
VISIBLE = "The depot in Larkford stays open."


def read_source(folder: Path, source: str) -> Reading:
    path = folder / "paper.md"
    path.write_bytes(source.encode())
    return read(path)


HIDDEN = [
    ("<!-- {} -->", "a comment"),
    ("<!--\n{}\n\nmore\n-->", "a comment over paragraphs"),
    ("<p hidden>{}</p>", "hidden by an attribute"),
    ('<span style="display:none">{}</span>', "hidden by its style"),
    ('<div style="display:none">\n\n{}\n\n</div>', "Markdown inside a hidden element"),
    ("<style>.q{{display:none}}</style>\n\n<p class='q'>{}</p>", "hidden by a rule"),
    ('<font color="white">{}</font>', "in the colour of the page"),
    ("<template>{}</template>", "a template"),
    ("<script>{}</script>", "a script"),
    ('[x]: page.html "{}"', "the title of a link definition"),
    ("[//]: # ({})", "a definition used as a comment"),
    ("[comment]: <> ({})", "another one"),
    ('[see](page.html "{}")', "the title of a link"),
]
STRUCK = [
    ("~~{}~~", "two tildes"),
    ("~{}~", "one tilde, as GitHub has it"),
    ("<s>{}</s>", "an element"),
    ("<del>{}</del>", "another element"),
    ("<del>\n\n{}\n\n</del>", "an element around paragraphs"),
]
SHOWN = [
    ("`<p hidden>` {}", "a tag in code"),
    ("```\n<!-- {} -->\n```", "a comment in a fence"),
    ("Use `~~` marks. {}", "tildes in code"),
    ("About ~5 to ~6 m. {}", "tildes for about"),
    ("If a < b then {} and c > d", "signs of comparison"),
    ("<div>\n\n{}\n\n</div>", "an element that shows"),
    ("<details><summary>More</summary>\n\n{}\n\n</details>", "what a reader opens"),
    ("[^1]: {}", "a footnote"),
]


COMMENTS = [("<!-- -->", 0, "a list is parted with it"), ("<!--\n\nsettle it -->", 2, "its marks are no words")]


@pytest.mark.parametrize(("source", "words", "why"), COMMENTS, ids=[row[2] for row in COMMENTS])
def test_words_of_a_comment_are_counted(tmp_path: Path, source: str, words: int, why: str) -> None:
    reading = read_source(tmp_path, f"{VISIBLE}\n\n{source}\n")
    assert sum(hidden.words for hidden in reading.hidden) == words


@pytest.mark.parametrize(("source", "why"), [*HIDDEN, *STRUCK], ids=[row[1] for row in (*HIDDEN, *STRUCK)])
def test_words_that_do_not_show_are_left_out(tmp_path: Path, source: str, why: str) -> None:
    whole = f"# Depot\n\n{source.format(SECRET)}\n\n{VISIBLE}\n"
    reading = read_source(tmp_path, whole)
    assert "900,000" not in mask_struck(reading.text), why
    assert len(reading.text) == len(whole)
    assert reading.text.index(VISIBLE) == whole.index(VISIBLE)
    assert "~~" in reading.text or sum(text.words for text in reading.hidden) >= 4


@pytest.mark.parametrize(("source", "why"), SHOWN, ids=[row[1] for row in SHOWN])
def test_words_that_show_stay(tmp_path: Path, source: str, why: str) -> None:
    reading = read_source(tmp_path, f"# Depot\n\n{source.format(SECRET)}\n\n{VISIBLE}\n")
    assert SECRET in mask_struck(reading.text), why
    assert VISIBLE in mask_struck(reading.text)


def test_comment_is_heard_for_a_marking(tmp_path: Path) -> None:
    reading = read_source(tmp_path, f"<!-- NOT FOR PUBLICATION -->\n\n{VISIBLE}\n")
    assert "NOT FOR PUBLICATION" in [dropped.text for dropped in reading.dropped]


SIGNS = [
    ("See the [full report](https://example.org/a_(b).pdf) now.", "See the full report now.", "a link"),
    ('See [the map][map], or [map].\n\n[map]: plan.html "Map"', "See the map , or map .", "links by reference"),
    ("See [1] and [the note].", "See [1] and [the note].", "brackets that link to nothing"),
    ("![Map of the green](green.png)", "Map of the green", "the description of a picture"),
    ("[![Map](green.png)](plan.html) Salt.", "Map Salt.", "a picture in a link"),
    ("![](green.png) Salt.", "Salt.", "a picture without one"),
    (
        "Fish &amp; chips cost &pound;5; the Council&rsquo;s view.",
        "Fish & chips cost £5; the Council’s view.",
        "entities",
    ),
    ("Salt&nbsp;and&#32;grit, &#x2013; and &unknown;", "Salt and grit, – and &unknown;", "entities by number"),
    ("3\\. Matters arising, 2017\\-18, and a\\\nbreak.", "3. Matters arising, 2017-18, and a break.", "escaped signs"),
    ("Use `[a](b) &amp; \\.` here.", "Use `[a](b) &amp; \\.` here.", "code"),
    (
        "~~40~~ and &#126;&#126;50&#126;&#126;",
        "~~40~~ and \u223c\u223c50\u223c\u223c",
        "a tilde by entity strikes nothing",
    ),
]


@pytest.mark.parametrize(("source", "shown", "reason"), SIGNS, ids=[row[2] for row in SIGNS])
def test_signs_are_read_as_the_page_shows_them(tmp_path: Path, source: str, shown: str, reason: str) -> None:
    assert " ".join(read_source(tmp_path, f"{source}\n").text.split()) == shown, reason


def test_rows_of_an_html_table_are_rows(tmp_path: Path) -> None:
    table = (
        "The sums are these.\n\n<table><tr><th>Year</th><th>Sum</th></tr>\n"
        "<tr>\n<td>2030</td>\n<td>£1,200</td>\n</tr></table>\n"
        "\n<table><tr><td>Set in a frame.</td></tr></table>\n\n<table hidden><tr><td>2031</td><td>£9</td></tr></table>"
    )
    reading = read_source(tmp_path, table)
    shown = [(block.kind, " ".join(block.text.split())) for block in reading.blocks]
    assert shown == [
        ("text", "The sums are these."),
        ("table", "| Year | Sum | | 2030 | £1,200 |"),
        ("text", "Set in a frame."),
    ]
    assert len(reading.text) == len(table)


FRONT_MATTER = [
    ('---\ntitle: "Minutes"\ndate: 2031-07-12\ntags:\n  - salt\n---\n', ("Minutes", "2031-07-12"), "a head"),
    ("---\r\ntitle: Minutes # sent\r\ndate: '2031-07-12'\r\n---\r\n", ("Minutes", "2031-07-12"), "other line ends"),
    ("---\nSalt is spread.\n\n---\n", (None, None), "rules around a paragraph"),
    ("---\ntitle: Minutes\n", (None, None), "no end"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "values", "reason"), FRONT_MATTER, ids=[row[2] for row in FRONT_MATTER])
def test_head_is_no_part_of_the_page(
    tmp_path: Path, head: str, values: tuple[str | None, str | None], reason: str
) -> None:
    reading = read_source(tmp_path, f"{head}\n{VISIBLE}\n")
    info = dict(reading.info)
    assert (info.get("front matter title"), info.get("front matter date")) == values, reason
    assert [block.text for block in reading.blocks][-1] == VISIBLE
    assert (len(reading.blocks) == 1) is (values[0] is not None)


def test_head_is_heard_for_a_marking(tmp_path: Path) -> None:
    reading = read_source(tmp_path, f"---\ntitle: Depot\nstatus: NOT FOR PUBLICATION\n---\n\n{VISIBLE}\n")
    assert "status: NOT FOR PUBLICATION" in [dropped.text for dropped in reading.dropped]


HOSTILE = [
    ("[" + "\\a" * 3000, "a link that never ends"),
    ("[a](" * 3000, "links in links"),
    ("---\n" + "\n" * 3000 + "- salt", "a head of empty lines"),
    ("<tr>" * 3000, "rows that never end"),
    ("<table>" + "<tr><td>1</td><td>2</td></tr>" * 500, "a table on one line"),
    ("&" * 20000, "entities that never end"),
]


@pytest.mark.parametrize(("source", "reason"), HOSTILE, ids=[row[1] for row in HOSTILE])
def test_broken_signs_end(tmp_path: Path, source: str, reason: str) -> None:
    assert VISIBLE in read_source(tmp_path, f"{source}\n\n{VISIBLE}\n").text, reason
