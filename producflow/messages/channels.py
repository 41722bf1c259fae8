"""The ways by which a message leaves: mail, a signed webhook, or one of the services that Apprise knows."""

import json
import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from producflow.access.signing import webhook_secret
from producflow.errors import ProducFlowError
from producflow.operations.addresses import EMAIL, SERVICE, WEBHOOK, must_be_reachable
from producflow.settings import Settings

PATIENCE = 10.0
"""So long a receiver may take. [s]"""


class NotDelivered(ProducFlowError):
    """A message has not arrived; the sentence says why.

    Attributes
    ----------
    final : bool
        Whether the receiver will never take it, so that it need not be tried again.
    """

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


@dataclass(frozen=True)
class Outgoing:
    """One message on its way."""

    name: str
    """The same at every attempt, so that a receiver knows a repetition."""
    address: str
    title: str
    body: str
    details: dict[str, Any]
    """What programs are told."""
    sent_by: int
    """Number of the subscription, whose secret signs a webhook."""
    attached: tuple[str, bytes] | None = None
    """Name and content of a PDF."""


def send(channel: str, message: Outgoing, settings: Settings) -> None:
    """Send a message.

    Raises
    ------
    NotDelivered
        If it has not arrived, as far as one can know.
    """
    _WAYS[channel](message, settings)


def _mail(message: Outgoing, settings: Settings) -> None:
    if settings.smtp_host is None:
        raise NotDelivered("No mail server is set; give PRODUCFLOW_SMTP_HOST.")
    mail = EmailMessage()
    mail["From"] = settings.smtp_from or settings.admin_email
    mail["To"] = message.address
    mail["Subject"] = " ".join(message.title.split())
    mail["Message-ID"] = f"<{message.name}@producflow>"
    mail["Date"] = datetime.now(UTC)
    mail["Auto-Submitted"] = "auto-generated"  # keeps answers from holidays away
    mail.set_content(message.body)
    if message.attached is not None:
        name, content = message.attached
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    password = "" if settings.smtp_password is None else settings.smtp_password.get_secret_value()
    if not f"{settings.smtp_user or ''}{password}".isascii():  # smtplib knows no other letters
        raise NotDelivered(
            "PRODUCFLOW_SMTP_USER or PRODUCFLOW_SMTP_PASSWORD has letters beyond ASCII, which cannot be sent; choose "
            "another password.",
            final=True,
        )
    # Without a context of ours, smtplib would tell the password to whoever answers.
    secured = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=PATIENCE, context=secured)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE)
        ) as line:
            if settings.smtp_security == "starttls":
                line.starttls(context=secured)
            if settings.smtp_user:
                line.login(settings.smtp_user, password)
            line.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, said)] = error.recipients.values()
        # 5xx is for good, 4xx for now (RFC 5321).
        raise NotDelivered(f"The mail server refused the address: {code} {_said(said)}", final=code >= 500) from None
    except smtplib.SMTPAuthenticationError as error:  # a password that is tried again and again locks the account
        raise NotDelivered(
            f"The mail server refused user or password: {error.smtp_code} {_said(error.smtp_error)}; correct "
            "PRODUCFLOW_SMTP_USER and PRODUCFLOW_SMTP_PASSWORD.",
            final=error.smtp_code >= 500,
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise NotDelivered(
            f"The mail server's certificate is not trusted: {error.verify_message}; name the file of its authority "
            "in SSL_CERT_FILE."
        ) from None
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"The mail server answered {error.smtp_code} {_said(error.smtp_error)}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(f"The mail server cannot be reached: {error}") from None


def _said(answer: bytes | str) -> str:
    return " ".join((answer.decode(errors="replace") if isinstance(answer, bytes) else answer).split())[:200]


def _webhook(message: Outgoing, settings: Settings) -> None:
    """Post JSON, signed as https://www.standardwebhooks.com says."""
    import requests  # a tenth of a second at every start, and most plants have mail
    from standardwebhooks import Webhook

    must_be_reachable(message.address)
    text = json.dumps({"type": f"producflow.{message.details['type']}", "id": message.name, "data": message.details})
    now = datetime.now(UTC)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "ProducFlow",
        "webhook-id": message.name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(webhook_secret(settings, message.sent_by)).sign(message.name, now, text),
    }
    try:
        # A redirect would send what is signed for one address to another.
        with closing(
            requests.post(
                message.address, text.encode(), headers=headers, timeout=PATIENCE, allow_redirects=False, stream=True
            )
        ) as answer:
            code = answer.status_code
    except requests.RequestException as error:
        raise NotDelivered(f"The receiver cannot be reached: {_reason(error)}") from None
    if not 200 <= code < 300:
        # By Standard Webhooks, 410 Gone says that the receiver wants no more of it.
        raise NotDelivered(f"The receiver answered {code}.", final=code == requests.codes.gone)


def _reason(error: Exception) -> str:
    inner = error.args[0] if error.args else error
    return str(getattr(inner, "reason", inner))[:200]


def _service(message: Outgoing, settings: Settings) -> None:
    import apprise  # as above, and more of it

    must_be_reachable(message.address)
    asset = apprise.AppriseAsset(app_id="ProducFlow", app_desc="ProducFlow", app_url=settings.base)
    services = apprise.Apprise(asset=asset)
    if not services.add(message.address):
        raise NotDelivered("The address of the service cannot be read.", final=True)
    if not services.notify(title=message.title, body=message.body):
        raise NotDelivered("The service did not take it.")


_WAYS: dict[str, Callable[[Outgoing, Settings], None]] = {EMAIL: _mail, WEBHOOK: _webhook, SERVICE: _service}
