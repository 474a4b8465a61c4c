"""The same paper twice, and papers that replace others: what the papers held are to one another.

In: what each paper says of itself (``claim``, ``words_key``) and a ``Card`` of every paper held; out: for each paper
the one it is a copy of, the places its words were published, and the paper that replaces it. Promised: papers are
the same only where their words are, figures included; a paper is replaced only where another one says so and there is
one paper it can mean; what is said depends on the papers held alone, never on the order in which they came.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from paper_search.records import Document
from paper_search.text.spans import fold, sentences, squeeze

LEAST_WORDS = 40
"""Letters and figures: with fewer ("The meeting is cancelled.") two papers may say the same and not be the same."""
_OPENING = 6000
"""Characters of a paper in which it says what it replaces."""
_LEAST_HEAD = 6
_COUNCIL = r"(?:(?:[^\W\d][\w'&-]*\s+){1,5}council|cyngor(?:\s+sir)?\s+\w+|(?:london|royal)\s+borough\s+of\s+\w+)"
_LETTERHEAD = re.compile(rf"^\W*{_COUNCIL}\b")
_STAMPED = re.compile(r"\Apage\s+\d+\b(?:\s+of\s+\d+\b)?|\bpage\s+\d+(?:\s+of\s+\d+)?\Z")
"""A printed page number at the head or the foot of a page."""
_FURNITURE = re.compile(rf"\W*(?:page\s+\d+(?:\s+of\s+\d+)?|agenda\s+item\s+(?:no\.?\s*)?\w{{1,4}}|{_COUNCIL})\W*")
"""Stamps and a council's name alone on a line: whether they are taken for running heads depends on the pages around."""
_SIGNS = re.compile(r"[^\W_]|(?<=\d)[.,/:](?=\d)|[-−+(](?=[£€$]?\d)|[£€$](?=\d)|(?<=\d)%")
_PAPER = r"(?:report|paper|document|appendix|annex|version|minutes)"
_NEW = r"(?:(?:attached|enclosed|revised|updated|amended|corrected|new|following|supplementary|replacement)\s+)"
_VERB = r"(?:(?:now|therefore|hereby|also|fully)\s+)*(?:replaces?|supersedes?|is\s+a\s+replacement\s+for)\b"
_CLAIM = re.compile(
    rf"\b(?:(?:this|these)\s+{_NEW}*|(?:the|an?)\s+{_NEW}+)(?:version\s+of\s+the\s+)?{_PAPER}\s+{_VERB}(?P<object>.{{0,400}})"
    rf"|\bthe\s+{_PAPER}\b[^.;]{{0,80}}?\b(?:has|have)\s+been\s+(?:\w+\s+)?(?:updated|revised|amended|corrected|reissued)\b"
    rf"[^.;]{{0,160}}?\band\s+(?:it\s+)?{_VERB}(?P<updated>.{{0,400}})"
    rf"|\bthe\s+(?P<old>{_PAPER}\b[^.;]{{0,200}}?)\s(?:has|have|is|are)\s+(?:now\s+)?(?:been\s+)?(?:replaced|superseded)\s+by\s+"
    rf"(?:this|the\s+{_NEW}+){_PAPER}",
    re.IGNORECASE | re.DOTALL,
)
_EARLIER = re.compile(
    r"\b(?:version|report|paper|document|appendix|annex|one|that|those)\b[^.;]{0,120}?\b(?:published|circulated|issued|sent\s+out"
    r"|available|contained|included|printed|previously|originally)\b"
    r"|\b(?:original|earlier|previous|published)\s+(?:agenda|pack|version|report|paper|document|appendix|annex|one)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<!\w)[“\"‘](?P<title>[^”\"’]{8,200})[”\"’]")
_ITEM = re.compile(r"\b(?:agenda\s+)?item\s+(?:no\.?\s*)?(?P<item>\d{1,3}[a-z]?)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"^(?:item\s+\d+\w?\W+)?(?:supplementary\W+)?(?:\w{0,4}\d+[/-]\d{3,6}\W+)?", re.IGNORECASE)
_REPLACEABLE = frozenset(("report", "appendix", "decision record", "questions", None))


@dataclass(frozen=True, slots=True)
class Claim:
    """That a paper replaces another: the title and the agenda item it names, where it names them."""

    title: str | None = None
    agenda_item: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What must be known of a paper to relate it to others.

    ``document`` has the status and the places as the paper alone gives them. ``key`` stands for its words, None
    where they are too few. ``standing`` orders copies, the lowest is the one to show. ``claim`` is what it says that
    it replaces.
    """

    document: Document
    key: str | None
    standing: int
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What a paper is to the others: ``same_as`` is the doc_id of the copy that is shown in its place."""

    same_as: str | None = None
    also_at: tuple[str, ...] = ()
    status: str | None = None
    replaced_by: str | None = None


# -- what one paper says ---------------------------------------------------------------------------------------


def words_key(text: str, dropped: Iterable[str] = (), page_starts: Sequence[int] = ()) -> str | None:
    """A digest of a paper's words in order, spaces and what pages repeat left out; None where it has too few.

    Every letter and figure counts, with the signs that belong to a figure: a paper in which one amount differs is
    another paper. ``text`` is the paper's reading text, ``dropped`` what was left out of it as a running head: the
    reader may take it for one in a pack and not where the paper stands alone, or on some pages only. At the offsets
    ``page_starts`` the printed number of a page may have been left standing in the middle of a sentence.
    """
    heads = {head for head in map(fold, dropped) if len(head) >= _LEAST_HEAD and not head.isdigit()}
    bounds = sorted({0, *page_starts, len(text)})
    pages = (_STAMPED.sub("", _fold_lines(text[start:end])) for start, end in pairwise(bounds))
    lines = [line for page in pages for line in page.split("\n")]
    lines = [line for line in lines if line not in heads and not _FURNITURE.fullmatch(line)]
    if lines:
        lines[0] = _LETTERHEAD.sub("", lines[0])
    kept = "".join("".join(_SIGNS.findall(line)) for line in lines)
    return hashlib.sha256(kept.encode()).hexdigest() if len(kept) >= LEAST_WORDS else None


def _fold_lines(text: str) -> str:
    """The lines of a text, each folded, without those that are blank."""
    return "\n".join(filter(None, map(fold, text.splitlines())))


def claim(text: str) -> Claim | None:
    """What the opening of a paper says that the paper replaces, if anything."""
    opening = text[:_OPENING]
    for start, end in sentences(opening):
        sentence = squeeze(opening[start:end])
        found = _CLAIM.search(sentence)
        earlier = next(filter(None, found.groups()), "") if found else ""
        named = _QUOTED.search(earlier)
        if named or _EARLIER.search(earlier):
            item = _ITEM.search(sentence)
            return Claim(named["title"].strip(" .,") if named else None, item["item"].lower() if item else None)
    return None


def claim_of_letter(letter: Claim | None, items: Sequence[str | None], item: str | None) -> Claim | None:
    """What the letter in front of a supplement says of the paper under ``item``; None where it may mean another."""
    if letter is None or item is None:
        return None
    meant = letter.agenda_item or (items[0] if len(set(items)) == 1 else None)
    return replace(letter, agenda_item=item) if meant and fold(meant) == fold(item) else None


def claim_to_text(said: Claim | None) -> str | None:
    """A claim as the store keeps it."""
    return json.dumps([said.title, said.agenda_item], ensure_ascii=False) if said else None


def claim_of_text(text: str | None) -> Claim | None:
    """The claim that the store kept."""
    return Claim(*json.loads(text)) if text else None


def place(document: Document) -> str:
    """Where a paper was published: its path, with the first page where it stands inside a pack."""
    return f"{document.source}#page={document.part_pages[0]}" if document.part_pages else document.source


# -- what papers are to one another ----------------------------------------------------------------------------


def relate(cards: Iterable[Card]) -> dict[str, Relation]:
    """The relation of every paper, by doc_id."""
    groups = _copies(cards)
    related: dict[str, Relation] = {}
    shown: list[Card] = []
    for group in groups:
        best, *others = group
        places = [spot for card in group for spot in (place(card.document), *card.document.also_at)]
        also_at = tuple(spot for spot in dict.fromkeys(places) if spot != place(best.document))
        related[best.document.doc_id] = Relation(None, also_at, best.document.status)
        for card in others:
            related[card.document.doc_id] = Relation(best.document.doc_id, card.document.also_at, card.document.status)
        shown.append(replace(best, claim=next((card.claim for card in group if card.claim), None)))
    for doc_id, by in _replaced(shown).items():
        own = related[doc_id]
        status = own.status if own.status in {"draft", "cancelled"} else "replaced"
        related[doc_id] = replace(own, status=status, replaced_by=by)
    return related


def _copies(cards: Iterable[Card]) -> list[list[Card]]:
    """The papers in groups of the same words, the copy to show first in each."""
    same: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        same[card.key or f"only {card.document.doc_id}"].append(card)
    return [sorted(group, key=_order) for cards in same.values() for group in _by_council(cards)]


def _order(card: Card) -> tuple[int, str]:
    return card.standing, card.document.doc_id


def _by_council(cards: list[Card]) -> list[list[Card]]:
    """Two councils that print the same words have a paper each; one without a council goes with the only other."""
    by_name: dict[str | None, list[Card]] = defaultdict(list)
    for card in cards:
        by_name[card.document.meeting.authority].append(card)
    unnamed = by_name.pop(None, [])
    if len(by_name) == 1:
        next(iter(by_name.values())).extend(unnamed)
        unnamed = []
    return [*by_name.values(), *([unnamed] if unnamed else [])]


def _replaced(shown: list[Card]) -> dict[str, str | None]:
    """Which papers are replaced, and by which; None where several say so."""
    by_meeting: dict[tuple[object, ...], list[Card]] = defaultdict(list)
    for card in shown:
        held = card.document.meeting
        if held.committee and held.held_on:
            by_meeting[held.authority, held.committee, held.held_on].append(card)
    replaced: dict[str, list[str]] = defaultdict(list)
    for papers in by_meeting.values():
        for card in papers:
            target = _target(card, papers) if card.claim else _draft_of(card, papers)
            if target:
                replaced[target.document.doc_id].append(card.document.doc_id)
    return {doc_id: by[0] if len(by) == 1 else None for doc_id, by in replaced.items()}


def _target(card: Card, papers: list[Card]) -> Card | None:
    """The one paper of the same meeting that ``card`` says it replaces; None where there may be two."""
    said, own = card.claim or Claim(), card.document
    others = [one for one in papers if one.claim is None and _may_be_replaced(one.document, own)]
    if said.title:
        named = [one for one in others if _alike(one.document.title, said.title)]
    else:
        named = [one for one in others if _alike(one.document.title, own.title)]
        if not named and own.agenda_item and own.kind:
            same = (own.agenda_item, own.kind)
            named = [one for one in others if (one.document.agenda_item, one.document.kind) == same]
    return named[0] if len(named) == 1 else None


def _may_be_replaced(document: Document, by: Document) -> bool:
    kinds = {document.kind, by.kind}
    differ = document.agenda_item and by.agenda_item and fold(document.agenda_item) != fold(by.agenda_item)
    return document.source != by.source and not differ and kinds <= _REPLACEABLE and len(kinds - {None}) <= 1


def _alike(one: str | None, other: str | None) -> bool:
    """True for titles that are the same, or of which one begins with the whole of the other."""
    first, second = sorted((_plain(one), _plain(other)), key=len)
    return bool(first) and (first == second or (len(first) >= 4 and second[: len(first)] == first))


def _plain(title: str | None) -> list[str]:
    return re.findall(r"\w+", _REFERENCE.sub("", fold(title or "")))


def _draft_of(card: Card, papers: list[Card]) -> Card | None:
    """The draft of the same minutes, where ``card`` is the confirmed form and there is one draft."""
    own = card.document
    if (own.kind, own.status) != ("minutes", "confirmed"):
        return None
    same = [one for one in papers if (one.document.kind, one.document.agenda_item) == ("minutes", own.agenda_item)]
    drafts = [one for one in same if one.document.status == "draft"]
    return drafts[0] if len(drafts) == 1 else None
