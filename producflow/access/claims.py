"""One-time codes with which a browser fetches its session cookie after the form has signed it in.

The form is answered over a websocket, which cannot set a cookie; the page then shows an invisible image whose address
carries the code, and the answer to that sets it. A code lives for seconds, works once, and works only in the browser
that signed in: the one with the same ``producflow_browser`` cookie.
"""

import secrets
import threading
import time
from dataclasses import dataclass

BROWSER_COOKIE = "producflow_browser"
LIFETIME = 30.0  # seconds


@dataclass(frozen=True)
class _Claim:
    token: str
    browser: str
    until: float


_claims: dict[str, _Claim] = {}
_lock = threading.Lock()


def offer(token: str, browser: str) -> str:
    """Code that fetches a cookie's value once.

    Parameters
    ----------
    token : str
        The cookie's value.
    browser : str
        The ``producflow_browser`` cookie of the browser that signed in.
    """
    code = secrets.token_urlsafe(32)
    with _lock:
        _drop_stale()
        _claims[code] = _Claim(token, browser, time.monotonic() + LIFETIME)
    return code


def waiting(code: str) -> bool:
    """Tell whether a code has still to be fetched."""
    with _lock:
        _drop_stale()
        return code in _claims


def redeem(code: str, browser: str) -> str | None:
    """The cookie's value, once, or None if the code is unknown, used, stale or of another browser."""
    with _lock:
        _drop_stale()
        claim = _claims.pop(code, None)
    if claim is None or not browser or not secrets.compare_digest(claim.browser.encode(), browser.encode()):
        return None
    return claim.token


def _drop_stale() -> None:
    now = time.monotonic()
    for code in [code for code, claim in _claims.items() if claim.until < now]:
        del _claims[code]
