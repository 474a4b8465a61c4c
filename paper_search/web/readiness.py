"""A flag that says whether the model is loaded, so that questions can be answered at once.

Whatever happens while the model is loaded, the flag is set afterwards: nobody waits for ever.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paper_search.web.library_protocol import LibraryProtocol

_log = logging.getLogger(__name__)


class Readiness:
    """The state of a library's model: being loaded behind the page, or loaded already. Safe for threads."""

    def __init__(self, *, ready: bool = True) -> None:
        """Begin with the model loaded, or with ``ready=False`` before that."""
        self._ready_event = Event()
        if ready:
            self._ready_event.set()

    def is_ready(self) -> bool:
        """Return False while the model is being loaded."""
        return self._ready_event.is_set()

    def load_in_background(self, library: LibraryProtocol) -> None:
        """Load the model in a thread of its own."""
        self._ready_event.clear()
        Thread(target=self._load_model, args=(library,), name="warm", daemon=True).start()

    def _load_model(self, library: LibraryProtocol) -> None:
        try:
            library.warm()
        except Exception:
            _log.exception("The model could not be loaded ahead of the first question")
        finally:
            self._ready_event.set()
