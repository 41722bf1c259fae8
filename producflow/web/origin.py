"""Whether a page of another site is behind a request: it may have been made with somebody's cookie."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope


def from_elsewhere(scope: Scope) -> bool:
    """Tell whether a browser made a request for a page that is not ours.

    Parameters
    ----------
    scope : Scope
        Of a request or a websocket.

    Returns
    -------
    bool
        False for what is no browser, and for browsers too old to say: they keep their cookies from other sites.

    Notes
    -----
    Another port of the same machine is another site here, though not to the browser's SameSite cookies, and not to
    Streamlit, which trusts every page that comes from localhost.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    return headers.get("sec-fetch-site", "same-origin") != "same-origin"
