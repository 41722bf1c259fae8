"""Browsers that have signed in before: a signed cookie lets them through while strangers guess.

The cookie lets nobody in. It says which accounts were signed in to with it, so that failures from elsewhere do not
count against this browser; a copy of it gets as many guesses as any address does. After OWASP, "Slow down online
guessing attacks with device cookies".
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any

import jwt

from producflow.settings import Settings

COOKIE = "producflow_device"
KEPT_DAYS = 180
MOST_ACCOUNTS = 20  # people who share a browser, such as a terminal in the hall
LONGEST = 4096  # characters
ALGORITHM = "HS256"
ISSUER = "producflow device"  # never a token of the API, which asks for another one


def known(cookie: str | None, user_id: int, settings: Settings) -> str | None:
    """Name of a browser that has signed in to an account before; None if it has not.

    Parameters
    ----------
    cookie : str or None
        As the browser sent it.
    settings : Settings
        Hold the key.
    """
    name, accounts = _read(cookie, settings)
    return name if str(user_id) in accounts else None


def knows_any(cookie: str | None, settings: Settings) -> bool:
    """Whether anybody has signed in with a browser before."""
    return bool(_read(cookie, settings)[1])


def with_account(cookie: str | None, user_id: int, settings: Settings) -> str:
    """The cookie of a browser after it has signed in to an account."""
    name, accounts = _read(cookie, settings)
    accounts = {**accounts, str(user_id): int(time.time())}
    newest = sorted(accounts.items(), key=lambda each: each[1])[-MOST_ACCOUNTS:]
    claims = {"iss": ISSUER, "jti": name or secrets.token_urlsafe(16), "accounts": dict(newest)}
    return jwt.encode(claims, settings.signing_key(), algorithm=ALGORITHM)


def attributes(settings: Settings) -> Mapping[str, Any]:
    """How the cookie is set: out of reach of scripts and of other sites, for half a year."""
    return {
        "max_age": KEPT_DAYS * 24 * 3600,
        "path": f"{settings.path}/",
        "httponly": True,
        "samesite": "lax",
        "secure": settings.secure_cookies,
    }


def _read(cookie: str | None, settings: Settings) -> tuple[str | None, dict[str, int]]:
    """Name and accounts of a cookie of ours; those of long ago are left out."""
    if not cookie or len(cookie) > LONGEST:
        return None, {}
    try:
        claims = jwt.decode(
            cookie,
            settings.signing_key(),
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            options={"require": ["iss", "jti", "accounts"]},
        )
    except (jwt.InvalidTokenError, ValueError):
        return None, {}
    since = time.time() - KEPT_DAYS * 24 * 3600
    return str(claims["jti"]), {name: at for name, at in claims["accounts"].items() if at > since}
