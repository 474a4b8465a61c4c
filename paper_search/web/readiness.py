"""Whether questions can be answered at once. In: an open library; out: a flag that other threads set and read.

Promise: whatever happens while the model is loaded, the flag is set afterwards, so that nobody waits for ever.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paper_search.web.library_protocol import Library

_log = logging.getLogger(__name__)


class Warmth:
    """The model of a library, being loaded behind the page or loaded already."""

    def __init__(self, *, ready: bool = True) -> None:
        self._done = Event()
        if ready:
            self._done.set()

    def is_ready(self) -> bool:
        """False while the model is being loaded."""
        return self._done.is_set()

    def begin(self, library: Library) -> None:
        """Load the model in a thread of its own."""
        self._done.clear()
        Thread(target=self._warm, args=(library,), name="warm", daemon=True).start()

    def _warm(self, library: Library) -> None:
        try:
            library.warm()
        except Exception:
            _log.exception("The model could not be loaded ahead of the first question")
        finally:
            self._done.set()
