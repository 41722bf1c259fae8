"""The walk: off to the provider, back with a code, in; and out again, here and there."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import structlog

from producflow.access import attempts, sessions
from producflow.access.oidc import accounts, flows, id_token, rechecking
from producflow.access.oidc import provider as asking
from producflow.access.oidc.flows import Flow
from producflow.access.sealing import sealed, unsealed
from producflow.errors import NotFound, NotSignedIn, ProviderUnavailable
from producflow.providers import Provider
from producflow.settings import Settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import sessions as queries

log = structlog.get_logger(__name__)

NOT_BEGUN = "This sign-in was not begun in this browser, or too long ago; begin it again."


def named(settings: Settings, name: str) -> Provider:
    """The provider of that name.

    Raises
    ------
    NotFound
    """
    found = next((provider for provider in settings.providers if provider.name == name), None)
    if found is None:
        raise NotFound(f"There is no provider '{name[:40]}' to sign in with.")
    return found


def begun(provider: Provider, settings: Settings, wanted: str, *, confirming: int | None = None) -> tuple[str, Flow]:
    """Where the browser is to be sent, and what is remembered of it meanwhile.

    Parameters
    ----------
    wanted : str
        Address on this server that it asked for.
    confirming : int, optional
        Id of the account of whoever is signed in and is to prove it again: the provider asks, whatever it remembers.

    Raises
    ------
    ProviderUnavailable
    """
    flow = Flow(provider.name, wanted, confirming)
    again = {} if confirming is None else {"prompt": "login", "max_age": "0"}
    address = asking.address_to_sign_in(
        provider, _back(provider, settings), state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier, **again
    )
    flows.keep(flow)
    return address, flow


def finished(
    store: Store,
    provider: Provider,
    settings: Settings,
    flow: Flow,
    answer: Mapping[str, str],
    address: str,
    *,
    device: str | None = None,
) -> str:
    """Let in whoever comes back, and return the value of the session's cookie.

    Parameters
    ----------
    flow : Flow
        As :func:`producflow.access.oidc.flows.take` gave it, which it does once.
    answer : mapping
        Parameters that the browser brought.
    address : str
        Network address of the browser.
    device : str, optional
        What it says that it is.

    Raises
    ------
    NotSignedIn
        If nobody is to be let in; the sentence says why.
    ProviderUnavailable
    """
    try:
        tokens, claims = _believed(provider, settings, flow, answer)
        account = accounts.account_of(store, provider, claims)
        at = _authenticated_at(claims)
        if flow.confirming is not None:
            _must_confirm(provider, flow, account["id"], at)
    except NotSignedIn as refusal:
        log.warning("sign-in refused", address=address, provider=provider.name, why=str(refusal))
        attempts.note_refused(store, address, provider=provider.name, why=str(refusal))
        raise
    kept = sealed(settings, tokens)
    sid = claims.get("sid")
    vouched = sessions.Vouched(provider.name, sid if isinstance(sid, str) else None, kept, at)
    hours = settings.session_hours
    token = sessions.start(store, account["id"], address, hours, device=device, vouched=vouched)
    log.info("signed in", address=address, user_id=account["id"], provider=provider.name)
    return token


def signed_out(store: Store, settings: Settings, token_hash: str) -> str | None:
    """End a session, and return the address at which the browser ends the provider's; None: there is none to go to."""
    row = store.read(queries.of_provider, token_hash)
    sessions.end(store, token_hash)
    provider = next((each for each in settings.providers if row is not None and each.name == row["provider"]), None)
    if row is None or provider is None:
        return None
    tokens = unsealed(settings, row["tokens"]) or {}
    try:
        endpoint = asking.described(provider, within=asking.ANEW).get("end_session_endpoint")
    except ProviderUnavailable:
        return None
    if not endpoint:
        return None
    back = {"client_id": provider.client_id, "post_logout_redirect_uri": f"{settings.base}/"}
    hint = {"id_token_hint": tokens["id_token"]} if tokens.get("id_token") else {}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(hint | back)}"


def told(store: Store, provider: Provider, logout_token: str) -> None:
    """End the sessions of whoever has signed out at the provider (OpenID Connect Back-Channel Logout 1.0).

    Raises
    ------
    NotSignedIn
        If the message is not the provider's.
    ProviderUnavailable
    """
    claims = id_token.signed_out(provider, logout_token)
    whose = {"subject": claims.get("sub"), "provider_session": claims.get("sid")}

    def end(transaction: Transaction) -> None:
        now = datetime.now(UTC)
        ended = queries.end_at_provider(transaction, now, provider=provider.name, issuer=provider.issuer, **whose)
        sessions.note_ended(transaction, ended, f"signed out at {provider.title}")

    store.write(end, changes_data=False)
    log.info("signed out at provider", provider=provider.name)


def _believed(
    provider: Provider, settings: Settings, flow: Flow, answer: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tokens and claims behind an answer."""
    sender = answer.get("iss")  # RFC 9207: against answers of one provider that are passed off as another's
    says_so = asking.described(provider).get("authorization_response_iss_parameter_supported")
    if sender != provider.issuer and (sender is not None or says_so):
        raise NotSignedIn(f"This answer is not {provider.title}'s; nobody was signed in.")
    if "error" in answer:
        word = answer["error"]
        plain = word if word.replace("_", "").isalpha() and word.isascii() and len(word) < 60 else "an error"
        raise NotSignedIn(f"{provider.title} did not sign you in ({plain}).")
    got = asking.tokens_for(provider, _back(provider, settings), answer.get("code", ""), flow.verifier)
    access_token = got.get("access_token")
    claims = id_token.verified(provider, got.get("id_token"), nonce=flow.nonce, access_token=access_token)
    if provider.groups_claim not in claims or not claims.get("email"):
        more = asking.told_of_person(provider, str(access_token))
        if more and more.get("sub") != claims["sub"]:
            raise NotSignedIn(f"{provider.title} answered for somebody else; nobody was signed in.")
        claims = more | claims
    return {name: got[name] for name in rechecking.KEPT if got.get(name)}, claims


def _authenticated_at(claims: Mapping[str, Any]) -> datetime | None:
    """When the provider asked the person who they are; None where it does not say. Its clock may be ahead of ours."""
    said = claims.get("auth_time")
    now = time.time()
    if not isinstance(said, int | float) or not 0 < said < now + id_token.LEEWAY:
        return None
    return datetime.fromtimestamp(min(said, now), UTC)


def _must_confirm(provider: Provider, flow: Flow, user_id: int, at: datetime | None) -> None:
    """Refuse where the provider did not ask anew, or somebody else answered."""
    if user_id != flow.confirming:
        raise NotSignedIn(f"Somebody else has signed in at {provider.title}; you are signed in as before.")
    if at is None or at.timestamp() < flow.begun_at - id_token.LEEWAY:
        raise NotSignedIn(f"{provider.title} did not ask again who you are; you are signed in as before.")


def _back(provider: Provider, settings: Settings) -> str:
    """Where the provider sends the browser: an address of its own for each, so that answers cannot be mixed up."""
    return f"{settings.base}/oidc/{provider.name}/callback"
