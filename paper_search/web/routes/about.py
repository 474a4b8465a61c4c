"""What this site says of itself. In: who runs it and what it holds; out: safe HTML of two pages.

Promises: the first has the parts of a record of algorithmic transparency, the second those of a statement on
accessibility; each figure is one that was measured and stands in the README with the command that measures it; what was
not tested is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from paper_search.web.html import escape, tag

Section = tuple[str, str, str]
"""An anchor, a heading, and safe HTML below it."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this site, and where faults can be reported: an address of the web or of mail, or words."""

    name: str = ""
    contact: str = ""


UNNAMED_OPERATOR = Operator()


def render_about(holdings: str, operator: Operator = UNNAMED_OPERATOR) -> str:
    """How this works and what it does not do; ``holdings`` is one sentence, plain text, on what is searched."""
    intro = "This site finds passages in council papers and quotes them word for word. It writes nothing of its own."
    sections: list[Section] = [
        ("owner", "Who is responsible", _render_owner(operator)),
        ("purpose", "What it is for", _render_paragraphs(*_PURPOSE)),
        ("not", "What it does not do", _render_list(*_NOT_DONE)),
        ("how", "How an answer is made", _render_steps(*_HOW_IT_WORKS)),
        ("data", "What it searches", tag("p", escape(holdings)) + _render_paragraphs(*_DATA)),
        (
            "quality",
            "How well it answers",
            _render_paragraphs(*_QUALITY) + _render_figures() + _render_paragraphs(*_QUALITY_LIMITS),
        ),
        ("people", "People decide", _render_list(*_PEOPLE)),
        ("risks", "What can go wrong, and what is done about it", _render_table(("Risk", "What is done"), _RISKS)),
        ("privacy", "Your privacy", _render_list(*_PRIVACY)),
    ]
    return _render_page("How this works and what it does not do", intro, sections)


def render_accessibility(operator: Operator = UNNAMED_OPERATOR) -> str:
    """The statement on accessibility."""
    intro = "We want as many people as possible to be able to ask the papers. This page says how far that is true."
    sections: list[Section] = [
        ("can", "What you can do here", _render_list(*_ABILITIES)),
        ("status", "How far the standard is met", _render_paragraphs(*_STATUS)),
        ("gaps", "What does not work well", _render_list(*_GAPS)),
        ("tested", "How it was tested", _render_list(*_TEST_METHODS)),
        ("report", "If something does not work for you", _render_report(operator)),
        ("rights", "If you are not content with our reply", _render_paragraphs(_RIGHTS)),
    ]
    return _render_page("Accessibility", intro, sections)


# -- how this works --------------------------------------------------------------------------------------------------

_PURPOSE = (
    "Councillors, officers and residents look for what council papers say on a matter: what was reported, recommended "
    "and decided, by whom and when. The papers are many and long. This site finds the passages that are nearest to a "
    "question by meaning as well as by words, and shows each with a citation, so that it can be checked where it "
    "stands.",
)
_NOT_DONE = (
    "It does not write, summarise or explain. Every word of an answer is copied from a paper, uncorrected, so no "
    "figure, name or date in an answer can be made up here. What a paper has wrong stays wrong.",
    "It does not decide anything about anybody, give advice, or say what the law or the council’s policy is.",
    "It does not know what is not in the papers it holds. “Nothing found” means that nothing was found in those.",
    "It does not read charts, maps and pictures, and reads scanned pages only where text recognition is installed; "
    "what was recognised so is labelled.",
    "It does not learn from the questions it is asked, and sends them to nobody.",
)
_HOW_IT_WORKS = (
    "Each paper is read and split into passages along its own numbering, usually one paragraph or one minute each. "
    "Title, council, committee and date are taken from the paper, its folder or a list that a clerk keeps; what "
    "none of them states is shown as “not stated”.",
    "A small published language model (all-MiniLM-L6-v2) turns each passage and each question into numbers, so that "
    "like meanings lie near each other. It runs on this server. It was not trained on council papers, and it cannot "
    "write.",
    "A question brings up the passages that share its words and those whose meaning is near. The best of them are "
    "compared with the question word by word and put in order. What a question gives exactly (quoted words, a "
    "reference, a sum, a date, a name) comes first; where it asks how many, how much, what share or when, passages "
    "that hold no such figure are put further back.",
    "The sentences that fit best are quoted. A measure learned from judged questions says how sure that is; below a "
    "threshold the answer is “nothing found”, with what was searched and what was not.",
)
_DATA = (
    "Only the papers in this server’s folder are searched: no other site is asked. Exempt and withdrawn papers are "
    "held back, and files that cannot be read are counted; the page of papers says how many. New papers are found "
    "once the index has been brought up to date, which that page dates.",
)
_QUALITY = (
    "Measured on questions written and judged for the purpose, over real papers that the developers did not write. "
    "Each figure lies between 0 and 1, and more is better.",
)
MEASURED_FIGURES = (
    ("Order of the passages found (nDCG@10): one county’s Cabinet, 51 questions", ".725", ".557"),
    ("The same: five papers of several councils, 41 questions", ".880", ".738"),
    ("The same: thirty committee transcripts, 351 questions", ".740", ".649"),
    ("The first quote holds the answer: one county’s Cabinet, 51 questions", ".43", ".28"),
    ("The same: five papers of several councils, 37 questions", ".81", ".49"),
)
"""What was measured, how good this site was, and how good something simpler was, as in the README."""
_QUALITY_LIMITS = (
    "The simpler way is search by words and vectors, put together by their ranks; for the first quote, the first "
    "sentence of the first passage.",
    "So the passage you need is often among the first, and sometimes not there. Questions in words quite unlike those "
    "of the papers do worst. Whether there is an answer at all is told less reliably than where it stands: most "
    "questions that come near a matter of the papers are given quotes, even where nothing answers them. A weak match "
    "is marked as one. Few questions that can be answered are refused: 4 of 221 that were tried.",
)
_PEOPLE = (
    "You: every quote leads to its place in its paper. Read the paper before relying on it; what a paper recommends "
    "is not yet a decision, and draft minutes are not confirmed ones.",
    "The clerk: which papers are held, which are exempt and which are withdrawn is decided by people and written down "
    "with the reason. A withdrawn paper is gone from the very next answer.",
    "Nothing can be added, changed or rebuilt from these pages.",
)
_RISKS = (
    (
        "An answer is taken for the whole of the matter.",
        "What was searched, and what was not, stands beneath each answer; councils can be compared and meetings "
        "followed.",
    ),
    (
        "An old or draft paper is taken for the position today.",
        "Each passage has its date and kind; drafts and replaced papers are labelled, and replaced ones rank lower.",
    ),
    (
        "A quote misleads out of its context.",
        "The words that a list hangs from go with it, and “Show on page” and “Context” show what stands around it.",
    ),
    (
        "A paper is published that should not be.",
        "Papers marked exempt, in an exempt folder or declared so in their own words are held back; anything can be "
        "withdrawn at once. A machine can miss a declaration, so clerks are asked to keep such papers out.",
    ),
    (
        "A paper is misread: a figure in a table, a scanned page, a date.",
        "The original is one link away, pages read by text recognition are labelled, and nothing is guessed.",
    ),
    (
        "The model favours some ways of putting things.",
        "Words count beside meaning. The model was made for English: expect passages in Welsh to be found by their "
        "words rather than their meaning, which has not been measured.",
    ),
)
_PRIVACY = (
    "No cookie is set unless you sign in, nothing is kept in your browser, and no other site is called: no "
    "analytics, no fonts from elsewhere.",
    "How much the address you ask from has lately asked for is held in memory, so that nobody takes up all of the "
    "server; it is not written down.",
    "Questions are not logged unless whoever runs this site has turned that on. They stand in the address of the "
    "page, so that a link can be shared, and therefore in your browser’s own history.",
    "Where you are asked whether a passage was what you were looking for, your answer is kept on this server with "
    "the question and the passage, without anything about you.",
)


def _render_owner(operator: Operator) -> str:
    name = operator.name or "Whoever runs this site has not stated their name."
    said = tag("p", tag("bdi", escape(name)))
    return said + (
        tag("p", "Questions and corrections: " + _render_contact(operator.contact)) if operator.contact else ""
    )


def _render_contact(contact: str) -> str:
    """A link where it is an address, else words."""
    if contact.startswith(("https://", "http://")):
        return tag("a", tag("bdi", escape(contact)), href=contact, rel="noopener noreferrer external")
    if "@" in contact and not any(sign.isspace() for sign in contact):
        return tag("a", tag("bdi", escape(contact)), href=f"mailto:{contact}")
    return tag("bdi", escape(contact))


def _render_figures() -> str:
    return _render_table(("Measured", "This site", "A simpler way"), MEASURED_FIGURES)


# -- accessibility ---------------------------------------------------------------------------------------------------

_ABILITIES = (
    "use every view with a keyboard alone, and see where you are;",
    "enlarge text to 200 %, or use a screen 320 pixels wide, without scrolling sideways (wide tables scroll by "
    "themselves);",
    "read in light or dark colours, as your system is set, at a contrast of at least 4.5 to 1;",
    "jump past the navigation, and from passage to passage by headings;",
    "ask without JavaScript, on a plain page;",
    "read any paper as plain words, where its own file is hard to read with your software.",
)
_STATUS = (
    "This site aims at the Web Content Accessibility Guidelines 2.2, level AA. We know of no failure in its own "
    "pages, but it has only been tested by its developers and by programs, and was not audited: so treat it as "
    "partially compliant, because of what is listed next.",
)
_GAPS = (
    "The papers themselves are the councils’ own files. Many PDFs have no tags, no order of reading, or pages that "
    "are pictures. “Words only” shows what could be read of them, without layout, charts and pictures.",
    "Tables in papers are shown as they could be read; their heads are not always recognised.",
    "Marks on the picture of a page cannot be felt by a screen reader; the same words stand in the text beside it.",
    "The language of a passage is marked where it was recognised as Welsh. Other languages are not marked.",
)
_TEST_METHODS = (
    "axe-core, on every view, in Chromium, at the widths of a desk and of a telephone, in light and in dark "
    "colours: no violation. This is part of the program’s tests.",
    "By keyboard alone, and at a width of 320 pixels: part of the same tests.",
    "The contrast of every pair of colours is computed by a test.",
    "Not yet tested: with people who use assistive technology, and with particular screen readers.",
)
_RIGHTS = (
    "In England, Scotland and Wales the Equality and Human Rights Commission, and in Northern Ireland the Equality "
    "Commission, enforce the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility "
    "Regulations 2018. If you are not content with how we answer, the Equality Advisory and Support Service can help."
)


def _render_report(operator: Operator) -> str:
    """Where to turn: what is stated, or that nothing is."""
    what = (
        "Tell us the page, what you were trying to do, and what you use. You can also ask for a paper in another form. "
    )
    if operator.contact:
        return tag("p", escape(what) + "Write to: " + _render_contact(operator.contact) + ".")
    whom = operator.name or "the council whose papers these are"
    return tag("p", escape(f"{what}Turn to {whom}; this site states no address of its own."))


# -- the page --------------------------------------------------------------------------------------------------------


def _render_page(title: str, intro: str, sections: list[Section]) -> str:
    links = "".join(tag("li", tag("a", escape(heading), href=f"#{anchor}")) for anchor, heading, _ in sections)
    contents = tag("nav", tag("ul", links), class_="contents", aria_label="On this page")
    parts = "".join(
        tag("section", tag("h2", escape(heading), id=anchor) + inner, aria_labelledby=anchor)
        for anchor, heading, inner in sections
    )
    return tag(
        "div", tag("h1", escape(title)) + tag("p", escape(intro), class_="intro") + contents + parts, class_="prose"
    )


def _render_paragraphs(*texts: str) -> str:
    return "".join(tag("p", escape(each)) for each in texts)


def _render_list(*texts: str) -> str:
    return tag("ul", "".join(tag("li", escape(each)) for each in texts))


def _render_steps(*texts: str) -> str:
    return tag("ol", "".join(tag("li", escape(each)) for each in texts))


def _render_table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """Rows whose first cell names them; two columns stand one below the other where there is little room."""
    head = "".join(tag("th", escape(each), scope="col") for each in heads)
    body = "".join(
        tag("tr", tag("th", escape(first), scope="row") + "".join(tag("td", escape(each)) for each in others))
        for first, *others in rows
    )
    return tag("table", tag("thead", tag("tr", head)) + tag("tbody", body), class_="told" if len(heads) == 2 else None)
