"""What pages write, which is Markdown with Streamlit's own signs for colours, badges and icons, as HTML for paper."""

import re
from functools import cache

from markdown_it import MarkdownIt

_ICON = re.compile(r"(?<!\\):material/\w+:\s*")
# :red[words], :green-badge[words], :small[words]; a bracket that people typed stands behind a backslash.
_SIGN = re.compile(r"(?<!\\):([a-z]+)(-badge|-background)?\[((?:\\.|[^\[\]\\])*)\]")
# The thin space lets Markdown read **bold** right behind a sign, as it would behind the bracket.
_OPEN, _BETWEEN, _CLOSE = "\ue000", "\ue001\u200a", "\ue002"
_PRIVATE = re.compile("[\ue000-\ue002]")
_BEGUN = re.compile(f"{_OPEN}([a-z]+)([a-z-]*){_BETWEEN}")


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table").enable("strikethrough")


def _signed(text: str) -> str:
    """The text with its signs put into characters that nobody types and no Markdown reads."""
    bare = _ICON.sub("", _PRIVATE.sub("", text))
    found = 1
    while found:  # the innermost first
        bare, found = _SIGN.subn(lambda sign: f"{_OPEN}{sign[1]}{sign[2] or ''}{_BETWEEN}{sign[3]}{_CLOSE}", bare)
    return bare


def _spans(html: str) -> str:
    return _BEGUN.sub(r'<span class="\1\2">', html).replace(_CLOSE, "</span>")


def blocks(text: str) -> str:
    """Paragraphs and lists as HTML; whatever people typed is text."""
    return _spans(_reader().render(_signed(text)))


def words(text: str) -> str:
    """One line as HTML, without a paragraph around it."""
    return _spans(_reader().renderInline(_signed(" ".join(text.split()))))
