"""What the world calls our fields and our values, in six languages: ``fields.toml`` and ``values.toml``."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def fold(text: str) -> str:
    """Text as it is compared: ``Équipe n°`` and ``equipe_n`` are the same."""
    lower = unicodedata.normalize("NFKD", text.strip().casefold())
    bare = "".join(letter for letter in lower if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w+]+|_", " ", bare).split()) or text.strip().casefold()


_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def spellings(text: str) -> tuple[str, ...]:
    """The ways in which a word may be written: without accents, and with ``ue`` for ``ü``; folded."""
    return tuple(dict.fromkeys((fold(text), fold(text.casefold().translate(_DIGRAPHS)))))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def names(field: str) -> tuple[str, ...]:
    """What headers call a field, folded, the most usual first.

    Parameters
    ----------
    field : str
        A table of ``fields.toml``.
    """
    found: Any = _read("fields.toml")
    for part in field.split("."):
        found = found[part]
    texts = [text for texts in found.values() for text in texts]
    return tuple(dict.fromkeys(spelling for text in texts for spelling in spellings(text)))


@cache
def known_values(kind: str, field: str) -> dict[str, str]:
    """What texts of a field are known to mean: folded text → our value.

    Parameters
    ----------
    kind : str
        Name of the kind.
    field : str
        Name of its field.
    """
    every = _read("values.toml")
    meanings: dict[str, dict[str, list[str]]] = every.get(f"{kind}.{field}", every.get(field, {}))
    return {
        spelling: ours
        for ours, languages in meanings.items()
        for texts in languages.values()
        for text in texts
        for spelling in spellings(text)
    }


def meaning(kind: str, field: str, text: str) -> str | None:
    """Our value for a text of a field, None where it is not known."""
    return known_values(kind, field).get(fold(text))
