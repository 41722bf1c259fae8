"""Whether what a provider has signed is to be believed: OpenID Connect Core 1.0, 3.1.3.7, and Back-Channel Logout."""

import time
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from producflow.access.oidc import provider as asked
from producflow.errors import NotSignedIn
from producflow.providers import Provider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""With a private key only: neither ``none``, nor a secret that could be the public key itself."""
LEEWAY = 60  # s; by which clocks may differ
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_SECONDS = 300  # for so long a message to sign out is news


def verified(
    provider: Provider, token: Any, *, nonce: str | None = None, access_token: str | None = None
) -> dict[str, Any]:
    """Claims of an ID token.

    Parameters
    ----------
    token : str
        As the provider's answer holds it.
    nonce : str, optional
        What was sent with the browser; None where tokens were renewed.
    access_token : str, optional
        That came with it.

    Raises
    ------
    NotSignedIn
        If anything of it is not as it must be; the sentence says what.
    ProviderUnavailable
        If its keys cannot be had.
    """
    decoded = _signed(provider, token)
    options: Any = {
        "iss": {"essential": True, "value": provider.issuer},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": provider.client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
    }
    parameters = {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token}
    claims = CodeIDToken(decoded.claims, decoded.header, options, parameters)
    try:
        claims.validate(int(time.time()), LEEWAY)
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise _not_believed(provider, getattr(error, "claim", None) or "the token") from None
    if nonce is not None and claims.get("nonce") != nonce:
        raise _not_believed(provider, "nonce")
    return _with_subject(provider, claims)


def signed_out(provider: Provider, token: str) -> dict[str, Any]:
    """Claims of a message by which a provider says that somebody has signed out there.

    Raises
    ------
    NotSignedIn
        If it is none, or an old one.
    ProviderUnavailable
    """
    claims = _signed(provider, token).claims
    audience, said, events = claims.get("aud"), claims.get("iat"), claims.get("events")
    checks = {
        "iss": claims.get("iss") == provider.issuer,
        "aud": audience in (provider.client_id, [provider.client_id]),
        "iat": isinstance(said, int | float) and abs(time.time() - said) < LOGOUT_SECONDS,
        "events": isinstance(events, dict) and LOGOUT in events,
        "nonce": "nonce" not in claims,  # or an ID token would be one
        "sub": any(isinstance(claims.get(name), str) and claims[name] for name in ("sub", "sid")),
    }
    for name, fits in checks.items():
        if not fits:
            raise _not_believed(provider, name)
    return dict(claims)


def _signed(provider: Provider, token: Any) -> jwt.Token:
    """What the provider has signed; its keys are fetched anew where none of those that are known fits."""
    if not isinstance(token, str):
        raise NotSignedIn(f"{provider.title} sent no identity.")
    for anew in (False, True):
        try:
            return jwt.decode(token, asked.keys(provider, anew=anew), algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    raise _not_believed(provider, "signature")


def _with_subject(provider: Provider, claims: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise _not_believed(provider, "sub")
    return dict(claims)


def _not_believed(provider: Provider, what: str) -> NotSignedIn:
    return NotSignedIn(f"What {provider.title} sent is not to be believed ({what}); nobody was signed in.")
