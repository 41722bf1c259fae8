"""What a program is told by a status, of everything that can go wrong."""

from collections.abc import Iterator

from producflow.errors import ProducFlowError, SettingsInvalid


def below(kind: type[ProducFlowError]) -> Iterator[type[ProducFlowError]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def test_nothing_that_somebody_can_mend_is_a_mistake_of_ours() -> None:
    """Who starts the server mends its settings; no call meets them. What a room raises for itself, it catches."""
    everybodys = [kind for kind in below(ProducFlowError) if kind.__module__ == ProducFlowError.__module__]
    assert [kind for kind in everybodys if kind.http_status == ProducFlowError.http_status] == [SettingsInvalid]
