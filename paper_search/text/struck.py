"""Marks around struck-through words, which a reading keeps and nothing quotes.

The mark is that of Markdown extensions (GitHub Flavored Markdown, "strikethrough"): two tildes on either side. It is
part of the reading text, so that the struck words of every passage can be told from its text alone.
"""

from __future__ import annotations

import re

from paper_search.text.spans import Span, split_sentences

STRUCK_MARK = "~~"
_STRUCK_PATTERN = re.compile(r"(?<!~)~~(?=[^\s~])[^\n]*?(?<=[^\s~])~~(?!~)")


def mark_struck(text: str) -> str:
    """Return the text with marks around each of its sentences, white space at the ends outside them.

    A sentence has marks of its own, since passages are cut between sentences.
    """
    marked, end = [], 0
    for start, stop in split_sentences(text):
        marked += [text[end:start], STRUCK_MARK, " ".join(text[start:stop].split("\n")), STRUCK_MARK]
        end = stop
    return "".join([*marked, text[end:]])


def find_struck(text: str) -> list[Span]:
    """Return the spans of struck words, their marks included, in order."""
    return [match.span() for match in _STRUCK_PATTERN.finditer(text)] if STRUCK_MARK in text else []


def mask_struck(text: str) -> str:
    """Return the text with a space for every character that is struck or a mark, so that offsets stay.

    It is the form to be embedded, matched and measured; what is shown is the text itself.
    """
    for start, end in find_struck(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text
