"""What stands around the digits of a number, as SQL: signs behind them or in brackets, currencies, per cent, units."""

from producflow.domain.units import CURRENCIES, MEASURED, PIECES, QUANTITIES
from producflow.store.importing.notations import fits, literal

ANY = "any"
"""Dress of readings: whatever unit stands in a cell is that of the reading."""
_PLAIN = r"[+-]?[\d.,'’ \x{00a0}\x{2009}\x{202f}]+([eE][+-]?\d+)?"
_DIGITS = r"(?:\d[\d.,'’ \x{00a0}\x{2009}\x{202f}]*|[.,]\d+)(?:[eE][+-]?\d+)?"
_WORD = r"[^\d\s()+.,'’:*/<>=-]"
_BEFORE = rf"{_WORD}[^\d\s()+,'’:-]{{0,4}}"
_DRESSED = (
    rf"^(?:({_BEFORE})\s*)?(\()?\s*({_BEFORE})?\s*(-)?\s*({_WORD}{{1,4}})?\s*"
    rf"({_DIGITS})\s*(-)?(\))?(\s*)({_WORD}[^():]{{0,14}})?\s*(\))?$"
)
_GROUPS = "['ahead', 'opened', 'before', 'minus', 'between', 'digits', 'behind', 'closed', 'gap', 'unit', 'ended']"
_NAMED = "g.ahead || g.before || g.between"
"""What stands before the digits beside signs: a currency."""
_WIDE = 0xFEE0  # from a character of ASCII to its wide form
_SIGNS = ("\u2212\u2013\ufe63" + "".join(chr(ord(each) + _WIDE) for each in "-+.,%0123456789"), "----+.,%0123456789")
"""Signs and digits that look like those of ASCII, and those."""


def units_of(dress: str) -> dict[str, tuple[float, float]]:
    """Units that may stand in a cell, folded, and the factor and offset from them to ours."""
    match dress:
        case "money":
            return dict.fromkeys(CURRENCIES, (1, 0))
        case "pieces":
            return dict.fromkeys(PIECES, (1, 0))
        case _:
            return QUANTITIES.get(dress, {})


def _taken_apart(raw: str, read: str) -> str:
    text = f"translate({raw}, {literal(_SIGNS[0])}, {literal(_SIGNS[1])})"
    return f"list_transform([regexp_extract({text}, {literal(_DRESSED)}, {_GROUPS})], lambda g: {read})[1]"


_UNIT = f"lower(rtrim({_NAMED} || g.unit, ' .'))"

_OF_READING = (
    f"{_NAMED} = '' AND (g.unit = '' OR ((g.gap <> '' OR right(g.digits, 1) = ' ') "
    f"AND lower(rtrim(g.unit)) NOT IN ({', '.join(map(literal, sorted(CURRENCIES)))})) "
    f"OR lower(rtrim(g.unit)) IN ({', '.join(map(literal, sorted(each for each in MEASURED if len(each) > 1)))}))"
)
"""Condition: what stands behind a number is a unit: after a blank, or one that is known; ``0x1A`` has none."""


def bare(raw: str, dress: str) -> str:
    """SQL of the digits of a number with their sign before them; a text that is none, or of an unknown unit, itself."""
    known = f"{_UNIT} IN ({', '.join(map(literal, ('', *units_of(dress))))})"
    if dress == ANY:
        known = _OF_READING
    sound = f"g.digits <> '' AND (g.opened = '') = (g.closed || g.ended = '') AND {known}"
    sign = "CASE WHEN g.opened || g.minus || g.behind = '' THEN '' ELSE '-' END"
    read = f"CASE WHEN {sound} THEN {sign} || rtrim(g.digits, ' \u00a0\u2009\u202f') END"
    return f"CASE WHEN {fits(raw, _PLAIN)} THEN {raw} ELSE coalesce({_taken_apart(raw, read)}, {raw}) END"


def around(raw: str) -> str:
    """SQL of what stands around the digits of a number, as it is written: ``€``, ``min``, ``(…)``, ``…-``."""
    sign = "CASE WHEN g.opened <> '' THEN '(…)' WHEN g.behind <> '' THEN '…-' END"
    said = f"concat_ws(' ', nullif(trim({_NAMED} || g.unit), ''), {sign})"
    return f"coalesce(nullif({_taken_apart(raw, said)}, ''), left({raw}, 1))"


def unit(raw: str) -> str:
    """SQL of the unit in the cell of a reading; NULL where there is none."""
    stated = f"CASE WHEN g.digits <> '' AND {_OF_READING} THEN nullif(rtrim(g.unit), '') END"
    return f"CASE WHEN NOT {fits(raw, _PLAIN)} THEN {_taken_apart(raw, stated)} END"


def converted(raw: str, number: str, dress: str, factor: float, offset: float) -> str:
    """SQL of a number in our unit: by the unit in its cell, or else by the factor and offset of the column."""
    plain = number if (factor, offset) == (1, 0) else f"({number}) * {float(factor)!r} + {float(offset)!r}"
    if dress == "":
        return plain
    cases = "".join(
        f"WHEN {literal(name)} THEN ({number}) * {float(each)!r} + {float(shift)!r} "
        for name, (each, shift) in units_of(dress).items()
    )
    if not cases:
        return plain
    return f"CASE coalesce({_taken_apart(raw, _UNIT)}, '') {cases}ELSE {plain} END"
