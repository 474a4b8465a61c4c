"""Words of pages counted and held against one another: found, listed as left out, set apart otherwise, and lost.

Comes in: the pages of one file as two readers give them. Goes out: a `WordCount`. Promised: a word counts once for each
time that it is printed on a page, in compatibility form and small letters (ligatures and superscripts as plain
characters), and a word that a hyphen cuts at the end of a line is one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest

_IGNORED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s*(?=\w)")
_SOFT_HYPHEN = re.compile(r"(?<=\w)\u00ad\s*(?=\w)")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as a reader gives it.

    ``text`` is what it reads there; ``dropped`` what it lists as left out, such as running heads; ``hidden`` how many
    words it lists as not shown; ``is_unread`` that it lists the page as not read, or not in full.
    """

    text: str
    dropped: str = ""
    hidden: int = 0
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class WordCount:
    """What became of the words that the other reader finds.

    ``found`` stand in our reading; ``listed`` do not, and are listed as dropped, hidden or on a page not read in full;
    ``respaced`` stand in it with their spaces at other places; ``lost`` are missing and nothing says so. ``ours`` is
    how many words our own reading has.
    """

    found: int = 0
    listed: int = 0
    respaced: int = 0
    lost: int = 0
    ours: int = 0

    def __add__(self, other: WordCount) -> WordCount:
        return WordCount(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def visible(self) -> int:
        """The words that our reading should hold."""
        return self.found + self.respaced + self.lost

    @property
    def share_found(self) -> float:
        """The share of them that it holds with the same letters in the same order, 1 where there are none."""
        return (self.found + self.respaced) / self.visible if self.visible else 1.0

    @property
    def share_alike(self) -> float:
        """The share of them that it holds with the same spaces too."""
        return self.found / self.visible if self.visible else 1.0


def list_words(text: str) -> list[str]:
    """The words of a page in the form in which they are compared: what white space sets apart, without its signs."""
    plain = unicodedata.normalize("NFKC", _SOFT_HYPHEN.sub("", text)).casefold()
    words = (_SIGNS.sub("", word) for word in _HYPHEN.sub("", _IGNORED.sub("", plain)).split())
    return [word for word in words if word]


def count_file(theirs: Sequence[PageText], ours: Sequence[PageText]) -> WordCount:
    """What became of all words of a file; a page that one of the two does not have is an empty one."""
    counts = (count_page(mine, other) for other, mine in zip_longest(theirs, ours, fillvalue=PageText("")))
    return sum(counts, WordCount())


def count_page(ours: PageText, theirs: PageText) -> WordCount:
    """What became of the words of one page."""
    read, printed, dropped = list_words(ours.text), list_words(theirs.text), list_words(ours.dropped)
    missing = Counter(printed) - Counter(read)
    respaced = _find_respaced(missing, printed, read)
    left = missing - respaced - Counter(dropped)
    left -= _find_respaced(left, printed, dropped)
    listed = left.total() if ours.is_unread else min(left.total(), ours.hidden)
    found, lost = len(printed) - missing.total(), left.total() - listed
    return WordCount(found, missing.total() - respaced.total() - lost, respaced.total(), lost, len(read))


def find_lost(ours: PageText, theirs: PageText) -> list[str]:
    """The words of a page that are missing, in the order in which they are printed, for a person to look at."""
    read, printed, dropped = list_words(ours.text), list_words(theirs.text), list_words(ours.dropped)
    missing = Counter(printed) - Counter(read)
    missing -= _find_respaced(missing, printed, read) + Counter(dropped)
    missing -= _find_respaced(missing, printed, dropped)
    lost: list[str] = []
    for word in printed:
        if missing[word] > 0:
            missing[word] -= 1
            lost.append(word)
    return lost


def _find_respaced(missing: Counter[str], printed: Sequence[str], read: Sequence[str]) -> Counter[str]:
    """The missing words whose letters stand, in one piece, among the words that only the other reading has."""
    surplus = Counter(read) - Counter(printed)
    letters = Counter("".join(surplus.elements()))
    runs = _join_runs(read, surplus)
    respaced: Counter[str] = Counter()
    for word in sorted(missing.elements() if surplus else (), key=len, reverse=True):
        needed = Counter(word)
        if needed <= letters and any(word in run for run in runs):
            letters -= needed
            respaced[word] += 1
    return respaced


def _join_runs(read: Sequence[str], surplus: Counter[str]) -> list[str]:
    """The words of our own reading that the other one has not, each run of them in one piece."""
    runs, before = [""], False
    for word in read:
        is_surplus = surplus[word] > 0
        if is_surplus:
            runs[-1:] = [runs[-1] + word] if before else [runs[-1], word]
        before = is_surplus
    return runs
