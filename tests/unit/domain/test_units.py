"""Units that a person may choose from."""

from producflow.domain.units import QUANTITIES, usual


def test_each_unit_is_offered_once_by_its_shortest_name() -> None:
    assert usual("min") == ("min", "s", "ms", "h", "d")
    assert usual("%") == ("%", "share of 1")


def test_every_name_of_a_unit_is_one_that_is_offered() -> None:
    for ours, names in QUANTITIES.items():
        offered = {names[name] for name in usual(ours)}
        assert offered == set(names.values())
