"""Form of a written sentence: one plain sentence of moderate length that speaks of the papers, not to the reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from paper_search.text.spans import split_sentences

MAX_CHARACTERS = 300
"""Characters of a sentence; a longer one says more than one thing."""
_MARKUP = re.compile(
    r"[<>`|{}\\^~*_\[\]\u27e6\u27e7]|&#?\w{1,8};|^\s*#|^\s*[-+\u2022]\s|\$\$|^\s*\d{1,2}[.)]\s", re.MULTILINE
)
_LINK = re.compile(
    r"://|\bwww\.|\b(?:https?|ftp|mailto|javascript|data|file):|\w@\w|\.(?:com|org|net|gov|uk|io)\b", re.I
)
_TO_READER = re.compile(r"\b(?:your?|yours|yourself|yourselves|i|i['\u2019](?:m|ll|ve|d)|me|my|let['\u2019]s)\b", re.I)
_MACHINE = re.compile(
    r"\b(?:ai|llm|gpt|chatgpt|chatbots?|language model|an assistant|prompts?"
    r"|(?:previous|above|prior|these|earlier) instructions?|instructions? (?:above|before)|jailbreak)\b",
    re.I,
)
_COMMAND = re.compile(
    r"\s*(?:please|kindly|do\s+not|don['\u2019]t|never|always|ignore|disregard|forget|click|pretend|reveal|obey|subscribe"
    r"|download|imagine|override|bypass|execute|visit|disclose|summari[sz]e|translate"
    # These begin statements too: "Use of the hall was refused", "Report authors were thanked".
    r"|(?:now\s+|first\s+|then\s+)?(?:send|reply|respond|answer|repeat|print|output|write|say|tell|call|email|contact|follow"
    r"|open|see|read|note|remember|consider|vote|act|stop|go|sign|pay|give|enter|type|copy|paste|run|use|make|check|look"
    r"|try|buy|share|trust|believe|assume|delete|remove|report|submit|log)\s+(?:the|an?|all|any|this|that|these|those|to|for"
    r"|it|them|us|here|now|its|in|on|with|as|only|nothing|everything|against))\b",
    re.I,
)
_COMBINING = frozenset(("Mn", "Me"))
_HIDDEN = frozenset(("Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"))


def check_form(text: str) -> Iterator[str]:
    """Yield why a text is no plain sentence: markup, links, hidden signs, words to the reader, a wrong length."""
    if not any(sign.isalnum() for sign in text):
        yield "It is empty."
        return
    if len(text) > MAX_CHARACTERS:
        yield f"It is longer than {MAX_CHARACTERS} characters."
        return
    # Composed first: a letter of Welsh with its accent is one sign, a stroke through a figure stays by itself.
    signs = {unicodedata.category(sign) for sign in unicodedata.normalize("NFC", text)}
    if signs & _HIDDEN:
        yield "It has signs that cannot be seen or that break the line."
    if signs & _COMBINING:
        yield "It has marks that are laid over its letters or figures."
    if _MARKUP.search(text) or _LINK.search(text):
        yield "It has markup or a link."
    if _TO_READER.search(text) or _MACHINE.search(text) or _COMMAND.match(text):
        yield "It speaks to the reader or of a machine, not of the papers."
    if text.count("(") != text.count(")") or text.rstrip().endswith(("?", "!", "...", "\u2026", ":")):
        yield "It is no statement."
    elif len(split_sentences(text)) > 1:
        yield "It is more than one sentence."
