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
