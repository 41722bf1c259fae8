"""Whether a provider still stands by somebody who is signed in: asked at a click, some seconds after the last time.

With a refresh token the provider gives new claims or says ``invalid_grant``; without one it is asked about the person
with the access token, which it stops knowing when the person has signed out there. Who is in no group any more, who
is gone there, and whose tokens do not hold any more is out at that very click. A provider that does not answer changes
nothing: who is in stays in until the session's own end, and it is asked again half a minute later.
"""

import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from producflow.access import sessions
from producflow.access.oidc import accounts, id_token
from producflow.access.oidc import provider as asking
from producflow.access.sealing import sealed, unsealed
from producflow.errors import NotSignedIn, ProviderUnavailable
from producflow.providers import Provider
from producflow.settings import Settings
from producflow.store.database import Store
from producflow.store.queries import sessions as queries

AWAY_SECONDS = 30.0
"""For so long one that does not answer is not asked again: nobody should wait for it at every click."""
OVER = frozenset({"invalid_grant", "invalid_token"})
"""What a provider says of tokens that do not hold any more; anything else is a matter of our settings or its own."""

KEPT = ("access_token", "refresh_token", "id_token")
"""What is kept of a provider's answer."""

log = structlog.get_logger(__name__)

_away_until: dict[str, float] = {}
_LOCKS = [threading.Lock() for _ in range(64)]
"""One for each session, by the first figures of its hash."""


def asked(
    store: Store, token_hash: str, name: str, checked_at: datetime | None, settings: Settings, now: datetime
) -> bool:
    """Ask the provider behind a session where that is due; its account and whether it holds may be others then.

    Parameters
    ----------
    name : str
        Of the provider.
    checked_at : datetime or None
        When it was asked last.

    Returns
    -------
    bool
        Whether the session has to be looked up anew.
    """
    provider = next((each for each in settings.providers if each.name == name), None)
    if provider is None:  # taken out of the settings: nobody stands behind it any more
        sessions.end(store, token_hash, why=f"'{name}' is no provider any more", now=now)
        return True
    if not _is_due(provider, checked_at, now):
        return False
    # Two uses of one refresh token at once, and the provider would take it for a stolen one.
    with _LOCKS[int(token_hash[:8], 16) % len(_LOCKS)]:
        row = store.read(queries.of_provider, token_hash)
        if row is not None and _is_due(provider, row["checked_at"], now):
            _ask(store, provider, token_hash, row, settings, now)
    return True


def _is_due(provider: Provider, checked_at: datetime | None, now: datetime) -> bool:
    if _away_until.get(provider.issuer, 0.0) > time.monotonic():
        return False
    # Ahead: asked before the clock was set back.
    return checked_at is None or not timedelta() <= now - checked_at < timedelta(seconds=provider.recheck)


def _ask(
    store: Store, provider: Provider, token_hash: str, row: Mapping[str, Any], settings: Settings, now: datetime
) -> None:
    tokens = unsealed(settings, row["tokens"]) or {}
    before, checked_at = dict(tokens), row["checked_at"]
    try:
        accounts.account_of(store, provider, _claims(provider, tokens, row["subject"]))
        checked_at = now
    except NotSignedIn as refusal:
        if not isinstance(refusal, asking.Refused) or refusal.code in OVER:
            log.info("session ended by provider", provider=provider.name, why=str(refusal))
            sessions.end(store, token_hash, why=str(refusal), now=now)
            return
        _away(provider, refusal)
    except ProviderUnavailable as problem:
        _away(provider, problem)
    if tokens != before or checked_at == now:  # a refresh token may be good for one use only
        store.write(queries.set_tokens, token_hash, sealed(settings, tokens), checked_at, changes_data=False)


def _claims(provider: Provider, tokens: dict[str, Any], subject: str) -> dict[str, Any]:
    """What the provider says of somebody now; newer tokens replace those that are given."""
    claims: dict[str, Any] = {}
    if tokens.get("refresh_token"):
        fresh = asking.renewed(provider, tokens["refresh_token"])
        tokens |= {name: fresh[name] for name in KEPT if fresh.get(name)}
        if fresh.get("id_token"):
            claims = id_token.verified(provider, fresh["id_token"], access_token=fresh.get("access_token"))
    if provider.groups_claim not in claims:
        claims = asking.told_of_person(provider, str(tokens.get("access_token"))) | claims
    if not claims:
        raise ProviderUnavailable(f"{provider.title} has no place to ask about somebody.")
    if claims.get("sub") != subject:
        raise NotSignedIn(f"{provider.title} answered for somebody else.")
    return claims


def _away(provider: Provider, problem: Exception) -> None:
    log.warning("provider not asked", provider=provider.name, problem=str(problem))
    _away_until[provider.issuer] = time.monotonic() + AWAY_SECONDS
