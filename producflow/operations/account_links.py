"""Links for one use, by which somebody sets a password that nobody else knows: invitations, and ways back in.

What a link carries lies nowhere: it is worked out from the server's key and a random number of its own, and known by
its hash. Where mail goes out, the outbox works it out as it leaves; else whoever made it is shown it, once.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from producflow.access import audit
from producflow.access.passwords import NOBODY
from producflow.access.roles import Actor, Permission
from producflow.access.sessions import fingerprint
from producflow.access.sign_in import actor_of
from producflow.access.signing import account_link, account_link_at
from producflow.errors import Conflict, NotSignedIn, existing
from producflow.operations.passwords import set_by_link
from producflow.settings import Settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import account_links as queries
from producflow.store.queries import identities, users

INVITATION, RESET = "invitation", "reset"
LASTS = {INVITATION: timedelta(days=7), RESET: timedelta(days=1)}
TITLES = {INVITATION: "ProducFlow: choose your password", RESET: "ProducFlow: choose another password"}
BODIES = {
    INVITATION: "There is an account of ProducFlow for you. Choose your password here, within seven days:",
    RESET: "Choose another password for ProducFlow here, within a day. Tell an administrator if you have not asked:",
}


@dataclass(frozen=True)
class Made:
    """A link that was made."""

    email: str
    purpose: str
    expires_at: datetime
    token: str | None
    """What its address carries, to be shown once; None where it goes out by mail."""

    def address(self, base: str) -> str | None:
        """Where it leads, below the address of the server; None where it goes out by mail."""
        return None if self.token is None else account_link_at(base, self.token)


def create(store: Store, actor: Actor, user_id: int, settings: Settings, *, now: datetime | None = None) -> Made:
    """Make a link for an account: an invitation for one that never had a password, else a way to another one.

    Parameters
    ----------
    now : datetime, optional
        Aware instant; the clock's unless given.

    Raises
    ------
    NotAllowed, NotFound
    Conflict
        If the account is deactivated, or signs in with a provider.

    Notes
    -----
    The link made before is worthless from then on. The password there is stays until the link is used.
    """
    actor.require(Permission.MANAGE_USERS)
    at = now or datetime.now(UTC)
    mailed = settings.smtp_host is not None
    nonce = secrets.token_urlsafe(24)
    token = account_link(settings, nonce)

    def work(transaction: Transaction) -> dict[str, Any]:
        account = existing(users.by_id(transaction, user_id), "account", user_id)
        if identities.issuer_of(transaction, user_id) is not None:
            raise Conflict(f"'{account['email']}' signs in with a provider and has no password here.")
        if not account["is_active"]:
            raise Conflict(f"'{account['email']}' may not sign in; activate the account first.")
        purpose = INVITATION if users.password_hash(transaction, user_id) == NOBODY else RESET
        queries.revoke_all(transaction, user_id)
        values = {"user_id": user_id, "purpose": purpose, "nonce": nonce, "token_hash": fingerprint(token)}
        values |= {"created_by": actor.user_id, "now": at, "expires_at": at + LASTS[purpose]}
        made = queries.add(transaction, **values) | {"email": account["email"]}
        if mailed:
            message = {"link_id": made["id"], "title": TITLES[purpose], "body": BODIES[purpose], "now": at}
            queries.put_message(transaction, **message)
        audit.record(transaction, actor, "create", "account_links", made["id"], after=made)
        return made

    made = store.write(work)
    return Made(made["email"], made["purpose"], made["expires_at"], None if mailed else token)


def use(store: Store, token: str, password: str, *, now: datetime | None = None) -> str:
    """Set the password of whoever a link was made for, and return their address; they sign in with it as ever.

    Raises
    ------
    NotSignedIn
        If there is no such link, or it was used, replaced or has run out.
    InvalidInput
        If the password is not good enough; the link can still be used.
    """
    at = now or datetime.now(UTC)
    link = store.read(queries.by_hash, fingerprint(token))
    _must_hold(link, at)
    assert link is not None  # noqa: S101 -- it holds
    person = actor_of({**link, "id": link["user_id"]})

    def used(transaction: Transaction) -> None:
        if not queries.use(transaction, link["id"], at):  # somebody else was faster
            _must_hold(queries.by_hash(transaction, fingerprint(token)), at)
        audit.record(transaction, person, "use", "account_links", link["id"], after={"email": link["email"]})

    set_by_link(store, person, password, used)
    return str(link["email"])


def _must_hold(link: dict[str, Any] | None, at: datetime) -> None:
    """Refuse a link that cannot be used; whoever has a real one is told why."""
    ask = "ask an administrator for another."
    if link is None:
        raise NotSignedIn(f"This link is not known; its address may be cut off. Else {ask}")
    if link["used_at"] is not None:
        raise NotSignedIn(f"This link was used already; sign in with the password that was set, or {ask}")
    if link["revoked_at"] is not None:
        raise NotSignedIn(f"A newer link or password took the place of this link; use that, or {ask}")
    if link["expires_at"] <= at:
        raise NotSignedIn(f"This link has run out; {ask}")
    if not link["is_active"]:
        raise NotSignedIn("This account is deactivated; ask an administrator to activate it.")
