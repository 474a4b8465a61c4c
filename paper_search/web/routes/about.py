"""The pages on how the site works and on accessibility: who runs it, and the figures that they state.

The prose stands in ``about.html``, which has the parts of a record of algorithmic transparency, and in
``accessibility.html``, a statement on accessibility.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from paper_search.web.components.layout import make_page_response
from paper_search.web.components.written_place import WrittenBy
from paper_search.written_answers.outcome import GUARANTEE


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this site, and where faults can be reported: an address of the web or of mail, or words.

    ``sends_alerts`` is True where the site writes to those who ask for it; ``written_by`` is the language model that
    writes short answers, if one does.
    """

    name: str = ""
    contact: str = ""
    sends_alerts: bool = False
    written_by: WrittenBy | None = None


UNNAMED_OPERATOR = Operator()

MEASURED_FIGURES = (
    ("Order of the passages found (nDCG@10): one county’s Cabinet, 51 questions", ".725", ".557"),
    ("The same: five papers of several councils, 41 questions", ".880", ".738"),
    ("The same: thirty committee transcripts, 351 questions", ".740", ".649"),
    ("The first quote holds the answer: one county’s Cabinet, 51 questions", ".43", ".28"),
    ("The same: five papers of several councils, 37 questions", ".81", ".49"),
)
"""The measures, the figures of this site and those of something simpler, as in ``docs/evaluation.md``."""
REFUSED_FIGURE = "4 of 221"
"""The answerable questions that were refused, of all that were tried."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who runs the site and how to reach them; ``url`` is there where ``text`` is an address."""

    name: str
    text: str
    url: str | None
    is_page: bool


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """A measure, the figure of this site, and that of something simpler."""

    measured: str
    ours: str
    simpler: str


@dataclass(frozen=True, slots=True)
class AboutView:
    """The values that the page on how the site works takes from elsewhere."""

    contact: Contact
    holdings: str
    figures: tuple[MeasuredFigure, ...]
    refused: str
    sends_alerts: bool = False
    written_by: WrittenBy | None = None
    guarantee: str = GUARANTEE


def make_about_response(holdings: str, operator: Operator = UNNAMED_OPERATOR) -> HTMLResponse:
    """Return the page on how the site works and what it does not do.

    Args:
        holdings: a sentence on what is searched, as plain text.
        operator: who runs the site.
    """
    figures = tuple(MeasuredFigure(*figure) for figure in MEASURED_FIGURES)
    view = AboutView(
        _make_contact(operator), holdings, figures, REFUSED_FIGURE, operator.sends_alerts, operator.written_by
    )
    return make_page_response("about.html", "How this works", "/about", about=view)


def make_accessibility_response(operator: Operator = UNNAMED_OPERATOR) -> HTMLResponse:
    """Return the statement on accessibility."""
    contact = _make_contact(operator)
    return make_page_response("accessibility.html", "Accessibility", "/accessibility", contact=contact)


def _make_contact(operator: Operator) -> Contact:
    """Return how to reach whoever runs the site."""
    contact = operator.contact
    if contact.startswith(("https://", "http://")):
        return Contact(operator.name, contact, contact, is_page=True)
    is_mail = "@" in contact and not any(character.isspace() for character in contact)
    return Contact(operator.name, contact, f"mailto:{contact}" if is_mail else None, is_page=False)
