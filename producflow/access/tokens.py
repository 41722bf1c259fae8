"""Bearer tokens of the API: signed, short-lived, and ended by whatever ends a session."""

import secrets
from datetime import UTC, datetime, timedelta

import jwt

from producflow.access.roles import Actor
from producflow.access.sign_in import actor_of as actor_of_row
from producflow.errors import NotSignedIn
from producflow.settings import Settings
from producflow.settings import current as current_settings
from producflow.store.database import Store
from producflow.store.queries import users

ALGORITHM = "HS256"
ISSUER = "producflow"
REFUSED = "The token is missing, has run out or does not hold any more; get a new one from /api/token."


def issue(store: Store, actor: Actor, settings: Settings | None = None, *, now: datetime | None = None) -> str:
    """Token for a person whose password has just been checked.

    Parameters
    ----------
    actor : Actor
        An account, as :func:`producflow.access.sign_in.authenticate` gives it.
    settings : Settings, optional
        Those of this process unless given.
    now : datetime, optional
        Aware instant; the clock's unless given.

    Raises
    ------
    NotSignedIn
        If the account is gone.
    """
    settings = settings or current_settings()
    row = store.read(users.by_id, actor.user_id)
    if row is None:
        raise NotSignedIn("Only an account can have a token.")
    at = now or datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": str(row["id"]),
        "iat": at,
        "exp": at + timedelta(minutes=settings.token_minutes),
        "jti": secrets.token_urlsafe(12),
        "credentials_version": row["credentials_version"],
        "factor": actor.factor,
    }
    return jwt.encode(claims, settings.signing_key(), algorithm=ALGORITHM)


def actor_of(store: Store, token: str, settings: Settings | None = None) -> Actor:
    """Whoever a token stands for, as the account is now.

    Parameters
    ----------
    token : str
        What came after ``Bearer``.
    settings : Settings, optional
        Those of this process unless given.

    Raises
    ------
    NotSignedIn
        If it is not ours, has run out, or the account has been deactivated or given another password or role since.
    """
    settings = settings or current_settings()
    try:
        claims = jwt.decode(
            token,
            settings.signing_key(),
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            # A clock that was set back must not refuse tokens for having been issued later than now.
            options={"require": ["iss", "sub", "iat", "exp", "jti", "credentials_version"], "verify_iat": False},
        )
        user_id = int(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        raise NotSignedIn(REFUSED) from None
    row = store.read(users.by_id, user_id)
    if row is None or not row["is_active"] or row["must_change_password"]:
        raise NotSignedIn(REFUSED)
    if row["role"] in settings.second_factor and claims.get("factor") is not True:
        raise NotSignedIn(REFUSED)
    if row["credentials_version"] != claims["credentials_version"]:
        raise NotSignedIn(REFUSED)
    return actor_of_row(row)


def expires_at(token: str) -> float:
    """When a token that :func:`actor_of` has just found good runs out. [s since 1970]"""
    claims = jwt.decode(token, options={"verify_signature": False})
    return float(claims["exp"])
