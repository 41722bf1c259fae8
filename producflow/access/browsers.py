"""What a browser says that it is, in two words: enough for its owner to know it again in a list."""

import re

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
}
"""By what they say; most say that they are Chrome or Safari too, so the first that fits counts."""
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
UNKNOWN = "Unknown browser"


def described(user_agent: str | None) -> str:
    """Browser and system, such as ``Firefox on Windows``; what it says in full may be long, and is hard to read."""
    said = user_agent or ""
    browser = next((name for word, name in BROWSERS.items() if re.search(rf"{word}\w*/", said)), None)
    if browser is None and "Safari/" in said:
        browser = "Safari"
    system = next((name for word, name in SYSTEMS.items() if word in said), None)
    return f"{browser or UNKNOWN} on {system}" if system else browser or UNKNOWN
