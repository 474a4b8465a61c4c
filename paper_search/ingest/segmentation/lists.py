"""Lists and the lists inside them: which paragraph an item stands in, and which sentence it hangs from.

In: the printed labels in order, with what stands before each; out: the open lists, outermost first. Promised: a
label goes on the nearest list that it follows; one that follows none begins a list inside the paragraph that
introduces it, else beside it, so that a restart at 1 never joins the list before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paper_search.ingest.segmentation.numbering import Label
from paper_search.records import PassageKind


@dataclass(frozen=True, slots=True)
class ListContext:
    """What stands before an item: its last sentence, whether that introduces a list, and what kind it makes it."""

    sentence: str | None = None
    introduces_list: bool = False
    is_item: bool = False
    kind: PassageKind | None = None


@dataclass(frozen=True, slots=True)
class OpenList:
    """One open list: its latest label, the sentence it hangs from, and what kind of passages its items are."""

    label: Label
    lead_in: str | None = None
    kind: PassageKind | None = None


OpenLists = tuple[OpenList, ...]


def open_list(lists: OpenLists, label: Label, context: ListContext) -> OpenLists:
    """The open lists once ``label`` is read; the last of them is the one it is in."""
    for index in reversed(range(len(lists))):
        if _is_continuation(lists[index].label, label):
            return (*lists[:index], replace(lists[index], label=label))
    kind = context.kind or (lists[-1].kind if lists else None)
    if label.kind == "dotted":
        outer = tuple(one for one in lists[:1] if one.label.value == label.value[:-1])
        return (*outer, OpenList(label, context.sentence if context.introduces_list and outer else None))
    if label.kind == "bullet":
        return _open_bullet_list(lists, label, context, kind)
    if context.introduces_list:
        outer = lists if context.is_item else select_numbered(lists)
        return (*outer, OpenList(label, context.sentence, kind))
    if label.kind == "number":
        return (OpenList(label),)
    outer = lists if label.value == (1,) else select_numbered(lists)
    return (*outer, OpenList(label, context.sentence, kind))


def select_numbered(lists: OpenLists) -> OpenLists:
    """The lists of numbered paragraphs among them, without bullets and letters."""
    return tuple(one for one in lists if one.label.kind in {"number", "dotted"})


def resume_lists(lists: OpenLists, label: Label) -> OpenLists:
    """The lists still open where plain text stands before ``label``: a lettered one that it goes on with, else only
    the numbered paragraphs. "(d)" after an unnumbered paragraph of "(c)" is in the list of "(a)", lead-in and all.
    """
    for index, one in enumerate(lists):
        is_next = one.label.style == label.style and one.label.value and label.value == (one.label.value[0] + 1,)
        if one.label.kind in {"letter", "roman"} and is_next:
            return lists[: index + 1]
    return select_numbered(lists)


def join_enclosing_numbers(enclosing: Sequence[OpenList], label: Label) -> str | None:
    """The numbers of the paragraphs around a label, leaving out what the label repeats (20 in "20.1")."""
    names: list[str] = []
    for one in enclosing:
        repeated = label.kind == "dotted" and one.label.value == label.value[: len(one.label.value)]
        if one.label.kind == "bullet" or repeated:
            continue
        if one.label.kind == "dotted":
            names.clear()
        names.append(one.label.name)
    return " ".join(names) or None


def _open_bullet_list(lists: OpenLists, label: Label, context: ListContext, kind: PassageKind | None) -> OpenLists:
    """A new glyph is a list inside the last bullet where that introduces it; else it goes on with that list."""
    beside = next((one for one in lists if one.label.kind == "bullet"), None)
    if beside and not context.introduces_list and not label.is_inner:
        outer = tuple(one for one in lists if one.label.kind != "bullet")
        return (*outer, replace(beside, label=label))
    return (*lists, OpenList(label, context.sentence, kind))


def _is_continuation(open_label: Label, label: Label) -> bool:
    if open_label.style != label.style:
        return False
    if label.kind == "bullet":
        return True
    if label.kind == "dotted":
        return len(open_label.value) == len(label.value) and open_label.value[:-1] == label.value[:-1]
    step = label.value[0] - open_label.value[0]
    is_inserted = step == 0 and len(label.value) > 1 and label.value > open_label.value
    return step == 1 or is_inserted or (label.kind != "number" and 1 < step <= 3)
