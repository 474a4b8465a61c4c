"""Papers as web pages of a council's meeting site. In: a paper. Out: HTML bytes.

The page has what such pages have around the paper: a skip link, navigation, a cookie notice and a footer, none of
which belongs to it. Bullets are lists inside lists; printed numbers stand in the text, as typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from tests.sample_corpus.markup import Paper, Part, cells

TAGS = {"title": "h1", "heading": "h2", "subheading": "h3"}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>.skip {{ position: absolute }} .papers {{ margin: 1em }}</style>
<script>window.menuOpen = false;</script></head>
<body>
<a class="skip" href="#content">Skip to main content</a>
<header><p>{authority}</p><nav><ul><li><a href="/">Home</a></li><li><a href="/meetings">Meetings</a></li>
<li><a href="/councillors">Find your councillor</a></li></ul></nav></header>
<div role="dialog" aria-label="Cookies"><p>This site uses cookies.</p><button>Accept</button></div>
<main id="content">
{body}
</main>
<footer><p>Page last published by {authority}</p><p><a href="/accessibility">Accessibility statement</a></p></footer>
</body>
</html>
"""


def line(part: Part) -> str:
    """One part that stands alone."""
    label = f"{part.label}&nbsp;&nbsp; " if part.label else ""
    text = label + escape(part.text, quote=False)
    if part.kind == "italic":
        return f"<p><em>{text}</em></p>"
    if part.kind == "bold":
        return f"<p><strong>{text}</strong></p>"
    tag = TAGS.get(part.kind, "p")
    return f"<{tag}>{text}</{tag}>"


def bullets(parts: Iterable[Part]) -> str:
    """Bullets, with those under one as a list inside it."""
    out: list[str] = []
    open_sublist = False
    for part in parts:
        if (part.kind == "subbullet") != open_sublist:
            out.append("</ul>" if open_sublist else "<ul>")
            open_sublist = not open_sublist
        out.append(f"<li>{escape(part.text, quote=False)}")
    return "<ul>\n" + "\n".join(out) + ("</ul>" if open_sublist else "") + "\n</ul>"


def table(rows: list[Part]) -> str:
    """A table with a head row."""
    lines = [cells(row.text) for row in rows]
    tags = ["th", *["td"] * (len(lines) - 1)]
    body = "\n".join(
        "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in row) + "</tr>"
        for tag, row in zip(tags, lines, strict=True)
    )
    return f"<table>\n{body}\n</table>"


def front(rows: list[Part]) -> str:
    """From / To / Subject lines."""
    pairs = (cells(row.text) for row in rows)
    lines = (f"<dt>{escape(key)}</dt><dd>{escape(value, quote=False)}</dd>" for key, value in pairs)
    return "<dl>\n" + "\n".join(lines) + "\n</dl>"


def body_of(parts: Iterable[Part]) -> str:
    """What stands inside the main part of the page."""
    grouped = {"row": table, "front": front, "bullet": bullets}
    out: list[str] = []
    for kind, group in groupby(parts, key=lambda part: "bullet" if part.kind == "subbullet" else part.kind):
        rows = list(group)
        if kind in grouped:
            out.append(grouped[kind](rows))
        elif kind == "auto":
            out.append("<ol>\n" + "\n".join(f"<li>{escape(row.text, quote=False)}</li>" for row in rows) + "\n</ol>")
        else:
            out += [line(row) for row in rows]
    return "\n".join(out)


def paper_html(paper: Paper) -> bytes:
    """One paper as a page of its council's site."""
    authority = escape(paper.get("site") or paper.get("authority") or "")
    title = escape(paper.get("info-title") or "")
    return PAGE.format(title=title, authority=authority, body=body_of(paper.parts)).encode()
