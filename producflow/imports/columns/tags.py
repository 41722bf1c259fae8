r"""Tags that carry machine and sensor: a pattern such as ``{machine}.{sensor}`` says how, proposed from the tags.

``*`` stands for anything, ``{machine}`` and ``{sensor}`` for one part between separators: dot, slash, colon, bar.
Where a blank or an underscore parts them, the machine ends with its first number: ``Press 1 oil temperature``.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from producflow.errors import InvalidInput
from producflow.vocabulary.words import fold, names

MACHINE, SENSOR = "{machine}", "{sensor}"
PARTS = r"./\\:|"
PATH = re.compile(rf"[{PARTS}]")
NUMBERED = re.compile(r"(?P<machine>[^\d]+\d+[^\s_]*)(?P<mark>[ _])(?P<sensor>[^\W\d_].*)")
PROVIDER = re.compile(r"\[[^\]]*\]")
FEWEST = 2  # parts of a tag


@dataclass(frozen=True)
class TagPattern:
    """A pattern, made ready to be used."""

    text: str
    regex: str
    """Of the whole tag, as RE2 and Python read it."""
    machine: int
    sensor: int
    """Numbers of the groups."""

    def split(self, tag: str) -> tuple[str, str] | None:
        """Machine and sensor of a tag; None if it is not of this form."""
        found = re.fullmatch(self.regex, tag.strip())
        return None if found is None else (found[self.machine].strip(), found[self.sensor].strip())


def is_pattern(text: str) -> bool:
    """Whether a text is meant as a pattern, and not as a machine."""
    return MACHINE in text or SENSOR in text


@lru_cache(maxsize=64)
def pattern(text: str) -> TagPattern:
    """Read a pattern.

    Raises
    ------
    InvalidInput
        If it does not say where machine and sensor are.
    """
    if text.count(MACHINE) != 1 or text.count(SENSOR) != 1:
        raise InvalidInput(
            f"“{text}” does not say where machine and sensor stand in a tag; write it like {MACHINE}.{SENSOR}, with * "
            "for what is neither.",
            "equipment",
        )
    numbered = re.search(re.escape(MACHINE) + "[ _]" + re.escape(SENSOR), text) is not None
    regex = ""
    for piece in re.split(r"(\{machine\}|\{sensor\}|\*)", text):
        match piece:
            case "{machine}":
                regex += r"([^\d]+\d+[^\s_]*)" if numbered else rf"([^{PARTS}]+)"
            case "{sensor}":
                regex += "(.+)" if numbered else rf"([^{PARTS}]+)"
            case "*":
                regex += ".*"
            case _:
                regex += re.escape(piece)
    first = text.index(MACHINE) < text.index(SENSOR)
    return TagPattern(text, regex, *((1, 2) if first else (2, 1)))


def proposed(tags: Sequence[str], machines: Collection[str]) -> tuple[str, bool] | None:
    """The pattern of tags, and whether it is sure; None if they seem to have none.

    Parameters
    ----------
    machines : collection of str
        Names of the plant's machines: a blank or an underscore parts a tag for sure only where one of them stands
        before it, or a word for a machine with its number.
    """
    tags = [tag.strip() for tag in tags]
    if not tags:
        return None
    paths = [PATH.split(tag) for tag in tags]
    if all(len(path) >= FEWEST and path[-1].strip() and path[-2].strip() for path in paths):
        marks = [PATH.findall(tag)[-2:] for tag in tags]
        if all(mark == marks[0] for mark in marks) and not any(path[-2].strip().isdigit() for path in paths):
            deep = len(marks[0]) == FEWEST
            begins = f"*{marks[0][0]}" if deep else "[*]" if all(map(PROVIDER.match, tags)) else ""
            return f"{begins}{MACHINE}{marks[0][-1]}{SENSOR}", True
    found = [NUMBERED.fullmatch(tag) for tag in tags]
    if all(found):
        marks_between = {each["mark"] for each in found if each}
        if len(marks_between) == 1:
            known = {machine.casefold() for machine in machines}
            sure = all(_is_machine(each["machine"], known) for each in found if each)
            return f"{MACHINE}{marks_between.pop()}{SENSOR}", sure
    return None


def _is_machine(text: str, known: Collection[str]) -> bool:
    """Whether the beginning of a tag is a machine of the plant, or a word for one with its number: ``Press 1``."""
    return text.casefold() in known or fold(re.sub(r"\d.*", "", text)) in {*names("machine"), *names("machine.kinds")}
