"""Second factors: codes of an app on a phone (TOTP, RFC 6238), and ten that stand in for a lost one.

A code of an app is good for its half minute, the one before and the one after, and once: the newest half minute that
was used is kept, and none up to it is taken again. What codes are worked out from is kept encrypted, with a key that
lies in neither database nor backup, since a hash could make none; recovery codes are kept as hashes.
"""

import hmac
import secrets
from datetime import UTC, datetime

import pyotp

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.access.sealing import sealed, unsealed
from producflow.access.sessions import fingerprint
from producflow.errors import Conflict, InvalidInput, existing
from producflow.settings import Settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import second_factors as queries
from producflow.store.queries import sessions, users

HALF_MINUTE = 30  # s
DRIFT = 1  # half minutes that the clock of a phone may be off
DIGITS = 6
RECOVERY_CODES = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that are taken for another; 5 bits each
PARTS, PART = 4, 4  # 80 bits: enough to need no slow hash
ENTITY = "second_factors"


def new_secret() -> str:
    """What codes are going to be worked out from; to be kept on the server only until one of them was typed."""
    return pyotp.random_base32()


def address(secret: str, email: str, plant: str) -> str:
    """What an app takes, as a picture or typed: ``otpauth://…``."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=plant)


def set_up(
    store: Store,
    person: Actor,
    secret: str,
    code: str,
    settings: Settings,
    *,
    session: str | None = None,
    now: datetime | None = None,
) -> list[str]:
    """Give somebody a second factor, and return the recovery codes, to be shown once.

    Parameters
    ----------
    person : Actor
        Who has just proved who they are.
    secret : str
        Of :func:`new_secret`.
    code : str
        That their app shows for it now.
    session : str, optional
        Hash of the cookie of their session, which stays; all others, and tokens, end.
    now : datetime, optional
        Aware instant; the clock's unless given.

    Raises
    ------
    InvalidInput
        If the code is not that of the secret.
    Conflict
        If they have one already, or no password here.
    """
    at = now or datetime.now(UTC)
    step = _step_of(secret, _plain(code), at)
    if step is None:
        raise InvalidInput(
            "That is not the code that belongs to this picture; type the newest one, and see to it that the phone's "
            "clock is right.",
            "code",
        )
    codes = _new_codes()

    def work(transaction: Transaction) -> None:
        account = existing(users.by_id(transaction, person.user_id), "account", person.user_id)
        if queries.of(transaction, account["id"]) is not None:
            raise Conflict("This account has a second factor already.")
        queries.add(transaction, account["id"], sealed(settings, {"secret": secret}), step)
        queries.set_recovery(transaction, account["id"], map(fingerprint, map(_plain, codes)))
        sessions.end_of_user(transaction, account["id"], session, at)
        if session is not None:
            sessions.prove_factor(transaction, session)
        audit.record(transaction, person, "set up", ENTITY, account["id"], after={"email": account["email"]})

    store.write(work)
    return codes


def accept(store: Store, person: Actor, code: str, settings: Settings, *, now: datetime | None = None) -> bool:
    """Use a code of the app, or a recovery code, up; whether it was good. Attempts are counted by whoever asks.

    Parameters
    ----------
    now : datetime, optional
        Aware instant; the clock's unless given.
    """
    at, given, number = now or datetime.now(UTC), _plain(code), person.user_id
    if number is None:
        return False
    if len(given) == DIGITS:
        row = store.read(queries.of, number)
        kept = None if row is None else unsealed(settings, row["secret"])
        step = None if kept is None else _step_of(kept["secret"], given, at)
        return step is not None and store.write(queries.use_step, number, step, _step(at) + DRIFT, changes_data=False)

    def work(transaction: Transaction) -> bool:
        used = queries.use_recovery(transaction, number, fingerprint(given), at)
        if used:
            left = {"email": person.email, "recovery_codes_left": queries.codes_left(transaction, number)}
            audit.record(transaction, person, "use recovery code", ENTITY, number, after=left)
        return used

    return store.write(work, changes_data=False)


def renew_codes(store: Store, person: Actor) -> list[str]:
    """Make other recovery codes for somebody who has just given a code, and return them, to be shown once."""
    number, codes = int(person.user_id or 0), _new_codes()

    def work(transaction: Transaction) -> None:
        if queries.of(transaction, number) is None:
            raise Conflict("This account has no second factor.")
        queries.set_recovery(transaction, number, map(fingerprint, map(_plain, codes)))
        audit.record(transaction, person, "renew recovery codes", ENTITY, number, after={"email": person.email})

    store.write(work, changes_data=False)
    return codes


def remove_own(store: Store, person: Actor) -> None:
    """Take the second factor of somebody away who has just given a code of it."""
    store.write(_remove, person, person.user_id, False)


def reset(store: Store, actor: Actor, user_id: int) -> None:
    """Take somebody's second factor away, such as after their phone was lost, and end their sessions and tokens.

    Where their role needs one, they set another up at the next sign-in.

    Raises
    ------
    NotAllowed, NotFound
    Conflict
        If they have none.
    """
    actor.require(Permission.MANAGE_USERS)
    store.write(_remove, actor, user_id, True)


def _remove(transaction: Transaction, actor: Actor, user_id: int | None, signs_out: bool) -> None:
    account = existing(users.by_id(transaction, user_id), "account", user_id)
    if queries.of(transaction, account["id"]) is None:
        raise Conflict(f"'{account['email']}' has no second factor.")
    queries.remove(transaction, account["id"])
    if signs_out:
        sessions.end_of_user(transaction, account["id"], None, datetime.now(UTC))
    audit.record(transaction, actor, "remove", ENTITY, account["id"], before={"email": account["email"]})


def _new_codes() -> list[str]:
    return [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(PART)) for _ in range(PARTS))
        for _ in range(RECOVERY_CODES)
    ]


def _plain(code: str) -> str:
    """A code without what people put between its parts."""
    return "".join(code.split()).replace("-", "").lower()


def _step(at: datetime) -> int:
    return int(at.timestamp()) // HALF_MINUTE


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The half minute that a code is of, if it is of one about now."""
    app = pyotp.TOTP(secret)
    for step in range(_step(at) - DRIFT, _step(at) + DRIFT + 1):
        # Bytes: of texts it takes ASCII only, and raises for what somebody may type.
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode("utf-8", "replace")):
            return step
    return None
