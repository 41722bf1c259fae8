"""What a single cell of text looks like."""

import re
from typing import Any

from producflow.errors import InvalidInput

_NUMBER = re.compile(r"[+-]?(\d[\d.,'\u00a0\u202f ]*|[.,]\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([T ].*)?")
FIRST_PRINTED = 32  # code of the blank; what comes before it controls a terminal
UNSEEN = " \t\r\n\f\v\u00a0\u2009\u200b\u202f\ufeff"
_UNIT = re.compile(r"^(?P<name>.*\S)\s*[(\[](?P<unit>[^()\[\]]{1,12})[)\]]\s*$")


UNITS = frozenset(
    """
    % ‰ ppm ppb °c degc c k kelvin °f degf celsius fahrenheit bar mbar psi psig pa kpa mpa hpa atm mmhg mm/s mm/sec
    mm/s rms cm/s m/s in/s ips km/h g m/s² m/s2 rpm 1/min min-1 min⁻¹ u/min tr/min hz khz v mv kv a ma ka w kw mw kwh
    wh mwh j kj mj nm n kn l/min l/h l/s m3/h m³/h m3 m³ l ml s sec ms µs us ns min h hr hrs d kg mg t lb lbs oz m mm
    cm km µm um in inch ft mil ° deg rad db db(a) ohm ω kohm f µf pf h/d pcs pc stk stück pieces units unit ea u
    $ € £ eur usd gbp chf % rh %rh rh cycles
    """.split()  # noqa: SIM905 - so many words read better as text
) | {"mm/s rms", "% rh"}


def is_blank(cell: str) -> bool:
    """Tell whether a cell holds nothing that can be seen: blanks, a byte order mark from the middle of a file."""
    return not cell.strip() or not cell.strip(UNSEEN)


def is_unit(cell: str) -> bool:
    """Tell whether a cell is nothing but a unit: ``[bar]``, ``°C``, ``mm/s``."""
    return cell.strip().strip("[]()").strip().casefold() in UNITS


def is_number(cell: str) -> bool:
    """Tell whether a cell could be a number in some notation."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_date(cell: str) -> bool:
    """Tell whether a cell could be a date or an instant in some notation."""
    return _DATE.fullmatch(cell.strip()) is not None


def split_unit(header: str) -> tuple[str, str | None]:
    """A header's name and the unit in its brackets: ``Pressure (bar)`` → ``Pressure``, ``bar``."""
    found = _UNIT.match(header.strip())
    return (found["name"], found["unit"].strip()) if found else (header.strip(), None)


def words(header: str) -> str:
    """A header as plain lower-case words: ``BscStartDate`` and ``bsc_start_date`` are the same."""
    name = split_unit(header)[0]
    name = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])", " ", name)
    name = re.sub(r"[^\w]+|_", " ", name.casefold())
    return " ".join(name.split())


def require_spelled(value: Any, what: str) -> None:
    """Refuse text that no file and no database can hold: control characters, and halves of characters.

    Parameters
    ----------
    value : str, or what JSON holds
        Its texts are looked at, those in lists and objects too.
    what : str
        What it is, for the sentence; also the field at fault.

    Raises
    ------
    InvalidInput
    """
    if isinstance(value, str):
        if any(
            (ord(letter) < FIRST_PRINTED and letter not in "\t\n\r") or "\ud800" <= letter <= "\udfff"
            for letter in value
        ):
            raise InvalidInput(f"The {what} holds a control character or half of a character; take it out.", what)
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            require_spelled(item, what)
    elif isinstance(value, list | tuple):
        for item in value:
            require_spelled(item, what)
