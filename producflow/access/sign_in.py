"""Who may come in: the one check of email and password, for the form and the API, and the first administrator.

Nobody has a session or a token before all of it is done. What is still to do after the password, the form asks for step
by step (:class:`Entering`); the API, which cannot ask, answers with the sentence of an ``Unfinished``.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum, auto
from typing import Any

import structlog

from producflow.access import attempts, audit, devices, second_factors, sessions
from producflow.access.passwords import check_password, hash_password, sound_password
from producflow.access.roles import SYSTEM, Actor, Role
from producflow.errors import NotSignedIn, TooManyAttempts, Unfinished
from producflow.settings import Settings
from producflow.settings import current as current_settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import users

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=10)
"""For so long somebody may take over what is asked after the password."""


class Step(StrEnum):
    """What may be asked for after the password, in this order."""

    CODE = auto()
    PASSWORD = auto()
    SET_UP = auto()


SAID = {
    Step.CODE: "This account has a second factor: send the code that its app shows as `code`, beside the password.",
    Step.SET_UP: "Your role needs a second factor: sign in to the dashboard, which helps to set one up, and then send "
    "its code as `code`, beside the password.",
    Step.PASSWORD: "Somebody else set this password, so it must be changed first: sign in to the dashboard, which asks "
    "for another.",
}
"""To whoever cannot be asked."""
WRONG_CODE = "That code is wrong, was used already or has run out; type the newest one."


@dataclass(frozen=True)
class Entering:
    """Somebody whose password was right, and who is not signed in yet. Kept on the server only."""

    actor: Actor
    version: int
    """Of the credentials that were right: others were set since then if the account has another one."""
    step: Step
    since: datetime


def actor_of(row: dict[str, Any]) -> Actor:
    """The person of a row of ``users``."""
    return Actor(user_id=row["id"], email=row["email"], full_name=row["full_name"], role=Role(row["role"]))


def authenticate(
    store: Store,
    email: str,
    password: str,
    address: str,
    *,
    code: str | None = None,
    browser: str | None = None,
    settings: Settings | None = None,
) -> Actor:
    """Check an email and a password, and whatever else the account asks for.

    Parameters
    ----------
    email : str
        In any case, with or without spaces around it.
    password : str
        As it was typed.
    address : str
        Network address that the attempt comes from.
    code : str, optional
        Of the second factor, or one that stands in for it.
    browser : str, optional
        The cookie of a browser that may have signed in before, see :mod:`producflow.access.devices`.
    settings : Settings, optional
        Those of this process unless given.

    Raises
    ------
    TooManyAttempts
        If there were too many failures, see :mod:`producflow.access.attempts`; nothing is looked at.
    NotSignedIn
        If there is no such account, the password is not its password, the code is wrong, or it is deactivated.
    Unfinished
        If the password is right, and more is to be done.
    """
    settings = settings or current_settings()
    row = store.read(users.by_email, email.strip().lower())
    with _attempt(store, email, row, address, browser, settings) as attempt:
        row = _with_password(row, password, attempt, address)
        # Before the attempt counts as a success: a right password without its code makes up for no failure.
        if row["has_factor"]:
            _must_prove(store, row, code, attempt, settings)
        attempt.succeeded()
    return _complete(row, settings, proved=row["has_factor"])


def prove(
    store: Store,
    entering: Entering,
    code: str,
    address: str,
    *,
    browser: str | None = None,
    now: datetime | None = None,
) -> Actor:
    """Let in whoever gives the code that was asked for after the password, or ask for the next thing.

    Wrong ones count as wrong passwords do, and a right password alone makes up for none of them.

    Raises
    ------
    TooManyAttempts, NotSignedIn, Unfinished
        As of :func:`authenticate`.
    """
    settings, row = current_settings(), _still(store, entering)
    with _attempt(store, row["email"], row, address, browser, settings) as attempt:
        _must_prove(store, row, code, attempt, settings, now)
        attempt.succeeded()
    return _complete(row, settings, proved=True)


def go_on(store: Store, entering: Entering) -> Actor:
    """Let in whoever has done what was asked for, or ask for the next thing.

    Raises
    ------
    NotSignedIn
        If it took too long, or somebody else changed the account meanwhile.
    Unfinished
        If more is to be done.
    """
    return _complete(_still(store, entering), current_settings(), proved=entering.actor.factor)


def _still(store: Store, entering: Entering) -> dict[str, Any]:
    """The account of whoever is entering, unless it took too long, or the account is another by now."""
    row = store.read(users.by_id, entering.actor.user_id)
    late = datetime.now(UTC) - entering.since > PATIENCE
    if row is None or late or not row["is_active"] or row["credentials_version"] != entering.version:
        raise NotSignedIn("That took too long, or your account was changed meanwhile; sign in again.")
    return row


def _complete(row: dict[str, Any], settings: Settings, *, proved: bool) -> Actor:
    """Whoever an account is of, once nothing more is asked of them."""
    actor = replace(actor_of(row), factor=proved)
    if row["must_change_password"]:
        raise _unfinished(row, actor, Step.PASSWORD)
    if row["role"] in settings.second_factor and not proved:
        raise _unfinished(row, actor, Step.SET_UP)
    log.info("signed in", user_id=row["id"])
    return actor


def _unfinished(row: dict[str, Any], actor: Actor, step: Step) -> Unfinished:
    return Unfinished(SAID[step], Entering(actor, row["credentials_version"], step, datetime.now(UTC)))


def _attempt(
    store: Store, email: str, row: dict[str, Any] | None, address: str, browser: str | None, settings: Settings
) -> attempts.Attempt:
    device = None if row is None else devices.known(browser, row["id"], settings)
    try:
        return attempts.begin(store, email, address, device=device)
    except TooManyAttempts:
        log.warning("sign-in not looked at", address=address)
        attempts.note_refused(store, attempts.place_of(address), account=email.strip().lower(), why="too many")
        raise


def _with_password(
    row: dict[str, Any] | None, password: str, attempt: attempts.Attempt, address: str
) -> dict[str, Any]:
    """The account, if that is its password and it is active."""
    # The password first, also where there is no account: else the time of the answer would tell who has one.
    if not check_password(password, row["password_hash"] if row else None) or row is None:
        attempt.failed()
        # Never what was typed: it may be a password in the wrong field.
        log.warning("sign-in refused", address=address, user_id=row["id"] if row else None)
        raise NotSignedIn("The email or the password is wrong.")
    # After the password: only whoever knows that learns that the account is there.
    if not row["is_active"]:
        raise NotSignedIn("This account is deactivated; ask an administrator to activate it.")
    return row


def _must_prove(
    store: Store,
    row: dict[str, Any],
    code: str | None,
    attempt: attempts.Attempt,
    settings: Settings,
    now: datetime | None = None,
) -> None:
    if not code:
        raise _unfinished(row, actor_of(row), Step.CODE)
    if not second_factors.accept(store, actor_of(row), code, settings, now=now):
        attempt.failed()
        log.warning("code refused", user_id=row["id"])
        raise NotSignedIn(WRONG_CODE)


def prove_again(store: Store, person: Actor, code: str, address: str, *, browser: str | None = None) -> None:
    """Let whoever is signed in use a code up, to change their second factor; wrong ones count as wrong passwords do.

    Raises
    ------
    NotSignedIn, TooManyAttempts
    """
    row = store.read(users.by_email, person.email)
    with _attempt(store, person.email, row, address, browser, current_settings()) as attempt:
        if row is None or not second_factors.accept(store, person, code, current_settings()):
            attempt.failed()
            raise NotSignedIn(WRONG_CODE)
        attempt.succeeded()


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
    row = store.read(users.by_email, actor.email)
    with _attempt(store, actor.email, row, address, browser, current_settings()) as attempt:
        _with_password(row, password, attempt, address)
        attempt.succeeded()
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
    email = settings.admin_email.lower()
    hashed = hash_password(sound_password(password, email))

    def create(transaction: Transaction) -> None:
        # One that was generated stays in a terminal or a log, so it is changed at the first sign-in.
        given_by_us = given is None
        row = users.add_administrator(transaction, email=email, password_hash=hashed, must_change_password=given_by_us)
        audit.record(transaction, SYSTEM, "create", "users", row["id"], after=row)

    store.write(create)
    return password if given is None else None
