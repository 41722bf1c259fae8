"""Text that somebody else wrote, shown as nothing but text."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-!|~<>$:&])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is: no links, pictures, icons or formulas come from a file or its name."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
