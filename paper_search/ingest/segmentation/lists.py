"""Lists and the lists inside them: the paragraph that an item stands in, and the sentence that introduces it.

Labels are taken in the order of the document. A label continues the nearest list that it follows. One that follows
none begins a list inside the paragraph that introduces it, else beside it, so that a restart at 1 never joins the
list before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paper_search.ingest.segmentation.numbering import Label
from paper_search.records import PassageKind


@dataclass(frozen=True, slots=True)
class ListContext:
    """The sentence before an item, whether it introduces a list, and the kind it gives to the items."""

    sentence: str | None = None
    introduces_list: bool = False
    is_item: bool = False
    kind: PassageKind | None = None


@dataclass(frozen=True, slots=True)
class OpenList:
    """One open list: its latest label, the sentence that introduces it, and the kind of its items."""

    label: Label
    lead_in: str | None = None
    kind: PassageKind | None = None


OpenLists = tuple[OpenList, ...]


def open_list(lists: OpenLists, label: Label, context: ListContext) -> OpenLists:
    """Return the open lists after a label is read; the last of them is the one it is in.

    Args:
        lists: the open lists, outermost first.
        label: the label.
        context: what stands before the item.
    """
    for index in reversed(range(len(lists))):
        if _is_continuation(lists[index].label, label):
            return (*lists[:index], replace(lists[index], label=label))
    kind = context.kind or (lists[-1].kind if lists else None)
    if label.kind == "dotted":
        outer = tuple(entry for entry in lists[:1] if entry.label.value == label.value[:-1])
        return (*outer, OpenList(label, context.sentence if context.introduces_list and outer else None))
    if label.kind == "bullet":
        return _open_bullet_list(lists, label, context, kind)
    if context.introduces_list:
        outer = lists if context.is_item else select_numbered(lists)
        return (*outer, OpenList(label, context.sentence, kind))
    if label.kind in {"number", "reference"}:
        return (OpenList(label),)
    outer = lists if label.value == (1,) else select_numbered(lists)
    return (*outer, OpenList(label, context.sentence, kind))


def select_numbered(lists: OpenLists) -> OpenLists:
    """Return the lists of numbered paragraphs, without bullets and letters."""
    return tuple(entry for entry in lists if entry.label.is_number)


def resume_lists(lists: OpenLists, label: Label) -> OpenLists:
    """Return the lists still open where plain text stands before ``label``.

    A lettered list stays open if the label continues it, else only the numbered paragraphs do. "(d)" after an
    unnumbered paragraph of "(c)" is in the list of "(a)", lead-in included.
    """
    for index, entry in enumerate(lists):
        is_next = entry.label.style == label.style and entry.label.value and label.value == (entry.label.value[0] + 1,)
        if entry.label.kind in {"letter", "roman"} and is_next:
            return lists[: index + 1]
    return select_numbered(lists)


def join_enclosing_numbers(enclosing: Sequence[OpenList], label: Label) -> str | None:
    """Return the numbers of the paragraphs around a label, or None.

    A number that the label repeats (20 in "20.1") is left out.
    """
    names: list[str] = []
    for entry in enclosing:
        is_repeated = label.kind == "dotted" and entry.label.value == label.value[: len(entry.label.value)]
        if entry.label.kind == "bullet" or is_repeated:
            continue
        if entry.label.kind == "dotted":
            names.clear()
        names.append(entry.label.name)
    return " ".join(names) or None


def _open_bullet_list(lists: OpenLists, label: Label, context: ListContext, kind: PassageKind | None) -> OpenLists:
    """Open a list for a new glyph inside the last bullet that introduces it, else continue that list."""
    bullet_list = next((entry for entry in lists if entry.label.kind == "bullet"), None)
    if bullet_list and not context.introduces_list and not label.is_inner:
        outer = tuple(entry for entry in lists if entry.label.kind != "bullet")
        return (*outer, replace(bullet_list, label=label))
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
