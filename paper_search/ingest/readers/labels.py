"""What may stand in front of a list item or a numbered paragraph, as readers need it to part blocks.

In: a line of text. Out: the label, if the line begins with what could be one. Whether it is one is for the
reader to decide, who knows where the line stands.
"""

from __future__ import annotations

import re

BULLET_CHARACTERS = (
    "\u2022\u00b7\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u25a1\u25c6\u27a2\u2756\u2713\u2714\u2610\u2611\u2612"
    "\u2043\u2023\u2219\u00a7\u00d8*"
)

LABEL_PATTERN = re.compile(
    rf"(?P<label>[{BULLET_CHARACTERS}]+(?![{BULLET_CHARACTERS}\w])|[{BULLET_CHARACTERS[:-1]}](?=\w)"
    # A dash or the letter o is a bullet only where white space follows.
    r"|[o\u2013\u2014-](?=\s)"
    # 4.12  4.1.2.  A.24  but no sum of money, no per cent, no time of day
    r"|\d{1,3}(?:\.\d{1,3}){1,4}[.):]?(?![\d,%:]|\s?(?:m|bn|k|am|pm|per cent|million|billion)\b)"
    r"|[A-Z]{1,2}\.?\d{1,3}(?:\.\d{1,3})*[.):](?!\d)|[A-Z]\.\d{1,3}(?=\s)"
    # 4.  4)  (4)  (a)  (iv)  a)  a.  iv.
    r"|\(?\d{1,3}[.):](?!\d)"
    r"|\((?:[a-z]{1,2}|[A-Z]|[ivxl]{1,5}|\d{1,3})\)"
    r"|(?:[a-z]|[A-Z]|[ivx]{1,5}|[IVX]{1,4})[.)](?![\w.])"
    r")(?P<gap>\s*)(?P<rest>.*)",
    re.S,
)
"""Groups: ``label`` as printed, ``gap`` behind it, ``rest`` of the line."""

SENTENCE_END_PATTERN = re.compile(r"[.!?:;\u2026][\"'\u201d\u2019)\]*_]*$|[.;:,]\s+(?:and|or)$", re.I)
"""How a sentence, a lead-in or an item of a list ends."""


def is_bullet(text: str) -> bool:
    """Whether the line begins with a bullet, a dash or the letter o used as one."""
    match = LABEL_PATTERN.match(text)
    return match is not None and (match["label"] == "o" or not re.search(r"\w", match["label"]))
