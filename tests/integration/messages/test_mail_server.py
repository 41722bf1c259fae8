"""Mail to a real server with STARTTLS and a password: what arrives, and what is said where it does not."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from producflow.operations import subscriptions
from producflow.settings import Settings
from tests.integration.messages.receivers import MailServer, mail_server
from tests.integration.messages.telling import Plant, person, raised, told

USER, PASSWORD = "plant", "a long pass-word!"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate of this machine that vouches for itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    at, of = folder / "mail.pem", folder / "mail.key"
    at.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    of.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return at, of


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate of the mail server, which this process trusts."""
    found = certificate(tmp_path)[0]
    monkeypatch.setenv("SSL_CERT_FILE", str(found))
    return found


@pytest.fixture
def secured(trusted: Path) -> Iterator[MailServer]:
    """A mail server that takes mail over TLS and after a password only."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, trusted.with_suffix(".key"))

    def known(_server: object, _session: object, _envelope: object, _mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    with mail_server(
        tls_context=context, require_starttls=True, auth_required=True, auth_require_tls=True, authenticator=known
    ) as server:
        yield server


def plant_with(plant: Plant, server: MailServer, password: str) -> Plant:
    store, settings = plant
    given = {"smtp_port": server.port, "smtp_security": "starttls", "smtp_user": USER}
    changed: Settings = settings.model_copy(update={**given, "smtp_password": SecretStr(password)})
    return store, changed


def test_a_mail_goes_over_tls_after_the_password(plant: Plant, secured: MailServer) -> None:
    store, _ = mailed = plant_with(plant, secured, PASSWORD)
    manager = person(store, "manager")
    subscriptions.subscribe(store, manager, told="alerts", channel="email", address="shift@plant.example")
    raised(store)
    assert told(mailed) == 1
    [mail] = secured.mails
    assert mail["To"] == "shift@plant.example"
    assert subscriptions.outbox(store, manager)[0]["state"] == "sent"


@pytest.mark.parametrize(
    ("password", "told_as"),
    [
        (
            "wrong",
            "The mail server refused user or password: 535 5.7.8 Authentication credentials invalid; correct "
            "PRODUCFLOW_SMTP_USER and PRODUCFLOW_SMTP_PASSWORD.",
        ),
        (
            "größer",
            "PRODUCFLOW_SMTP_USER or PRODUCFLOW_SMTP_PASSWORD has letters beyond ASCII, which cannot be sent; choose "
            "another password.",
        ),
    ],
)
def test_a_wrong_password_is_said_and_not_tried_again(
    plant: Plant, secured: MailServer, password: str, told_as: str
) -> None:
    store, _ = mailed = plant_with(plant, secured, password)
    manager = person(store, "manager")
    subscriptions.subscribe(store, manager, told="alerts", channel="email", address="shift@plant.example")
    raised(store)
    told(mailed)
    [row] = subscriptions.outbox(store, manager)
    assert row["state"] == "given up"  # tries would lock the account
    assert row["problem"] == told_as
    assert secured.mails == []


def test_no_password_goes_to_a_server_that_cannot_say_who_it_is(
    plant: Plant, secured: MailServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "another"
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(folder)[0]))
    store, _ = mailed = plant_with(plant, secured, PASSWORD)
    manager = person(store, "manager")
    subscriptions.subscribe(store, manager, told="alerts", channel="email", address="shift@plant.example")
    raised(store)
    told(mailed)
    [row] = subscriptions.outbox(store, manager)
    assert row["state"] == "waiting"
    assert row["problem"].startswith("The mail server's certificate is not trusted: ")
    assert secured.mails == []
