"""Writing at random, and comparing what is kept with what working it out anew says."""

from collections.abc import Iterable, Iterator, Sequence

from tests.integration.answers.asked import questions
from tests.integration.answers.plant import Plant
from tests.integration.answers.same import same
from tests.integration.answers.writes import WRITES, write


def look(plant: Plant, name: str) -> None:
    """Compare the kept answer to a question with one worked out anew.

    Raises
    ------
    AssertionError
        If they differ, saying where.
    """
    question = questions(plant)[name]
    with plant.store.undisturbed():  # readings settle by themselves, maybe between the two
        kept = plant.store.answers.ask(question.function, *question.arguments)
        fresh = plant.store.answers.fresh(question.function, *question.arguments)
    same(kept, fresh, name)


def keep(plant: Plant, names: Iterable[str]) -> None:
    """Have answers kept, for what is written to make out of date; nothing was, so there is nothing to compare."""
    asked = questions(plant)
    for name in names:
        plant.store.answers.ask(asked[name].function, *asked[name].arguments)


def kinds(plant: Plant) -> Iterator[str]:
    """Kinds of writes for ever, in turns of a random order."""
    while True:
        yield from plant.random.sample(list(WRITES), len(WRITES))


def walk(plant: Plant, steps: int, some: int) -> None:
    """Write so many times in all ways, looking at some questions after each write."""
    keep(plant, questions(plant))
    of_kinds = kinds(plant)
    for _ in range(steps):
        write(plant, next(of_kinds))
        for name in plant.random.sample(list(questions(plant)), some):
            look(plant, name)


def stroll(plant: Plant, steps: int, ways: Sequence[str], names: Sequence[str]) -> None:
    """Write so many times in a few ways in turns, looking at the same few questions after each write."""
    keep(plant, names)
    for step in range(steps):
        write(plant, ways[step % len(ways)])
        for name in names:
            look(plant, name)
