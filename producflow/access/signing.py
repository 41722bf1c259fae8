"""Secrets that are worked out from the server's own, so that they need be kept nowhere."""

import base64
import hashlib
import hmac

from producflow.settings import Settings


def webhook_secret(settings: Settings, subscription_id: int) -> str:
    """The secret by which a receiver knows that a message is ours: its own for each subscription, ``whsec_…``."""
    made = hmac.new(settings.signing_key().encode(), f"webhook {subscription_id}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(made.digest()).decode('ascii')}"


def sign_out_code(settings: Settings, token_hash: str) -> str:
    """What a link must carry to end a session: other sites cannot know it, so they cannot sign anybody out."""
    return hmac.new(settings.signing_key().encode(), f"sign out {token_hash}".encode(), hashlib.sha256).hexdigest()
