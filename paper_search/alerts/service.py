"""The alerts of a site as its settings have them: where they are kept, who sends, and how links are signed.

The site takes and confirms them, the command line sends them; both open the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from paper_search.alerts.addresses import parse_address
from paper_search.alerts.messages import MailContent, Sender, build_message
from paper_search.alerts.smtp import SmtpServer
from paper_search.alerts.subscriptions import FILE_NAME, Alert, AlertFile
from paper_search.alerts.tokens import AlertTokens
from paper_search.config import SiteSettings
from paper_search.errors import QueryError, SettingsError

CONFIRM_PATH, STOP_PATH = "/alerts/confirm", "/alerts/stop"
SENDER_NAME = "Ask the papers"


@dataclass(frozen=True, slots=True)
class AlertService:
    """The alerts of a site.

    Attributes:
        file: where they are kept.
        server: the mail server.
        sender: who sends.
        site_url: the address of the site, without a slash at its end.
    """

    file: AlertFile
    server: SmtpServer
    sender: Sender
    site_url: str

    def load_tokens(self) -> AlertTokens:
        """Return what signs links. Raises StorageError."""
        return AlertTokens(self.file.load_key())

    def make_confirm_url(self, alert: Alert) -> str:
        """Return where an alert is confirmed."""
        return f"{self.site_url}{CONFIRM_PATH}/{self.load_tokens().make_confirm_token(alert.alert_id)}"

    def make_stop_url(self, alert: Alert) -> str:
        """Return where an alert is stopped."""
        return f"{self.site_url}{STOP_PATH}/{self.load_tokens().make_stop_token(alert.alert_id)}"

    def build_alert(self, alert: Alert, content: MailContent) -> EmailMessage:
        """Return the mail of what is new, with the headers by which it is stopped."""
        return build_message(self.sender, alert.address, content, self.make_stop_url(alert))

    def build_confirmation(self, alert: Alert, content: MailContent) -> EmailMessage:
        """Return the mail that asks whether an alert is wanted."""
        return build_message(self.sender, alert.address, content)


def open_alerts(settings: SiteSettings, index: Path | None) -> AlertService | None:
    """Return the alerts that the settings ask for; None where they name no mail server.

    Args:
        settings: the mail server, the sender, the address of the site and the file.
        index: the folder of the index, in which the file is by default.

    Raises:
        SettingsError: something that mail needs is not set, or cannot be used.
    """
    if not settings.smtp_host:
        return None
    file = open_alert_file(settings, index)
    if not settings.site_url:
        raise SettingsError(
            "PAPER_SEARCH_SMTP_HOST is set: give the address of the site, for the links in e-mails, in"
            " PAPER_SEARCH_SITE_URL, such as https://papers.example."
        )
    unsubscribe = settings.mail_unsubscribe
    sender = Sender(
        SENDER_NAME,
        _parse_setting("PAPER_SEARCH_MAIL_FROM", settings.mail_from),
        _parse_setting("PAPER_SEARCH_MAIL_UNSUBSCRIBE", unsubscribe) if unsubscribe else "",
    )
    server = SmtpServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_ca,
        settings.smtp_user,
        _read_password(settings),
    )
    if server.user and server.security == "none" and server.host not in ("localhost", "127.0.0.1", "::1"):
        raise SettingsError(
            "PAPER_SEARCH_SMTP_SECURITY is 'none', and a password would cross the network as it is. Set it to starttls"
            " or tls, or leave PAPER_SEARCH_SMTP_USER empty."
        )
    return AlertService(file, server, sender, settings.site_url)


def open_alert_file(settings: SiteSettings, index: Path | None) -> AlertFile:
    """Return the file of alerts, which can be counted and erased without a mail server too.

    Args:
        settings: may name the file.
        index: the folder of the index, in which the file is by default.

    Raises:
        SettingsError: neither says where it is.
    """
    path = settings.alerts or (index / FILE_NAME if index else None)
    if path is None:
        raise SettingsError("There is no folder of an index: name a file for the alerts in PAPER_SEARCH_ALERTS.")
    return AlertFile(path)


def _parse_setting(name: str, value: str) -> str:
    """Return the address in a setting."""
    try:
        return parse_address(value)
    except QueryError as error:
        raise SettingsError(f"{name} is {value!r}: {error}") from None


def _read_password(settings: SiteSettings) -> str:
    if settings.smtp_password_file is None:
        return settings.smtp_password.get_secret_value()
    try:
        return settings.smtp_password_file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise SettingsError(
            f"PAPER_SEARCH_SMTP_PASSWORD_FILE is {str(settings.smtp_password_file)!r}; it cannot be read ({reason})."
        ) from None
