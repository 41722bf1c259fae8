"""Who may come in: the one check of email and password, for the form and the API, and the first administrator."""

import secrets
from typing import Any

import structlog

from producflow.access import attempts, audit, devices, sessions
from producflow.access.passwords import check_password, hash_password
from producflow.access.roles import SYSTEM, Actor, Role
from producflow.errors import NotSignedIn, TooManyAttempts
from producflow.settings import Settings
from producflow.settings import current as current_settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import users

log = structlog.get_logger(__name__)


def actor_of(row: dict[str, Any]) -> Actor:
    """The person of a row of ``users``."""
    return Actor(user_id=row["id"], email=row["email"], full_name=row["full_name"], role=Role(row["role"]))


def authenticate(
    store: Store,
    email: str,
    password: str,
    address: str,
    *,
    browser: str | None = None,
    settings: Settings | None = None,
) -> Actor:
    """Check an email and a password.

    Parameters
    ----------
    email : str
        In any case, with or without spaces around it.
    password : str
        As it was typed.
    address : str
        Network address that the attempt comes from.
    browser : str, optional
        The cookie of a browser that may have signed in before, see :mod:`producflow.access.devices`.
    settings : Settings, optional
        Those of this process unless given.

    Raises
    ------
    TooManyAttempts
        If there were too many failures, see :mod:`producflow.access.attempts`; the password is not looked at.
    NotSignedIn
        If there is no such account, the password is not its password, or it is deactivated.
    """
    row = store.read(users.by_email, email.strip().lower())
    device = None if row is None else devices.known(browser, row["id"], settings or current_settings())
    try:
        attempt = attempts.begin(store, email, address, device=device)
    except TooManyAttempts:
        log.warning("sign-in not looked at", address=address)
        raise
    with attempt:
        if not check_password(password, row["password_hash"] if row else None) or row is None:
            attempt.failed()
            # Never what was typed: it may be a password in the wrong field.
            log.warning("sign-in refused", address=address, user_id=row["id"] if row else None)
            raise NotSignedIn("The email or the password is wrong.")
        attempt.succeeded()
    if not row["is_active"]:
        raise NotSignedIn("This account is deactivated; ask an administrator to activate it.")
    log.info("signed in", address=address, user_id=row["id"])
    return actor_of(row)


def confirm(
    store: Store, actor: Actor, password: str, address: str, token_hash: str, *, browser: str | None = None
) -> None:
    """Let whoever is signed in prove again who they are; wrong passwords count as those of signing in do.

    Parameters
    ----------
    token_hash : str
        Of their session.

    Raises
    ------
    NotSignedIn, TooManyAttempts
        As of :func:`authenticate`.
    """
    authenticate(store, actor.email, password, address, browser=browser)
    sessions.confirm(store, token_hash)


def ensure_administrator(store: Store, settings: Settings) -> str | None:
    """Create the administrator of a first start.

    Parameters
    ----------
    settings : Settings
        Name the email, and the password unless one is to be generated.

    Returns
    -------
    str or None
        The password that was generated, to be shown once and kept nowhere; None if none was needed.

    Raises
    ------
    InvalidInput
        If the password in the settings cannot be one.
    """
    if store.read(users.had_administrator):
        return None
    given = settings.admin_password
    password = secrets.token_urlsafe(12) if given is None else given.get_secret_value()
    hashed = hash_password(password)

    def create(transaction: Transaction) -> None:
        row = users.add_administrator(transaction, settings.admin_email.lower(), hashed)
        audit.record(transaction, SYSTEM, "create", "users", row["id"], after=row)

    store.write(create)
    return password if given is None else None
