"""A provider's tokens in the database: encrypted, with a key that lies elsewhere."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from producflow.settings import Settings

ENCRYPTED = {"alg": "dir", "enc": "A256GCM"}


def sealed(settings: Settings, tokens: Mapping[str, Any]) -> str:
    """Tokens that only this server can read again: a stolen database or backup is worth nothing without its key."""
    return jwe.encrypt_compact(ENCRYPTED, json.dumps(tokens).encode(), _key(settings))


def unsealed(settings: Settings, kept: str) -> dict[str, Any] | None:
    """Tokens behind :func:`sealed`; None if they were sealed with another key."""
    try:
        plain = jwe.decrypt_compact(kept, _key(settings)).plaintext
    except (JoseError, ValueError):
        return None
    return None if plain is None else dict(json.loads(plain))


def _key(settings: Settings) -> OctKey:
    return OctKey.import_key(hmac.new(settings.signing_key().encode(), b"sealing", hashlib.sha256).digest())
