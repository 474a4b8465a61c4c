"""Papers with words under a redaction: covered on the page and still in the file, for whoever copies them out.

That is a mistake of the publisher. The words that show stay in the index; the file is not given out while the paper is
listed, and a person is told the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from paper_search.records import REDACTION_CODE, HiddenText, Reading, UnreadFile

_MAX_PLACES = 8
"""Pages that a listing names."""
_NEXT_STEP = (
    "Ask for a copy from which the words are taken out; or, once looked at: paper-search release PATH --reason WHY."
)


def find_redactions(doc_id: str, reading: Reading) -> UnreadFile | None:
    """Return the entry of a document with words under a redaction in the list of unread files; None without any.

    Args:
        doc_id: the document.
        reading: the document as read.
    """
    places = _describe_places([reading])
    if not places:
        return None
    reason = (
        f"{places}; the publisher has covered them, not taken them out. The paper's words are shown, its file is not"
    )
    return UnreadFile(doc_id, REDACTION_CODE, reason, _NEXT_STEP)


def add_warning(unread: UnreadFile, readings: Iterable[Reading]) -> UnreadFile:
    """Return the entry of a held-back document that says which words a release would give out with it."""
    places = _describe_places(list(readings))
    return replace(unread, reason=f"{unread.reason}; {places}, and go out with the file") if places else unread


def _describe_places(readings: Sequence[Reading]) -> str:
    """Return for example "page 3: 12 words hidden under a black box; page 5: 1 word …"; "" without any redaction."""
    hidden = sorted(
        {hidden for reading in readings for hidden in reading.hidden if hidden.is_redaction},
        key=lambda hidden: (hidden.page or 0, hidden.why),
    )
    places = [_describe_place(place) for place in hidden[:_MAX_PLACES]]
    rest = len(hidden) - len(places)
    return "; ".join([*places, *([f"and {rest:,} more places"] if rest else [])])


def _describe_place(hidden: HiddenText) -> str:
    words = f"{hidden.words:,} {'word' if hidden.words == 1 else 'words'} {hidden.why}"
    return f"page {hidden.page}: {words}" if hidden.page else words
