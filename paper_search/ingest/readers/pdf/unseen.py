"""Reasons why words of a page are not shown."""

from __future__ import annotations

from typing import NamedTuple


class Unseen(NamedTuple):
    """A reason why words are not shown.

    ``why`` completes "12 words ..."; ``is_redaction`` is True where somebody meant to take the words out and only
    covered them.
    """

    why: str
    is_redaction: bool


BLACK_BOX = Unseen("hidden under a black box", True)
BOX = Unseen("hidden under a box", True)
PICTURE = Unseen("hidden under a picture", True)
ANNOTATION = Unseen("hidden under an annotation", True)
OTHER_WORDS = Unseen("hidden under other words", True)
UNAPPLIED = Unseen("under a redaction that was not applied", True)
BOX_COLOUR = Unseen("printed in the colour of the box under them", True)
PAGE_COLOUR = Unseen("printed in the colour of the page", False)
OUTSIDE = Unseen("outside the page", False)
CLIPPED = Unseen("clipped away", False)
LAYER_OFF = Unseen("on a layer that is switched off", False)
INVISIBLE = Unseen("invisible", False)
TOO_SMALL = Unseen("too small to see", False)
NOT_SHOWN = Unseen("not shown on the page", False)
