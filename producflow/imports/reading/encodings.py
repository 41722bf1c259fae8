"""What a text file's letters are written in, where no mark and no UTF-8 says so."""

import codecs
import re
import unicodedata
from collections import Counter
from functools import cache

from producflow.imports.text import split_unit
from producflow.vocabulary import words

CODECS = {
    "utf-8": "utf-8",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1252": "cp1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1253": "cp1253",
    "cp1254": "cp1254",
    "gb18030": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "latin-1": "latin-1",
    "iso8859-15": "iso8859-15",
    "cp850": "cp850",
    "cp437": "cp437",
    "mac-roman": "mac-roman",
}
"""What a person may say the text is written in → Python's codec for it, of some the wider one that Windows writes."""
ENCODINGS = tuple(CODECS)
ALSO_CALLED = {"gbk": "gb18030", "gb2312": "gb18030", "cp950": "big5", "cp932": "shift_jis", "cp949": "euc_kr"}
"""Others that are parts of them, as :func:`codecs.lookup` calls them."""
EIGHT_BIT = (
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1251",
    "cp1253",
    "gb18030",
    "shift_jis",
    "euc_kr",
    "big5",
    "cp850",
    "mac-roman",
)
"""What bytes beyond ASCII are tried as; of several that read as many known words, the first is meant."""
BY_LETTERS = EIGHT_BIT[1 : EIGHT_BIT.index("cp850")]
"""Those that letters alone may decide for, where they are not Western Europe's."""
LAST_RESORT = ("cp1252", "latin-1")
LINES = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
MOST = 1 << 16  # bytes of lines beyond ASCII; more never changed the verdict
CELLS = re.compile(r"[,;\t|\"'\r\n]+")
TEXT = r"[^\W\d_]"
INSIDE = re.compile(f"(?<={TEXT})[\x80-\xff](?={TEXT})")
RUN = re.compile(r"[\x80-\uffff]{3,}")


def named(text: str) -> str | None:
    """The encoding of :data:`CODECS` that a name means, ``windows-1250`` and ``sjis`` too; None for others."""
    if text in CODECS:
        return text
    try:
        found = codecs.lookup(text).name
    except LookupError:
        return None
    own = {codecs.lookup(each).name: each for each in CODECS}
    return own.get(found) or ALSO_CALLED.get(found)


def likely(sample: bytes) -> tuple[str, ...]:
    """Encodings in which text that is no UTF-8 may be written, the likeliest first.

    Parameters
    ----------
    sample : bytes
        Lines that hold bytes beyond ASCII, whole ones.

    Notes
    -----
    The encoding in which the most cells are words of the vocabulary; of several, the one that their language names (few
    letters of a small file may be the same in two). Where no cell is a known word, Western Europe's, unless that makes
    no words of the letters: then whatever charset-normalizer finds.
    """
    texts = {name: text for name in EIGHT_BIT if (text := _read(sample, name)) is not None}
    known = {name: _known(text) for name, text in texts.items()}
    usual = _usual(set().union(*known.values()))
    # Words of ASCII alone read the same in all of them.
    told = {name: sum(not word.isascii() for word in found) for name, found in known.items()}
    best = max(told, key=lambda name: (told[name], name == usual), default=None)
    if best is None or told[best] == 0:
        best = "cp1252" if _western(texts.get("cp1252")) else _by_letters(sample, [*texts])
    return tuple(dict.fromkeys(filter(None, (best, *LAST_RESORT))))


def _read(sample: bytes, name: str) -> str | None:
    try:
        return sample.decode(CODECS[name])
    except UnicodeDecodeError:
        return None


@cache
def _vocabulary() -> dict[str, set[str]]:
    """Every word that some language has, and which ones have it."""
    found: dict[str, set[str]] = {}
    for language, of_language in words.languages().items():
        for table in (of_language.get("fields", {}), *of_language.get("values", {}).values()):
            for text in (each for texts in table.values() for each in texts):
                found.setdefault(_plain(text), set()).add(language)
    return found


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _known(text: str) -> set[str]:
    cells = {_plain(split_unit(unicodedata.normalize("NFKC", cell))[0]) for cell in CELLS.split(text)}
    return cells & _vocabulary().keys()


def _usual(known: set[str]) -> str | None:
    """What the language that has the most of these words was written in before UTF-8, where that is not Western."""
    counts = Counter(language for word in known for language in _vocabulary()[word])
    named = [words.languages()[language].get("encoding") for language, _ in counts.most_common(1)]
    return named[0] if named else None


def _western(text: str | None) -> bool:
    """Whether letters beyond ASCII stand as they do in Western Europe: one by one, and no other sign within a word."""
    if text is None:
        return False
    runs = sum(map(len, RUN.findall(text)))
    signs = sum(not sign.isalpha() for sign in INSIDE.findall(text))
    beyond = sum(letter > "\x7f" for letter in text)
    return 4 * (runs + signs) <= beyond


def _by_letters(sample: bytes, possible: list[str]) -> str | None:
    # Imported here: it reads its tables of letters, which few files need.
    from charset_normalizer import from_bytes

    names = {codecs.lookup(CODECS[name]).name: name for name in BY_LETTERS if name in possible}
    found = from_bytes(sample, cp_isolation=[*names]).best() if names else None
    return None if found is None else names.get(codecs.lookup(found.encoding).name)
