"""The outcome of a decision, told from its opening verb and from what was decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.records.register import DecisionOutcome

_VERBS: dict[str, DecisionOutcome] = {
    "resolved": "resolved",
    "resolution": "resolved",
    "resolves": "resolved",
    "penderfynwyd": "resolved",
    "decided": "agreed",
    "agreed": "agreed",
    "cytunwyd": "agreed",
    "accepted": "agreed",
    "endorsed": "agreed",
    "adopted": "approved",
    "approved": "approved",
    "confirmed": "approved",
    "granted": "approved",
    "recommended": "recommended",
    "argymhellwyd": "recommended",
    "refused": "refused",
    "deferred": "deferred",
    "noted": "noted",
    "withdrawn": "withdrawn",
    "voted": "agreed",
    "decision": "agreed",
    "penderfyniad": "agreed",
}
_PARTICIPLE_PATTERN = re.compile(
    r"(?<!\bto\s)\bbe\s+(?:and\s+(?:is|are)\s+hereby\s+)?(?:hereby\s+)?(?:\w+ly\s+)?(?:received\s+(?:and"
    r"|&)\s+)?(?P<word>[A-Za-z]{2,14}(?:ed|en|wn|ne|de|id|ld|nt|pt))\b",
    re.IGNORECASE,
)
_INFINITIVE_PATTERN = re.compile(
    r"[\W_]*(?:\w{1,4}[.)]\s+)?(?:that\s+)?(?:(?:the\s+)?(?:cabinet|committee|council|board|panel"
    r"|executive|members)\s+)?(?:to\s+)?(?P<word>notes?|approves?|refuses?|defers?"
    r"|grants?(?=\s+(?:planning|permission|consent|approval|the|outline|full))|recommends?|withdraw)\b",
    re.IGNORECASE,
)
_CONTENT: dict[str, DecisionOutcome] = {
    "noted": "noted",
    "note": "noted",
    "notes": "noted",
    "approved": "approved",
    "approve": "approved",
    "approves": "approved",
    "granted": "approved",
    "grant": "approved",
    "grants": "approved",
    "refused": "refused",
    "refuse": "refused",
    "refuses": "refused",
    "deferred": "deferred",
    "defer": "deferred",
    "defers": "deferred",
    "withdrawn": "withdrawn",
    "withdraw": "withdrawn",
    "recommended": "recommended",
    "recommend": "recommended",
    "recommends": "recommended",
}
_ITEM_PATTERN = re.compile(r"\n\s*(?=(?:[(\w]{1,4}[.)]\s|[•·●▪■§-]\s))|;|\n\s*\n(?=\W*(?:That|THAT|To|And)\b)")
_MIN_ITEM_WORDS = 3
_RECOMMEND_PATTERN = re.compile(r"[\W_]*(?:that\s+)?(?:it\s+be\s+)?recommend(?:ed|s)?\s+(?:to|that)\b", re.IGNORECASE)


# What follows says why and on which conditions, and decides nothing more.
_REASON_PATTERN = re.compile(
    r"\b(?:for\s+the\s+(?:following\s+)?reasons?|on\s+the\s+grounds?|subject\s+to\b"
    r"|with\s+the\s+following\s+conditions?)\b",
    re.IGNORECASE,
)
_ALONE_PATTERN = re.compile(
    r"[\W_]*(?P<word>approved|granted|refused|deferred|withdrawn|noted)\b[\W_]*(?:$|[.,;:–-]|subject|as\b"
    r"|for\b|by\b|until\b|with\b)",
    re.IGNORECASE,
)


def find_outcome(verb: str, words: str, *, is_motion: bool = False) -> DecisionOutcome:
    """Return the outcome of a decision.

    Where all that was decided is one thing, such as "that the report be noted", that is the outcome; else the verb is.

    Args:
        verb: the verb that opens it, in small letters.
        words: what was decided, without the lead-in.
        is_motion: True for the words of somebody who moves it, where only "be noted" and the like are sure.
    """
    outcome = _VERBS.get(verb, "resolved")
    if outcome not in {"resolved", "agreed"}:
        return outcome
    items = list(_read_items(words))
    if len(items) == 1 and _RECOMMEND_PATTERN.match(items[0]):
        return "recommended"
    if (alone := _ALONE_PATTERN.match(words)) and not is_motion:
        return _CONTENT[alone["word"].lower()]
    kinds = {kind for item in items for kind in _read_item(item, is_motion=is_motion)}
    only = next(iter(kinds)) if len(kinds) == 1 else None
    return outcome if only is None or (is_motion and only == "approved") else only


def _read_item(words: str, *, is_motion: bool) -> Iterator[DecisionOutcome | None]:
    """Yield the outcomes that the verbs of one item give; None for a verb that gives none, or for no verb."""
    found = [_CONTENT.get(match["word"].lower()) for match in _PARTICIPLE_PATTERN.finditer(words)]
    if not is_motion and (match := _INFINITIVE_PATTERN.match(words)):
        # "defer the item to a meeting to be held in May": what else is done stands beneath the first verb.
        found = [_CONTENT.get(_fold(match["word"].lower())), *(kind for kind in found if kind)]
    yield from found or [None]


def _fold(word: str) -> str:
    return word if word in _CONTENT else word.removesuffix("s")


def _read_items(words: str) -> Iterator[str]:
    """Yield the items of a decision without their reasons and conditions."""
    for item in _ITEM_PATTERN.split(words):
        reason = _REASON_PATTERN.search(item)
        text = item[: reason.start()] if reason else item
        if len(text.split()) >= _MIN_ITEM_WORDS:
            yield text
        if reason and item.rstrip(" *_\n").endswith((":", ":-")):
            return
