"""What a provider says of itself, and the calls that are made to it; its description and keys are kept for a while."""

import threading
import time
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from producflow.errors import NotSignedIn, ProviderUnavailable
from producflow.providers import LOOPBACK, Provider

TIMEOUT = 5.0  # s; somebody waits for it before a page that loads
KEPT = 3600.0  # s; descriptions and keys
ANEW = 0.0  # whoever is about to be sent there asks first, to be told here and not by the browser that it is away
KEYS_EVERY = 10.0  # s; tokens with keys that nobody knows must not let us ask for keys without end
FAILED_FOR = 3.0  # s; one that has just not answered is not asked again: strangers must not hold up our threads
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

_kept: dict[str, tuple[float, dict[str, Any]]] = {}
"""Documents by their addresses, with when they were fetched; by the steady clock. [s]"""
_failed: dict[str, float] = {}
_lock = threading.Lock()


class Refused(NotSignedIn):
    """The provider says no.

    Parameters
    ----------
    code : str
        Its word for why, as OAuth 2 lists them.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def described(provider: Provider, within: float = KEPT) -> dict[str, Any]:
    """The provider's own description, not older than so many seconds.

    Raises
    ------
    ProviderUnavailable
        If it does not answer, or describes another provider, or would have secrets sent in the clear.
    """
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    found = _document(provider, address, within)
    if found.get("issuer") != provider.issuer:
        raise ProviderUnavailable(
            f"{provider.title} says that it is '{found.get('issuer')}' and not '{provider.issuer}'; "
            "an administrator has to mend its issuer in PRODUCFLOW_PROVIDERS."
        )
    for name in NEEDED:
        if not _is_safe(provider, found.get(name)):
            raise ProviderUnavailable(f"{provider.title} names no usable {name}; an administrator has to look at it.")
    return found


def keys(provider: Provider, *, anew: bool = False) -> KeySet:
    """The keys that it signs with; those that we cannot use are left out.

    Raises
    ------
    ProviderUnavailable
    """
    listed = _document(provider, described(provider)["jwks_uri"], KEYS_EVERY if anew else KEPT).get("keys")
    usable: list[Key] = []
    for each in listed if isinstance(listed, list) else []:
        try:
            usable += KeySet.import_key_set({"keys": [each]}).keys
        except (JoseError, ValueError, KeyError, TypeError):  # of a kind that is newer than we are
            continue
    return KeySet(usable)


def address_to_sign_in(provider: Provider, back: str, **parameters: str) -> str:
    """Where the browser is sent.

    Parameters
    ----------
    back : str
        Where the provider sends it afterwards.
    **parameters
        ``state``, ``nonce``, ``code_verifier`` and what else is to be asked.

    Raises
    ------
    ProviderUnavailable
    """
    endpoint = described(provider, within=ANEW)["authorization_endpoint"]
    with _client(provider, redirect_uri=back, scope=provider.scope) as client:
        address, _ = client.create_authorization_url(endpoint, **parameters)
    return str(address)


def tokens_for(provider: Provider, back: str, code: str, verifier: str) -> dict[str, Any]:
    """Exchange the code that the browser brought.

    Raises
    ------
    Refused, ProviderUnavailable
    """
    return _tokens(provider, grant_type="authorization_code", code=code, code_verifier=verifier, redirect_uri=back)


def renewed(provider: Provider, refresh_token: str) -> dict[str, Any]:
    """Newer tokens for older ones.

    Raises
    ------
    Refused, ProviderUnavailable
    """
    return _tokens(provider, grant_type="refresh_token", refresh_token=refresh_token)


def told_of_person(provider: Provider, access_token: str) -> dict[str, Any]:
    """What the provider says of whoever a token is of; nothing where it has no place to ask.

    Raises
    ------
    Refused
        If the token does not hold (any more).
    ProviderUnavailable
    """
    endpoint = described(provider).get("userinfo_endpoint")
    if not _is_safe(provider, endpoint):
        return {}
    try:
        with httpx2.Client(timeout=TIMEOUT) as client:
            answer = client.get(str(endpoint), headers={"Authorization": f"Bearer {access_token}"})
        if answer.status_code in {401, 403}:
            raise Refused(f"{provider.title} does not know this sign-in any more.", "invalid_token")
        answer.raise_for_status()
        found = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise _away(provider) from error
    return found if isinstance(found, dict) else {}


def _tokens(provider: Provider, **asked: str) -> dict[str, Any]:
    endpoint = described(provider)["token_endpoint"]
    try:
        with _client(provider) as client:
            return dict(client.fetch_token(endpoint, **asked))
    except OAuthError as error:
        code = error.error if isinstance(error.error, str) and error.error.replace("_", "").isalpha() else "an error"
        raise Refused(f"{provider.title} did not confirm the sign-in ({code}); try again.", code) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise _away(provider) from error


def _client(provider: Provider, **options: str) -> OAuth2Client:
    secret = provider.client_secret.get_secret_value() if provider.client_secret else None
    offered = described(provider).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
    return OAuth2Client(
        client_id=provider.client_id,
        client_secret=secret,
        token_endpoint_auth_method=way if secret else "none",
        code_challenge_method="S256",
        timeout=TIMEOUT,
        **options,
    )


def _document(provider: Provider, address: str, within: float) -> dict[str, Any]:
    with _lock:
        fetched, found = _kept.get(address, (0.0, {}))
        failed = _failed.get(address, float("-inf"))
    if found and time.monotonic() - fetched < within:
        return found
    if time.monotonic() - failed <= FAILED_FOR:
        raise _away(provider)
    try:
        with httpx2.Client(timeout=TIMEOUT) as client:
            found = client.get(address).raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        with _lock:
            _failed[address] = time.monotonic()
        raise _away(provider) from error
    if not isinstance(found, dict):
        raise _away(provider)
    with _lock:
        _kept[address] = (time.monotonic(), found)
    return found


def _away(provider: Provider) -> ProviderUnavailable:
    return ProviderUnavailable(f"{provider.title} does not answer; try again later, or sign in with a password.")


def _is_safe(provider: Provider, address: Any) -> bool:
    """Whether secrets may be sent there: over HTTPS, or to this very machine where the issuer is here too."""
    if not isinstance(address, str):
        return False
    parts = httpx2.URL(address)
    here = provider.issuer.startswith("http://") and parts.host in LOOPBACK
    return parts.scheme == "https" or here
