"""How a plant counts what it made: good units beside rejects, or all units and the rejects among them.

Stored is always the output, all units made, and the defects among them; what people type is converted here and nowhere
else.
"""

GOOD, TOTAL = "good", "total"
WAYS = (GOOD, TOTAL)


def output_of(counted: int | None, rejects: int | None, way: str) -> int | None:
    """All units made, from what was counted.

    Parameters
    ----------
    counted, rejects : int or None
        What the plant counts, and the rejected units. [units]
    way : str
        One of `WAYS`: whether the counted units are the good ones, or all.

    Returns
    -------
    int or None
        Missing where it cannot be told: good units alone are not all units. [units]
    """
    if way == TOTAL or counted is None:
        return counted
    return None if rejects is None else counted + rejects


def counted_of(output: int | None, rejects: int | None, way: str) -> int | None:
    """What the plant counts, from all units made, see :func:`output_of`. [units]"""
    if way == TOTAL or output is None:
        return output
    return None if rejects is None else output - rejects
