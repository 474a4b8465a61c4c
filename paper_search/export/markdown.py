"""A pack in, Markdown out. Promised: rendered, a quote reads letter for letter as it is printed; nothing in a paper is
read as markup, as HTML or as a link.
"""

from __future__ import annotations

import re

from paper_search.export.pack import ABOUT, Item, Pack, facts, heading

_MARKUP = re.compile(
    r"[\\`*_{}\[\]<>#|~$^@]"  # signs that mean something anywhere
    r"|&(?=\#?\w)|:(?=//)|(?i:(?<=www)\.)"  # entities and bare addresses
    r"|^\s*[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d{3})[.)]"  # what begins a list or underlines a heading
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAK = "  \n"


def escaped(words: str) -> str:
    """One line of words as Markdown shows it unchanged."""
    line = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words).strip()
    return _MARKUP.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], line)


def _quoted(text: str) -> str:
    """The words as a quotation, its line breaks kept."""
    lines = [escaped(line) for line in text.split("\n")]
    return _BREAK.join(f"> {line}" if line else ">" for line in lines).replace(">" + _BREAK, ">\n")


def written(pack: Pack) -> bytes:
    """The whole pack."""
    about = [f"* **{name}**: {escaped(value)}" for name, value in heading(pack)]
    items = [_item(number, item) for number, item in enumerate(pack.items, 1)]
    parts = ["# Evidence pack", "\n".join(about), ABOUT, *items]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _item(number: int, item: Item) -> str:
    lead_in = [_quoted(item.passage.lead_in)] if item.passage.lead_in else []
    said = [f"* **{name}**: {escaped(value)}" for name, value in facts(item)]
    title = escaped(item.document.title or "Title not stated")
    return "\n\n".join([f"## {number}. {title}", *lead_in, _quoted(item.passage.text), "\n".join(said)])
