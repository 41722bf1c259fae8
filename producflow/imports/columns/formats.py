"""How the numbers and dates of a column are written: decided over the whole file, or asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from producflow.domain.units import QUANTITIES
from producflow.imports.columns.derivations import daily, of_a_said_day
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.recognition import clock_of, unit_of
from producflow.imports.kinds.kind import Field
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import parts_of
from producflow.store.database import Session
from producflow.store.importing import column_profile, dress_profile
from producflow.store.importing.column_profile import ORDERS, DateFacts, NumberFacts
from producflow.store.importing.durations import CLOCKS, DURATIONS
from producflow.store.importing.notations import NUMBERS
from producflow.store.importing.times import TIMES

PIECES = "pieces"  # what stands around numbers of things
BY_UNIT = {60.0: "h:mm:ss", 1.0: "m:ss"}
"""How durations with a colon are written under a unit [min]: its parts come after the colon."""


@dataclass(frozen=True)
class Decision:
    """A format, or the formats between which the values do not decide."""

    format: str | None
    """None: the values do not decide."""
    evidence: str
    """What was counted, one sentence."""
    choices: tuple[str, ...] = ()
    """What is possible, where the values do not decide."""
    share: float = 1.0
    """Part of the filled values that parse in the format, or in all choices. [-]"""
    mark: str | None = None
    """The decimal mark, where the column's values prove it."""


def decide(session: Session, staged: Staged, mapping: Mapping) -> dict[str, Decision]:
    """How the numbers and dates of all columns are written."""
    numbers: dict[str, Decision] = {}
    dates: dict[str, Decision] = {}
    followed = {name for name, rule in mapping.rules.items() if daily(rule) is None} | of_a_said_day(mapping).keys()
    columns = {name: column for name, column in mapping.columns.items() if name not in followed}
    if mapping.of_kind.of_sensors:
        columns |= {column: column for column in mapping.spread}
    for name, column in columns.items():
        field = mapping.of_kind.field(mapping.of_kind.cell or name if name in mapping.spread else name)
        if field.type in ("number", "count"):
            parts = [
                _as_headed(
                    decide_number(
                        staged.recall(column_profile.number_facts, session, part, field.dress), staged.dialect.delimiter
                    ),
                    field,
                    part,
                )
                for part in parts_of(column, staged.columns)
            ]
            if field.type == "count":
                parts = [
                    _whole(session, staged, *each) for each in zip(parts, parts_of(column, staged.columns), strict=True)
                ]
            numbers[name] = parts[0] if len(parts) == 1 else _of_a_sum(column, parts)
        elif field.dated:
            dates[name] = decide_date(staged.recall(column_profile.date_facts, session, column))
    return settle_numbers(numbers) | settle_dates(dates, mapping.dates)


def _whole(session: Session, staged: Staged, decision: Decision, column: str) -> Decision:
    """How numbers of things are written: a mark that would leave parts of them stands between thousands."""
    facts = staged.recall(column_profile.number_facts, session, column, PIECES)
    grouped = facts.dotted > 0 and facts.dotted == facts.dotted_thousands
    choices = decision.choices or (("1234.5", "1.234,5") if decision.format == "1234.5" and grouped else ())
    whole = [each for each in choices if not dress_profile.parts_of_units(session, staged.place(column), each)]
    if len(whole) != 1 or whole[0] == decision.format:
        return decision
    return Decision(
        whole[0], f"{decision.evidence} They are whole numbers written like {whole[0]}.", share=decision.share
    )


def _as_headed(decision: Decision, field: Field, column: str) -> Decision:
    """How durations such as 1:05 are written, where the header says it: by their form or their unit."""
    if decision.format is not None or decision.choices != CLOCKS:
        return decision
    unit = unit_of(field, column) or ("" if field.unit == "min" else field.unit or "")  # hours of work are no minutes
    said = clock_of(column) or BY_UNIT.get(QUANTITIES["min"].get(unit, (0, 0))[0])
    if said is None:
        return decision
    return replace(decision, format=said, choices=(), evidence=f"By its name they are written like {said}.")


def _of_a_sum(column: str, parts: Sequence[Decision]) -> Decision:
    """How the columns of a sum are written: like the one that has a mark between thousands or before decimals."""
    unread = next((part for part in parts if part.share == 0), None)
    marked = next((part for part in parts if part.format != "1234.5"), parts[0])
    return unread or replace(marked, evidence=f"It is {column}. {marked.evidence}")


def decide_number(facts: NumberFacts, delimiter: str) -> Decision:
    """How a column's numbers are written.

    Parameters
    ----------
    delimiter : str
        Of the file: between commas, a decimal comma needs quotation marks and hardly occurs.
    """
    if facts.filled == 0:
        return Decision("1234.5", "The column is empty.")
    best = max(facts.matching.values())
    share = best / facts.filled
    if best == 0:
        return Decision("1234.5", f"None of {facts.filled:,} values is a number.", share=0.0)
    lasting = [name for name in DURATIONS if facts.matching.get(name) == best]
    if lasting and all(facts.matching[name] < best for name in NUMBERS):
        if lasting[0] in CLOCKS and facts.two_parts:
            said = f"{facts.two_parts:,} of {facts.filled:,} values have two parts, such as {facts.example}"
            ways = "hours and minutes (h:mm:ss), or minutes and seconds (m:ss)"
            return Decision(None, f"{said}: {ways}.", CLOCKS, share)
        return Decision(lasting[0], _counted(best, facts.filled, f"durations written like {lasting[0]}"), share=share)
    if facts.matching["1234.5"] == best:
        unclear = facts.dotted > 0 and facts.dotted == facts.dotted_thousands and delimiter != ","
        return _number("1234.5", "1.234,5", facts, best, unclear=unclear)
    if facts.matching["1234,5"] == best:
        looks_grouped = facts.commaed == facts.commaed_thousands
        if looks_grouped and delimiter == ",":
            return _number("1,234.5", "", facts, best, unclear=False)
        # Some values fit the one notation, as many others the other one.
        torn = best < facts.filled and facts.matching["1,234.5"] == best
        return _number("1234,5", "1,234.5", facts, best, unclear=looks_grouped or torn)
    chosen = next(name for name, count in facts.matching.items() if count == best)
    mark = NUMBERS[chosen].decimal
    return Decision(chosen, _counted(best, facts.filled, f"numbers written like {chosen}"), share=share, mark=mark)


def _number(chosen: str, other: str, facts: NumberFacts, best: int, *, unclear: bool) -> Decision:
    share = best / facts.filled
    if unclear:
        return Decision(None, f"A mark could be a decimal or a thousands mark ({chosen} or {other}).",
                        (chosen, other), share)  # fmt: skip
    what = "numbers" if chosen == "1234.5" else f"numbers written like {chosen}"
    # Whole numbers read the same in every notation, and 1.234 in two of them: only another dot proves a decimal one.
    proven = chosen != "1234.5" or facts.dotted > facts.dotted_thousands
    mark = NUMBERS[chosen].decimal if proven else None
    return Decision(chosen, _counted(best, facts.filled, what), share=share, mark=mark)


def settle_numbers(decisions: dict[str, Decision]) -> dict[str, Decision]:
    """Let the columns that are sure of their decimal mark speak for those that are not."""
    sure = {decision.mark for decision in decisions.values() if decision.mark}
    # Columns that contradict one another speak for nobody: each that is unclear is asked about.
    if len(sure) != 1:
        return decisions
    [mark] = sure
    spoken = f"The file's other columns use a decimal {'comma' if mark == ',' else 'dot'}."
    settled = {}
    for name, decision in decisions.items():
        fitting = [each for each in decision.choices if each in NUMBERS and NUMBERS[each].decimal == mark]
        if decision.format is None and fitting:
            settled[name] = Decision(fitting[0], f"{decision.evidence} {spoken}", share=decision.share)
        else:
            settled[name] = decision
    return settled


def settle_dates(decisions: dict[str, Decision], said: dict[str, str]) -> dict[str, Decision]:
    """Let the columns whose order of day and month is sure, or was said, speak for those of which it is not."""
    open_ = {name for name, each in decisions.items() if each.choices == ORDERS}
    sure = {str(said.get(name, each.format)) for name, each in decisions.items() if name in said or name not in open_}
    found = sure & {*ORDERS}
    if len(found) != 1:
        return decisions
    [order] = found
    spoken = f"The file's other dates are {order.replace(' ', '-')}."
    return decisions | {
        name: replace(each, format=order, choices=(), evidence=f"{each.evidence} {spoken}")
        for name, each in decisions.items()
        if name in open_ and name not in said
    }


def decide_date(facts: DateFacts) -> Decision:
    """How a column's dates are written."""
    if facts.filled == 0:
        return Decision("iso", "The column is empty.")
    counts = {**facts.matching, "slashed": facts.slashed}
    best = max(counts, key=lambda name: counts[name])
    share = counts[best] / facts.filled
    if counts[best] == 0:
        return Decision("iso", f"None of {facts.filled:,} values is a date.", share=0.0)
    if best == "slashed":
        return _order(facts, share)
    return Decision(best, _counted(counts[best], facts.filled, TIMES[best].called), share=share)


def _order(facts: DateFacts, share: float) -> Decision:
    both = ORDERS
    if facts.first_high and facts.second_high:
        return Decision(
            None,
            f"{facts.first_high:,} dates can only be day-first and {facts.second_high:,} only month-first.",
            both,
            share,
        )
    if facts.first_high or facts.second_high:
        chosen, proof = (both[0], facts.first_high) if facts.first_high else (both[1], facts.second_high)
        what = f"{chosen.replace(' ', '-')} dates, and {proof:,} of them can be nothing else"
        return Decision(chosen, _counted(facts.slashed, facts.filled, what), share=share)
    # Either order gives the same instants: nothing to ask.
    if facts.told_apart == 0:
        return Decision("day first", "Day and month are the same number in every date.", ORDERS, share)
    if facts.dotted == facts.slashed:
        what = "dates written with dots, which is day-first"
        return Decision("day first", _counted(facts.slashed, facts.filled, what), share=share)
    return Decision(None, f"All {facts.slashed:,} dates can be read day-first and month-first.", both, share)


def _counted(part: int, whole: int, what: str) -> str:
    return f"{part:,} of {whole:,} values are {what}."
