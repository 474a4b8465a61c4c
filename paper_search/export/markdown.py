"""Evidence packs as Markdown.

Rendered, a quote reads letter for letter as it is printed, struck-through words in GitHub Flavored Markdown. Nothing in
a paper is read as markup, as HTML or as a link.
"""

from __future__ import annotations

import re

from paper_search.export.pack import PACK_NOTICE, EvidencePack, PackPassage, list_item_facts, list_pack_facts
from paper_search.export.tables import PrintedTable, read_table
from paper_search.export.written import WRITTEN_HEADING, WRITTEN_NOTICE, PackSentence, PackWriting
from paper_search.records import Passage
from paper_search.records.strikethrough import STRUCK_MARK
from paper_search.text.spans import trim_span
from paper_search.text.struck import split_struck

_MARKUP_SIGNS = re.compile(
    r"[\\`*_{}\[\]<>#|~$^@]"  # signs that mean something anywhere
    r"|&(?=\#?\w)|:(?=//)|(?i:(?<=www)\.)"  # entities and bare addresses
    r"|^\s*[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d{3})[.)]"  # what begins a list or underlines a heading
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = "  \n"


def escape_markdown(words: str) -> str:
    """Return words on one line, escaped so that Markdown shows them unchanged."""
    line = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words).strip().replace("\n", " ")
    return _MARKUP_SIGNS.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], line)


def _format_quotation(text: str) -> str:
    """Return the words as a quotation, its line breaks kept."""
    lines = [escape_markdown(line) for line in text.split("\n")] if STRUCK_MARK not in text else _strike_lines(text)
    return _LINE_BREAK.join(f"> {line}" if line else ">" for line in lines).replace(">" + _LINE_BREAK, ">\n")


def _format_table(table: PrintedTable) -> str:
    """Return a table in a quotation, as GitHub Flavored Markdown has it; heads that are not known are empty."""
    heads = table.heads or ("",) * len(table.rows[0])
    rows = [map(escape_markdown, heads), ["---"] * len(heads), *(map(escape_markdown, row) for row in table.rows)]
    return "\n".join(f"> | {' | '.join(row)} |" for row in rows)


def _format_words(passage: Passage) -> str:
    """Return the words of a passage, a table as a table; one with struck words is shown line by line."""
    table = read_table(passage) if STRUCK_MARK not in passage.text else None
    return _format_table(table) if table and table.rows else _format_quotation(passage.text)


def _strike_lines(text: str) -> list[str]:
    """Return the lines, escaped, with the marks of Markdown around what is struck through in each."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for (start, end), is_struck in split_struck(text):
        for index, words in enumerate(text[start:end].split("\n")):
            lines += [[]] if index else []
            lines[-1].append((words, is_struck))
    return ["".join(_format_piece(words, is_struck) for words, is_struck in line).strip() for line in lines]


def _format_piece(words: str, is_struck: bool) -> str:
    start, end = trim_span(words, 0, len(words))
    escaped = escape_markdown(words)
    marked = f"{STRUCK_MARK}{escaped}{STRUCK_MARK}" if is_struck and escaped else escaped
    return words[:start] + marked + words[end:]


def render_pack(pack: EvidencePack) -> bytes:
    """Return the whole pack."""
    about = [f"* **{name}**: {escape_markdown(value)}" for name, value in list_pack_facts(pack)]
    items = [_format_item(number, item) for number, item in enumerate(pack.items, 1)]
    parts = ["# Evidence pack", "\n".join(about), PACK_NOTICE, *items, *_format_writing(pack.written)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _format_item(number: int, item: PackPassage) -> str:
    lead_in = [_format_quotation(item.passage.lead_in)] if item.passage.lead_in else []
    item_facts = [f"* **{name}**: {escape_markdown(value)}" for name, value in list_item_facts(item)]
    title = escape_markdown(item.document.title or "Title not stated")
    return "\n\n".join([f"## {number}. {title}", *lead_in, _format_words(item.passage), "\n".join(item_facts)])


def _format_writing(written: PackWriting) -> list[str]:
    if not written.sentences:
        return []
    remarks = [f"* **Remark**: {escape_markdown(remark)}" for remark in written.contradictions]
    return [f"## {WRITTEN_HEADING}", WRITTEN_NOTICE, *remarks, *map(_format_sentence, written.sentences)]


def _format_sentence(sentence: PackSentence) -> str:
    parts = [f"**{escape_markdown(sentence.mark)}:** {escape_markdown(sentence.text)}", "It rests on:"]
    for quote in sentence.quotes:
        parts += [_format_quotation(quote.text), f"* **Citation**: {escape_markdown(quote.numbered_citation)}"]
    return "\n\n".join(parts)
