"""The commands for alerts by e-mail: ``alerts send``, ``alerts list`` and ``alerts remove``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from paper_search.cli.group import Command, CommandGroup
from paper_search.cli.options import LibraryOptions, json_option, library_options
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_json
from paper_search.errors import PaperSearchError, SettingsError

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

    from paper_search.alerts.sending import SendReport
    from paper_search.alerts.service import AlertService
    from paper_search.alerts.subscriptions import Alert, AlertFile
    from paper_search.records import BuildReport


@click.group("alerts", cls=CommandGroup)
def alerts() -> None:
    """Send alerts by e-mail, and manage the addresses that get them."""


@alerts.command("send", cls=Command, examples=("paper-search alerts send",))
@library_options
@json_option
def send(options: LibraryOptions, as_json: bool) -> int:
    """Send what is new to those who asked for it.

    The exit code is 1 if the mail server refused an e-mail.
    """
    report = _send(_open_service(options), options)
    if as_json:
        print_json(_describe_report(report))
    else:
        print(_format_report(report))
    for line in _list_faults(report):
        print(line, file=sys.stderr)
    return EXIT_OK if report.is_complete else EXIT_NOTHING_FOUND


@alerts.command("list", cls=Command, examples=("paper-search alerts list --addresses",))
@library_options
@click.option("--addresses", is_flag=True, help="list the addresses and what they asked for")
@json_option
def list_alerts(options: LibraryOptions, addresses: bool, as_json: bool) -> int:
    """Count the alerts, or list them."""
    kept = _open_file(options).load()
    confirmed = [alert for alert in kept if alert.is_confirmed]
    counts = {
        "alerts": len(confirmed),
        "addresses": len({alert.address.casefold() for alert in confirmed}),
        "waiting_for_confirmation": len(kept) - len(confirmed),
        "refused_by_the_mail_server": sum(bool(alert.refusals) for alert in confirmed),
    }
    if as_json:
        print_json(counts | ({"kept": [_describe_alert(alert) for alert in kept]} if addresses else {}))
        return EXIT_OK
    print(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in counts.items()))
    for alert in kept if addresses else ():
        print(_format_alert(alert))
    return EXIT_OK


@alerts.command("remove", cls=Command, examples=("paper-search alerts remove alex@ferndale.example",))
@library_options
@click.argument("address", help="the address to remove")
def remove(options: LibraryOptions, address: str) -> int:
    """Delete an address and everything it asked for, at once.

    The exit code is 1 if the address was not there.
    """
    from paper_search.alerts.addresses import parse_address

    count = _open_file(options).remove_address(parse_address(address))
    print(f"{count} alerts of this address are deleted." if count != 1 else "1 alert of this address is deleted.")
    return EXIT_OK if count else EXIT_NOTHING_FOUND


def send_after_build(options: LibraryOptions, report: BuildReport) -> None:
    """Send alerts when a build has brought something new; what goes wrong is said, and ends nothing.

    Args:
        options: the index and the settings, which say whether alerts are sent so.
        report: what the build did.
    """
    if not options.settings.sends_alerts_after_build or not (report.added or report.changed):
        return
    try:
        sent = _send(_open_service(options), options)
    except PaperSearchError as error:
        print(f"no alerts were sent: {error}", file=sys.stderr, flush=True)
        return
    if sent.sent or not sent.is_complete:
        print(_format_report(sent), file=sys.stderr, flush=True)
    for line in _list_faults(sent):
        print(line, file=sys.stderr, flush=True)


def _open_service(options: LibraryOptions) -> AlertService:
    from paper_search.alerts.service import open_alerts

    service = open_alerts(options.settings, options.index)
    if service is None:
        raise SettingsError("No mail server is named. Set PAPER_SEARCH_SMTP_HOST and the other settings for e-mail.")
    _check_place(service.file, options)
    return service


def _open_file(options: LibraryOptions) -> AlertFile:
    """Return the file alone: what is kept can be erased after the mail server was taken out of the settings."""
    from paper_search.alerts.service import open_alert_file

    file = open_alert_file(options.settings, options.index)
    _check_place(file, options)
    return file


def _check_place(file: AlertFile, options: LibraryOptions) -> None:
    """Raise SettingsError for a file among the papers, which are shown and copied."""
    path = file.path.resolve()
    if path.is_relative_to(options.corpus.resolve()) and not path.is_relative_to(options.index.resolve()):
        raise SettingsError(f"{path}: alerts are not kept among the papers. Name another file in PAPER_SEARCH_ALERTS.")


def _send(service: AlertService, options: LibraryOptions) -> SendReport:
    from paper_search.alerts.sending import send_alerts
    from paper_search.records import PUBLIC
    from paper_search.storage.lock import find_settled_moment
    from paper_search.web.components.alert_mail import AlertNews, find_news, write_alert

    # Read before the index is opened: what comes in between is sent next time.
    until = find_settled_moment(options.index)
    library = options.open().with_access(PUBLIC)

    def find(alert: Alert, before: datetime) -> AlertNews | None:
        return find_news(library, alert, before)

    def build(alert: Alert, news: AlertNews) -> EmailMessage:
        return service.build_alert(alert, write_alert(news, service.site_url, service.make_stop_url(alert)))

    return send_alerts(service.file, service.server, until, find, build)


# -- words -------------------------------------------------------------------------------------------------------------


def _format_report(report: SendReport) -> str:
    forgotten = sum(failed.is_forgotten for failed in report.failed)
    parts = [f"sent: {report.sent}", f"nothing new: {report.without_news}"]
    parts += [f"not accepted: {len(report.failed)}"] if report.failed else []
    parts += [f"addresses deleted: {forgotten}"] if forgotten else []
    parts += [f"left for the next time: {report.left}"] if report.left else []
    return ", ".join(parts)


def _list_faults(report: SendReport) -> list[str]:
    """Return a line for each alert that was not sent, and one for the server."""
    lines = [
        _escape(f"{failed.address}: {failed.reason}{_say_forgotten(failed.is_forgotten)}") for failed in report.failed
    ]
    return [*lines, *([_escape(report.server_fault)] if report.server_fault else [])]


def _say_forgotten(is_forgotten: bool) -> str:
    return "; refused on three days, so the address is deleted" if is_forgotten else ""


def _escape(line: str) -> str:
    from paper_search.cli.layout import escape_unprintable

    return escape_unprintable(line)


def _describe_report(report: SendReport) -> dict[str, object]:
    return {
        "sent": report.sent,
        "without_news": report.without_news,
        "failed": [
            {"address": failed.address, "reason": failed.reason, "forgotten": failed.is_forgotten}
            for failed in report.failed
        ],
        "left": report.left,
        "server_fault": report.server_fault or None,
    }


def _describe_alert(alert: Alert) -> dict[str, object]:
    from paper_search.web.components.alert_form import describe_query

    return {
        "address": alert.address,
        "asked": describe_query(alert.kind, alert.query),
        "since": alert.since or None,
        "confirmed": alert.is_confirmed,
    }


def _format_alert(alert: Alert) -> str:
    from paper_search.web.components.alert_form import describe_query

    state = f"since {alert.since}" if alert.is_confirmed else "not confirmed"
    return _escape(f"{alert.address}: {describe_query(alert.kind, alert.query)} ({state})")
