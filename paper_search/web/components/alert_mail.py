"""News for an alert, as the public sees it, and the mails that bring it.

An e-mail is made when it is sent, from the index as it is then, so that nothing withdrawn or held back is in it. Quotes
are the papers' own words; the mail that asks for confirmation holds no word of whoever asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from paper_search.alerts.messages import MailContent
from paper_search.alerts.subscriptions import Alert
from paper_search.answering.certainty import describe_match
from paper_search.citations.format import cite
from paper_search.errors import QueryError
from paper_search.records import Document, Hit, NewPassage, Passage
from paper_search.records.register import DecisionRecord
from paper_search.text.counts import format_count
from paper_search.web.components.alert_form import describe_query
from paper_search.web.components.decision_card import format_decision_title
from paper_search.web.decision_forms import from_decision_query
from paper_search.web.forms import MAX_QUESTION_CHARS, build_document_url, build_search_url, from_query
from paper_search.web.html import render
from paper_search.web.library_protocol import LibraryProtocol
from paper_search.web.register_forms import build_decision_list_url

MAX_ITEMS, _MAX_DOUBTFUL_ITEMS = 10, 3
"""Passages or decisions in one mail; the page of the query has the others. Few where they may not answer it."""
_RANKED_PASSAGES = 50
MAX_QUOTE_CHARS = 1500
_CONFIRM_SUBJECT = "Confirm your alert by e-mail"
_CUT_LINE = "[cut here: follow the link for the rest]"


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A passage or a decision that is new.

    Attributes:
        text: its words, a span of its paper.
        is_cut: True where only the first of them are there.
        citation: where they stand.
        path: where they stand on the site.
        label: the outcome of a decision; empty for a passage.
    """

    text: str
    is_cut: bool
    citation: str
    path: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class AlertNews:
    """All that is new for a query.

    Attributes:
        query: the query in words.
        path: the page of the query on the site.
        heading: what it is, in words ("2 new decisions").
        items: the first of it.
        more: that there is more, in words; empty where there is none.
        remarks: what a reader must know before the quotes.
    """

    query: str
    path: str
    heading: str
    items: tuple[NewsItem, ...]
    more: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertMail:
    """All that a mail shows."""

    subject: str
    heading: str
    query: str
    remarks: tuple[str, ...]
    items: tuple[MailItem, ...]
    more: str
    page_url: str
    page_label: str
    site_url: str
    stop_url: str


@dataclass(frozen=True, slots=True)
class MailItem:
    """A quotation, its citation and the address of its place."""

    label: str
    text: str
    is_cut: bool
    citation: str
    url: str


# -- what is new -------------------------------------------------------------------------------------------------------


def check_query(alert_kind: str, query: str) -> None:
    """Raise QueryError for a query of which nothing could ever be new, or which cannot be asked."""
    if alert_kind == "decisions":
        from_decision_query(query).to_filters()
        return
    form = from_query(query)
    if not form.question or len(form.question) > MAX_QUESTION_CHARS:
        raise QueryError(f"An alert needs a question of up to {MAX_QUESTION_CHARS} characters.")
    form.to_filters()


def find_news(library: LibraryProtocol, alert: Alert, until: datetime) -> AlertNews | None:
    """Return what came since an alert's last mail; None where nothing did.

    Args:
        library: the papers that everybody may see.
        alert: the query, and the second from which papers are new.
        until: the second of UTC before which they must have come.

    Raises:
        QueryError: the query cannot be asked, as where a council that it names is not held any more.
    """
    find = _find_passages if alert.kind == "question" else _find_decisions
    return find(library, alert, until)


def _find_passages(library: LibraryProtocol, alert: Alert, until: datetime) -> AlertNews | None:
    """Return the new passages, best first; None where the new papers alone would not answer the question."""
    form = from_query(alert.query)
    filters = replace(form.to_filters(), indexed_before=until)
    news = library.whats_new(form.question, filters, alert.asked_since)
    if not news.passages:
        return None
    answer = library.ask(form.question, replace(filters, indexed_since=alert.asked_since), _RANKED_PASSAGES)
    if answer.match == "none":
        return None
    certainty = describe_match(answer.match)
    best_first = _rank_passages(news.passages, answer.hits)
    items = best_first[: _MAX_DOUBTFUL_ITEMS if answer.match == "doubtful" else MAX_ITEMS]
    return AlertNews(
        query=describe_query(alert.kind, alert.query),
        path=build_search_url(form),
        heading="New in the papers",
        items=tuple(_make_item(new.passage.text, new.passage, new.document) for new in items),
        more="There is more that may be about it" if len(items) < len(best_first) else "",
        remarks=(*answer.remarks, f"{certainty.label}. {certainty.sentence}"),
    )


def _rank_passages(passages: Sequence[NewPassage], hits: Sequence[Hit]) -> list[NewPassage]:
    """Return passages in the order in which the question finds them, those that it does not find last."""
    ranks = {hit.passage.passage_id: rank for rank, hit in enumerate(hits)}
    return sorted(passages, key=lambda new: ranks.get(new.passage.passage_id, len(ranks)))


def _find_decisions(library: LibraryProtocol, alert: Alert, until: datetime) -> AlertNews | None:
    form = from_decision_query(alert.query)
    filters = replace(form.to_filters(), indexed_since=alert.asked_since, indexed_before=until)
    found = library.list_decisions(form.to_register_query(filters, MAX_ITEMS))
    if not found.decisions:
        return None
    items = tuple(map(_make_decision_item, found.decisions))
    return AlertNews(
        query=describe_query(alert.kind, alert.query),
        path=build_decision_list_url(form),
        heading=format_count(found.total, "new decision"),
        items=items,
        more=f"There are {found.total - len(items):,} more" if found.total > len(items) else "",
    )


def _make_decision_item(record: DecisionRecord) -> NewsItem:
    held = record.decision
    return _make_item(held.entry.source.text, held.passage, held.document, format_decision_title(held))


def _make_item(text: str, passage: Passage, document: Document, label: str = "") -> NewsItem:
    return NewsItem(
        text=text[:MAX_QUOTE_CHARS],
        is_cut=len(text) > MAX_QUOTE_CHARS,
        citation=cite(passage, document).label,
        path=build_document_url(document, passage),
        label=label,
    )


# -- the mails ---------------------------------------------------------------------------------------------------------


def write_alert(news: AlertNews, site_url: str, stop_url: str) -> MailContent:
    """Return the words of a mail of what is new.

    Args:
        news: what is new.
        site_url: the address of the site, without a slash at its end.
        stop_url: where these mails are stopped.
    """
    mail = _make_mail(news, site_url, stop_url)
    return MailContent(mail.subject, "\n".join(_write_lines(mail)), str(render("mail_alert.html", mail=mail)))


def write_confirmation(site_url: str, confirm_url: str) -> MailContent:
    """Return the words of the mail that asks whether an alert is wanted.

    Args:
        site_url: the address of the site.
        confirm_url: where it is confirmed.
    """
    text = (
        f"Someone asked at {site_url} for e-mail alerts to this address. If it was you, open this link and"
        f" press the button there:\n\n{confirm_url}\n\n"
        "The link works for two days. If it was not you, do nothing. You will get no alerts, and your address will"
        " be deleted.\n"
    )
    values = {"title": _CONFIRM_SUBJECT, "site_url": site_url, "confirm_url": confirm_url}
    return MailContent(_CONFIRM_SUBJECT, text, str(render("mail_confirm.html", **values)))


def _make_mail(news: AlertNews, site_url: str, stop_url: str) -> AlertMail:
    return AlertMail(
        subject=f"{news.heading}: {news.query}",
        heading=news.heading,
        query=news.query,
        remarks=news.remarks,
        items=tuple(
            MailItem(item.label, item.text, item.is_cut, item.citation, site_url + item.path) for item in news.items
        ),
        more=news.more,
        page_url=site_url + news.path,
        page_label="Everything the papers say about it",
        site_url=site_url,
        stop_url=stop_url,
    )


def _write_lines(mail: AlertMail) -> Iterable[str]:
    """Yield the lines of a mail as plain text. None is wrapped: a quote stays as it is printed."""
    yield from (mail.heading, "", mail.query, "")
    for remark in mail.remarks:
        yield from (remark, "")
    for item in mail.items:
        yield from (["", item.label, ""] if item.label else [""])
        yield from (item.text, "")
        yield from ([_CUT_LINE, ""] if item.is_cut else [])
        yield from (f"— {item.citation}", item.url, "")
    if mail.more:
        yield from ("", f"{mail.more}: {mail.page_url}", "")
    yield from (
        "",
        "These are the papers’ own words, uncorrected. Check them in the paper before you rely on them.",
        "",
        f"{mail.page_label}: {mail.page_url}",
        f"You get this e-mail because this address asked for it at {mail.site_url}.",
        f"Stop these e-mails: {mail.stop_url}",
        "",
    )
