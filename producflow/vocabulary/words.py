"""What the world calls our fields and our values: a file a language in ``languages/``, see its README.md."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "languages"
SYSTEMS = Path(__file__).parent / "systems"
"""A file a system whose exports are known."""
FIRST = "codes en de fr es it pt"
"""Files whose words come first: where two languages use one word for two things, the more usual one is meant."""


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
def languages() -> dict[str, dict[str, Any]]:
    """Every file of the vocabulary under its name, those of the order in :data:`FIRST` before the others."""
    paths = sorted(HERE.glob("*.toml"), key=lambda path: (f"{FIRST} {path.stem}".split().index(path.stem), path.stem))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


@cache
def names(field: str) -> tuple[str, ...]:
    """What headers call a field, folded, the most usual first.

    Parameters
    ----------
    field : str
        As the tables ``fields`` of the languages name it.

    Raises
    ------
    KeyError
        If no language has a word for it.
    """
    found = [words["fields"][field] for words in languages().values() if field in words.get("fields", {})]
    if not found:
        raise KeyError(field)
    return tuple(dict.fromkeys(spelling for texts in found for text in texts for spelling in spellings(text)))


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
    every = [words.get("values", {}) for words in languages().values()]
    own = f"{kind}.{field}"
    table = own if any(own in values for values in every) else field
    meanings = dict.fromkeys(ours for values in every for ours in values.get(table, {}))
    return {
        spelling: ours
        for ours in meanings
        for values in every
        for text in values.get(table, {}).get(ours, ())
        for spelling in spellings(text)
    }


@cache
def month_names() -> dict[str, int]:
    """What languages call the months, folded, and which of the twelve each is."""
    return {
        fold(text): int(number)
        for words in languages().values()
        for number, texts in words.get("months", {}).items()
        for text in texts
    }


@cache
def halves_of_day() -> dict[str, int]:
    """What languages beside English call the halves of a day, in lower case, and the hours before each. [h]"""
    hours = {"morning": 0, "afternoon": 12}
    return {
        text.casefold(): hours[half]
        for words in languages().values()
        for half, texts in words.get("halves_of_day", {}).items()
        for text in texts
    }


@cache
def nothing(*, states: bool = False) -> tuple[str, ...]:
    """Texts that stand for an empty cell, in lower case; with ``states``, also those of historians for no value."""
    parts = ("empty", "no_value") if states else ("empty",)
    found = [words.get("nothing", {}).get(part, ()) for words in languages().values() for part in parts]
    return tuple(dict.fromkeys(text.lower() for texts in found for text in texts))
