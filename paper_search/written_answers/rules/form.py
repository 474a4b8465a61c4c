"""The form of a written sentence: one plain sentence of moderate length that speaks of the papers, not to the reader."""

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
    r"://|\bwww\.|\b(?:https?|ftp|mailto|javascript|data|file):|\w@\w|\.(?:com|org|net|gov|uk|io)\b/?", re.I
)
_TO_READER = re.compile(
    r"\b(?:you|your|yours|yourself|yourselves|i|i'm|i'll|i've|i\u2019m|i\u2019ll|i\u2019ve|me|my|let's|let\u2019s)\b",
    re.I,
)
_MACHINE = re.compile(
    r"\b(?:ai|llm|gpt|chatgpt|chatbot|chatbots|language model|assistant says|as an assistant|system prompt|prompts?|the prompt"
    r"|previous instructions?|above instructions?|prior instructions?|these instructions?|jailbreak)\b",
    re.I,
)
_COMMAND = re.compile(
    r"\s*(?:please\s+|now\s+|first\s+|then\s+|do\s+not\s+|don['\u2019]t\s+|never\s+|always\s+)?(?:ignore|disregard|forget|"
    r"click|visit|send|reply|respond|answer|repeat|print|output|write|say|tell|call|email|contact|follow|download|open|"
    r"see|read|note|remember|consider|vote|act|pretend|reveal|obey|stop|go|sign|pay|give|enter|type|copy|paste|run|"
    r"execute|translate|summarise|summarize|use|make|check|look|try|buy|share|subscribe|trust|believe|assume|imagine|"
    r"override|bypass|delete|remove|report|submit|log|login)\b(?!\s*(?:that\s+)?(?:was|were|is|are|has|had|will|by)\b)",
    re.I,
)
_HIDDEN = frozenset(("Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"))


def check_form(text: str) -> Iterator[str]:
    """Yield why a text is no plain sentence: markup, links, hidden signs, words to the reader, a wrong length."""
    if not any(sign.isalnum() for sign in text):
        yield "It is empty."
        return
    if len(text) > MAX_CHARACTERS:
        yield f"It is longer than {MAX_CHARACTERS} characters."
        return
    if any(unicodedata.category(sign) in _HIDDEN for sign in text):
        yield "It has signs that cannot be seen or that break the line."
    if _MARKUP.search(text) or _LINK.search(text):
        yield "It has markup or a link."
    if _TO_READER.search(text) or _MACHINE.search(text) or _COMMAND.match(text):
        yield "It speaks to the reader or of a machine, not of the papers."
    if text.rstrip().endswith(("?", "!", "...", "\u2026", ":")):
        yield "It is no statement."
    elif len(split_sentences(text)) > 1:
        yield "It is more than one sentence."
