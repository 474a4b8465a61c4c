"""Alerts by e-mail: asked for on a page, confirmed and stopped by the links of mails.

Opening a link changes nothing, since mail scanners open links too; the button of its page does. Whoever asks is told
the same whether or not an address is known, and no mailbox is sent more than a few mails that it did not ask for. A
mail program stops an alert with one request (RFC 8058), which needs neither a cookie nor a page.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from paper_search.alerts.addresses import make_mailbox_key, parse_address
from paper_search.alerts.service import CONFIRM_PATH, STOP_PATH, AlertService
from paper_search.alerts.smtp import Mailer, MailNotTakenError, MailServerError
from paper_search.alerts.subscriptions import MAX_PENDING_PER_MAILBOX, Alert, AlertKind
from paper_search.alerts.tokens import PENDING_SECONDS
from paper_search.errors import QueryError, SettingsError, StorageError
from paper_search.text.counts import format_count
from paper_search.web.components.alert_form import SUBSCRIBE_PATH, describe_query, make_alert
from paper_search.web.components.alert_mail import check_query, write_confirmation
from paper_search.web.components.layout import make_message_response, make_page_response
from paper_search.web.forms import MAX_QUERY_CHARS, parse_body
from paper_search.web.rate_limit import LeakyBucket, get_client_network

_log = logging.getLogger(__name__)
_HOUR = 3600.0
REQUESTS_PER_HOUR, MAILS_PER_HOUR = 10, 200
"""How often one client may ask for an alert, and how many mails to confirm the whole site sends."""
_MAX_FIELDS = 10
_SENT_HEADING = "Check your e-mail"
_SENT_TEXT = (
    "If this address can receive e-mail, a message with a link is on its way. Open the link within two days and press"
    " the button there.\n"
    "Until you do, we send nothing else. After two days we delete your address.\n"
    "If nothing comes within an hour, look in your junk folder, and check the address."
)
_GONE_TEXT = (
    "It may have been used already, be more than two days old, or have a part missing. To get alerts, ask again."
)
_NOT_KEPT_TEXT = "You cannot set up or change alerts at the moment. The problem has been logged. Try again later."


@dataclass(frozen=True, slots=True)
class AlertPage:
    """The page of a link: what it is about, and the button that does it."""

    heading: str
    text: str
    subject: str
    action: str
    button_label: str


class AlertLimits:
    """The number of alerts that may be asked for: by one client, for one mailbox, and in all."""

    def __init__(self) -> None:
        """Begin with none."""
        self._clients = LeakyBucket(REQUESTS_PER_HOUR, _HOUR)
        self._mailboxes = LeakyBucket(MAX_PENDING_PER_MAILBOX, PENDING_SECONDS)
        self._site = LeakyBucket(MAILS_PER_HOUR, _HOUR)

    def consume(self, client: str) -> float:
        """Count a client's request; return the seconds to wait, 0 where it may be met."""
        return self._clients.consume(get_client_network(client)) or self._site.consume("")

    def has_room(self, address: str) -> bool:
        """Count a mail to an address; return False where its mailbox was sent enough."""
        return not self._mailboxes.consume(make_mailbox_key(address))


def create_router(service: AlertService, limits: AlertLimits | None = None) -> APIRouter:
    """Return the routes to ask for alerts, to confirm them and to stop them.

    Args:
        service: the alerts of the site.
        limits: how many may be asked for.
    """
    routes, alert_limits = APIRouter(), limits or AlertLimits()

    @routes.post(SUBSCRIBE_PATH, response_class=HTMLResponse)
    async def subscribe(request: Request) -> Response:
        client = request.client.host if request.client else ""
        body = await request.body()
        return await run_in_threadpool(_subscribe, service, alert_limits, client, body)

    @routes.api_route(CONFIRM_PATH + "/{token}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def show_confirm(token: str) -> Response:
        return _answer_link(_show_confirm, service, token)

    @routes.post(CONFIRM_PATH + "/{token}", response_class=HTMLResponse)
    def confirm(token: str) -> Response:
        return _answer_link(_confirm, service, token)

    @routes.api_route(STOP_PATH + "/{token}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def show_stop(token: str) -> Response:
        return _answer_link(_show_stop, service, token)

    @routes.post(STOP_PATH + "/{token}", response_class=HTMLResponse)
    def stop(token: str) -> Response:
        return _answer_link(_stop, service, token)

    return routes


# -- asking ------------------------------------------------------------------------------------------------------------


def _subscribe(service: AlertService, limits: AlertLimits, client: str, body: bytes) -> Response:
    try:
        typed, kind, query = _parse_fields(dict(reversed(parse_body(body, _MAX_FIELDS))))
    except QueryError as error:
        return _make_private(make_message_response("No alert yet", str(error), status=400, has_back_link=True))
    try:
        address = parse_address(typed)
    except QueryError as error:
        return _render_form_again(typed, kind, query, str(error))
    wait_seconds = limits.consume(client)
    if wait_seconds:
        return _render_wait(wait_seconds)
    try:
        alert = service.file.add_pending(address, kind, query) if limits.has_room(address) else None
    except StorageError as error:
        return _render_not_kept(error)
    response = make_message_response(_SENT_HEADING, _SENT_TEXT, status=200, role="status", has_back_link=True)
    if alert is not None:
        # Sent behind the answer, which comes as soon for an address that gets no mail.
        response.background = BackgroundTask(_send_confirmation, service, alert)
    return _make_private(response)


def _parse_fields(fields: dict[str, str]) -> tuple[str, AlertKind, str]:
    """Return the address as typed, the kind of query and the query of a form. Raises QueryError for the query."""
    query = fields.get("query", "")[:MAX_QUERY_CHARS]
    kind: AlertKind = "decisions" if fields.get("kind") == "decisions" else "question"
    check_query(kind, query)
    return fields.get("address", "").strip(), kind, query


def _render_form_again(typed: str, kind: AlertKind, query: str, message: str) -> Response:
    """Return the form with the address as typed, and why it cannot be used."""
    response = make_page_response(
        "alert_again.html",
        "Error: Get new papers by e-mail",
        status=400,
        alert=make_alert(kind, query),
        subject=describe_query(kind, query),
        address=typed,
        message=message,
    )
    return _make_private(response)


def _send_confirmation(service: AlertService, alert: Alert) -> None:
    """Send the mail that asks; an alert whose mail cannot be sent is forgotten, so that it can be asked for again."""
    try:
        content = write_confirmation(service.site_url, service.make_confirm_url(alert))
        with Mailer(service.server) as mailer:
            mailer.send(service.build_confirmation(alert, content))
    except (MailServerError, SettingsError, StorageError) as error:
        # What a server says of a recipient names it, and nobody who asks is named in a log.
        reason = "the mail server did not accept it" if isinstance(error, MailNotTakenError) else str(error)
        _log.error("A mail to confirm an alert was not sent: %s", reason)
        service.file.remove(alert.alert_id)


def _render_wait(wait_seconds: float) -> Response:
    minutes = max(math.ceil(wait_seconds / 60), 1)
    text = f"You have sent too many requests. Try again in {format_count(minutes, 'minute')}."
    response = make_message_response("No alert yet", text, status=429, has_back_link=True)
    response.headers["retry-after"] = str(max(math.ceil(wait_seconds), 1))
    return _make_private(response)


# -- the links of mails ------------------------------------------------------------------------------------------------


def _answer_link(answer: Callable[[AlertService, str], HTMLResponse], service: AlertService, token: str) -> Response:
    try:
        return _make_private(answer(service, token))
    except StorageError as error:
        return _render_not_kept(error)


def _show_confirm(service: AlertService, token: str) -> HTMLResponse:
    alert = service.file.find(service.load_tokens().read_confirm_token(token))
    if alert is None:
        return _render_gone()
    text = "You will get an e-mail when new papers have something on this. Every e-mail has a link that stops them."
    return _render_page(
        alert, f"{CONFIRM_PATH}/{token}", "Do you want these e-mails?", text, "Yes, send me these e-mails"
    )


def _confirm(service: AlertService, token: str) -> HTMLResponse:
    alert_id = service.load_tokens().read_confirm_token(token)
    alert = service.file.confirm(alert_id) if alert_id else None
    if alert is None:
        return _render_gone()
    text = f"You will get an e-mail when new papers have something on:  {describe_query(alert.kind, alert.query)}"
    return make_message_response("Your alert is on", text, status=200, role="status", has_back_link=True)


def _show_stop(service: AlertService, token: str) -> HTMLResponse:
    alert_id = service.load_tokens().read_stop_token(token)
    if alert_id is None:
        return _render_gone()
    alert = service.file.find(alert_id)
    if alert is None:
        return _render_stopped()
    text = "We will delete your address and this query at once."
    return _render_page(alert, f"{STOP_PATH}/{token}", "Stop these e-mails?", text, "Stop these e-mails")


def _stop(service: AlertService, token: str) -> HTMLResponse:
    alert_id = service.load_tokens().read_stop_token(token)
    if alert_id is None:
        return _render_gone()
    service.file.remove(alert_id)
    return _render_stopped()


def _render_page(alert: Alert, action: str, heading: str, text: str, button_label: str) -> HTMLResponse:
    page = AlertPage(heading, text, describe_query(alert.kind, alert.query), action, button_label)
    return make_page_response("alert.html", heading, alert=page)


def _render_gone() -> HTMLResponse:
    return make_message_response("This link no longer works", _GONE_TEXT, status=404, has_back_link=True)


def _render_stopped() -> HTMLResponse:
    text = "You will get no more e-mails from this alert. We have deleted your address and the query."
    return make_message_response("This alert is stopped", text, status=200, role="status", has_back_link=True)


def _render_not_kept(error: StorageError) -> Response:
    _log.error("%s", error)
    response = make_message_response("Sorry, that did not work", _NOT_KEPT_TEXT, status=503, has_back_link=True)
    return _make_private(response)


def _make_private(response: Response) -> Response:
    """Return the response as nobody keeps it: its address is a key."""
    response.headers["cache-control"] = "no-store"
    response.headers["x-robots-tag"] = "noindex"
    return response
