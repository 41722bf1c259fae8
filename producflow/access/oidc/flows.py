"""Sign-ins that were begun and are not over: in memory, for minutes, each for one browser and once.

A restart forgets them; whoever was at the provider meanwhile is asked to begin again.
"""

import secrets
import threading
import time
from dataclasses import dataclass, field

from producflow.access.sessions import fingerprint

SECONDS = 600.0
MOST = 10_000  # strangers may begin as many as they like; the oldest go first


@dataclass(frozen=True)
class Flow:
    """One sign-in under way."""

    provider: str
    """Its name in the settings: the answer must come from that one."""
    wanted: str
    """Address on this server that the browser asked for."""
    confirming: int | None = None
    """Id of the account of whoever is signed in and is to prove it again; None where somebody signs in."""
    begun_at: float = field(default_factory=time.time)
    """By the clock on the wall. [s since 1970]"""
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    browser: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """What the cookie of the browser that began it holds."""
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)


_flows: dict[str, Flow] = {}
_lock = threading.Lock()


def keep(flow: Flow) -> None:
    """Remember a sign-in until its end."""
    with _lock:
        now = time.monotonic()
        for state in [state for state, kept in _flows.items() if kept.until < now]:
            del _flows[state]
        while len(_flows) >= MOST:
            del _flows[next(iter(_flows))]
        _flows[flow.state] = flow


def take(state: str, browser: str, provider: str) -> Flow | None:
    """What was begun with a state, once, for the browser that began it and the provider that it was sent to."""
    with _lock:
        flow = _flows.get(state)
        if flow is None or not secrets.compare_digest(flow.browser.encode(), browser.encode("utf-8", "replace")):
            return None
        del _flows[state]
    return flow if flow.provider == provider and flow.until >= time.monotonic() else None


def cookie_of(state: str) -> str:
    """Name of the cookie for one sign-in: two tabs do not spoil each other's."""
    return f"producflow_oidc_{fingerprint(state)[:12]}"
