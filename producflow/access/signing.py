"""Secrets that are worked out from the server's own, so that they need be kept nowhere."""

import base64
import hashlib
import hmac

from producflow.settings import Settings

LINK_PAGE = "/password"


def webhook_secret(settings: Settings, subscription_id: int) -> str:
    """The secret by which a receiver knows that a message is ours: its own for each subscription, ``whsec_…``."""
    made = hmac.new(settings.signing_key().encode(), f"webhook {subscription_id}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(made.digest()).decode('ascii')}"


def account_link(settings: Settings, nonce: str) -> str:
    """What the address of a link carries: the outbox works it out as it leaves, so that it lies in no database."""
    made = hmac.new(settings.signing_key().encode(), f"account link {nonce}".encode(), hashlib.sha256)
    return f"pfl_{base64.urlsafe_b64encode(made.digest()).decode('ascii').rstrip('=')}"


def account_link_at(base: str, token: str) -> str:
    """Where a link leads, below the address of the server; no browser sends what stands behind the ``#``."""
    return f"{base}{LINK_PAGE}#{token}"


def sign_out_code(settings: Settings, token_hash: str) -> str:
    """What a link must carry to end a session: other sites cannot know it, so they cannot sign anybody out."""
    return hmac.new(settings.signing_key().encode(), f"sign out {token_hash}".encode(), hashlib.sha256).hexdigest()
