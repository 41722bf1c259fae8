"""Which questions a mapping leaves open."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence

from producflow.domain.units import usual
from producflow.imports.columns.derivations import DAILY_EXAMPLE, DAY_EXAMPLE, STEP_EXAMPLE, may_count
from producflow.imports.columns.fitting import all_below
from producflow.imports.columns.formats import Decision, decide_date
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import DAY_ONLY, KEEP, LEAVE_OUT, meant
from producflow.imports.columns.questions import Question, Widget
from producflow.imports.columns.recognition import unit_of
from producflow.imports.columns.systems import meaning, meanings
from producflow.imports.kinds.kind import Field
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import parts_of
from producflow.store.database import Session
from producflow.store.importing import column_profile, leaving, time_profile
from producflow.store.importing.cells import FEWEST_ROWS
from producflow.store.importing.durations import notation
from producflow.store.importing.times import TIMES
from producflow.vocabulary.words import fold, nothing

VALUES_ASKED = 12
COLUMNS_LOOKED_AT = 20
EXAMPLES_SHOWN = 3  # values of a column, in a question
EXAMPLES = {"machine": "Press 1", "sensor": "temperature", "day": "2026-01-31", "number": "0"}
"""Type of a field → what it could be in every row. No count is proposed: what nobody reported is not zero."""
FEW_OF_A_DAY = 2  # where fewer than one row of so many repeats another's day, they are slips
RARE = 2_000  # a value in fewer than one of so many rows is a slip, not a word to learn; its rows are rejected by name


def missing(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask for the fields that a row cannot do without and that the file does not bring."""
    kind = mapping.of_kind
    spread = {kind.across, kind.cell} if mapping.spread else set()
    return [
        _missing(session, staged, mapping, field)
        for field in kind.required
        if field.name not in {*mapping.columns, *mapping.constants, *mapping.rules, *spread}
    ]


def _missing(session: Session, staged: Staged, mapping: Mapping, field: Field) -> Question:
    kind, label = mapping.of_kind, field.label.lower()
    if may_count(kind, field.name):
        text = (
            f"The file has no {label} that was recognised. Choose its column, or say when the first row of a machine "
            "was and how far its rows are apart."
        )
        return Question("rules", field.name, text, widget="steps", takes_column=True, example=STEP_EXAMPLE)
    options = kind.choices(session, field) or (("yes", "no") if field.type == "boolean" else ())
    options = (*options, field.rule) if field.rule else options
    text = field.asked or f"No column holds the {label}: choose one, or say what it is in every row."
    if field.type in ("number", "count") and (empty := _empty(session, staged, mapping)):
        text = f"{empty} no number in any row. {text}"
    example = EXAMPLES.get(field.type, "")
    widget: Widget = field.type if field.type in ("machine", "sensor") else "choice" if options else "text"
    if field.type == "machine" and (found := kind.tag_pattern(session, staged, mapping)) is not None:
        example, text = found[0], f"{text} If it is a part of the tags, say how, as {found[0]}."
    if field.name in kind.key and field.type == "day":
        text = f"Which column holds the {label}? None was recognised."
    return Question("constants", field.name, text, options, widget=widget, takes_column=True, example=example)


def _empty(session: Session, staged: Staged, mapping: Mapping) -> str:
    """Which columns hold nothing, or only texts that stand for nothing, as the beginning of a sentence."""
    words, found = {*nothing(states=True)}, []
    for column in staged.columns[:COLUMNS_LOOKED_AT]:
        if column not in mapping.columns.values():
            different, frequent = staged.recall(column_profile.distinct, session, column)
            if different <= len(frequent) and {text.lower() for text, _ in frequent} <= words:
                found.append(f"“{column}”")
    return f"{' and '.join(found)} {'holds' if len(found) == 1 else 'hold'}" if found else ""


def steps(mapping: Mapping, name: str) -> Question:
    """Ask when a count of steps began and how long a step is."""
    text = (
        f"“{mapping.columns[name]}” holds no times. If it counts steps, such as cycles, say when step 0 was and how "
        "long a step is; otherwise choose another column."
    )
    return Question("rules", name, text, widget="steps", takes_column=True, example=STEP_EXAMPLE)


def day_of_times(mapping: Mapping, name: str) -> Question:
    """Ask of which day times of day are, where no column says it."""
    text = (
        f"“{mapping.columns[name]}” says only the time of day. Of which day is the first row? Where the times go "
        "round, the next day begins. Or choose the column that holds day and time."
    )
    return Question("rules", name, text, widget="text", takes_column=True, example=DAY_EXAMPLE)


def unreadable(session: Session, staged: Staged, mapping: Mapping, name: str) -> Question:
    """Ask for another column where no value of one can be read as its field."""
    column = mapping.columns.get(name, name)
    field = mapping.of_kind.field(mapping.of_kind.cell or name if name in mapping.spread else name)
    parts = [part for part in parts_of(column, staged.columns) if field.type in ("number", "count")] or [column]
    different, frequent = staged.recall(column_profile.distinct, session, parts[0])
    what = "a day" if field.type == "day" else "a date or time" if field.dated else "a number"
    some = ", ".join(f"“{text}”" for text, _ in frequent[:EXAMPLES_SHOWN])
    some = f"no value is {what}: {some}" + (f" and {different - EXAMPLES_SHOWN:,} more" * (different > EXAMPLES_SHOWN))
    may_go = name in mapping.spread or not field.required
    out = ", or leave it out" if may_go else ""
    text = f"“{column}” cannot be the {field.label.lower()}, {some}. Choose the column that holds it{out}."
    options = (LEAVE_OUT,) if may_go else ()
    slot = "spread" if name in mapping.spread else "columns"
    return Question(slot, name, text, options, widget="column", takes_column=name not in mapping.spread)


def stopped_fitting(
    session: Session, staged: Staged, mapping: Mapping, decisions: AnyMapping[str, Decision]
) -> list[Question]:
    """Ask again how columns are written that a profile reads in another way than their values are written now."""
    questions = []
    for name, decision in decisions.items():
        slot = "dates" if name in mapping.dates else "numbers"
        said = getattr(mapping, slot).get(name)
        column = mapping.columns.get(name, name)
        if column not in staged.columns or said is None or decision.format in (None, said) or decision.share == 0:
            continue
        ways = [
            TIMES[each].local("x") if slot == "dates" else notation(each).value("x") for each in (said, decision.format)
        ]
        before, now = (column_profile.read_as(session, staged.place(column), each) for each in ways)
        if before < now:
            text = (
                f"The profile reads “{column}” as {said}, which fits {before:,} of its values; {now:,} fit "
                f"{decision.format}. Is it written so now?"
            )
            questions.append(Question(slot, name, text, (str(decision.format), said)))
    return questions


def of_another_plant(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask for the machines of an export of our own that only has their numbers, unless a row of it is from here."""
    found = [name for name, column in mapping.columns.items() if staged.numbers_machines(column)]
    if not found or leaving.any_of_ours(
        session, mapping.kind, staged.columns.index("id"), staged.columns.index("created_at")
    ):
        return []
    text = (
        "“equipment_id” holds the numbers that machines have in another plant, which wrote this file. Export it again "
        "there: it names its machines now. Or choose the column that does."
    )
    return [Question("columns", found[0], text, widget="column", takes_column=True)]


def below_a_minute(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask for the unit of minutes that never reach one: they are hours, days or shares, as a rule."""
    questions = []
    for name, column in mapping.columns.items():
        field = mapping.of_kind.field(name)
        if (
            column not in staged.columns
            or field.unit != "min"
            or name in mapping.units
            or unit_of(field, column) is not None
        ):
            continue
        if all_below(session, staged, column, mapping.numbers.get(name)):
            _, frequent = staged.recall(column_profile.distinct, session, column)
            some = ", ".join(f"“{text}”" for text, _ in frequent[:EXAMPLES_SHOWN])
            text = f"In which unit is “{column}”? No value reaches 1: {some}. Or choose the column of the "
            questions.append(Question("units", name, f"{text}{field.label.lower()}.", usual("min"),
                                      takes_column=True))  # fmt: skip
    return questions


def of_one_day(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Offer to number the readings of a day where only the day is stated: they have one key, and one would stay."""
    kind, name = mapping.of_kind, mapping.of_kind.clock or ""
    if not kind.of_sensors or name not in mapping.dates or name not in mapping.columns or name in mapping.rules:
        return []
    column = mapping.columns[name]
    if _timed(session, staged, mapping, name):
        return []
    fields = [field.name for field in kind.fields if field.type in ("machine", "sensor")]
    others = [staged.place(mapping.columns[each]) for each in fields if each in mapping.columns]
    if time_profile.same_day(session, staged.place(column), others) * FEW_OF_A_DAY < staged.rows:
        return []
    text = (
        f"“{column}” says only the day, and has several readings of a machine on one. How far are they apart? Say it "
        f"like {DAILY_EXAMPLE}, and they are numbered in the order of the file; with “each day”, one of each stays."
    )
    return [Question("rules", name, text, widget="text", takes_column=True, example=DAILY_EXAMPLE)]


def ends_without_time(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask about ends of which only the day is stated, while starts have a time of day: 0:00 would be hours off."""
    questions = []
    for each in mapping.of_kind.spans:
        names = {each.start, each.end}
        if not names <= mapping.columns.keys() & mapping.dates.keys() or names & mapping.rules.keys():
            continue
        column = mapping.columns[each.end]
        if column not in staged.columns or DAY_ONLY in mapping.values.get(each.end, {}):
            continue
        if _timed(session, staged, mapping, each.end) or not _timed(session, staged, mapping, each.start):
            continue
        written = staged.written(session, column, mapping.dates[each.end])
        if time_profile.timeless(session, staged.place(column), written, whole=True):
            text = (
                f"“{column}” says only the day, and “{mapping.columns[each.start]}” has a time of day too. Which "
                "column holds the time of the end? Or leave it out, or keep it, which ends all of them at 0:00."
            )
            questions.append(Question("columns", each.end, text, (LEAVE_OUT, KEEP), widget="column", takes_column=True))
    return questions


def ends_left_out(session: Session, staged: Staged, mapping: Mapping, left: Sequence[str]) -> list[Question]:
    """Ask whether a column of times that is left out holds the ends, where no column says how long rows lasted."""
    questions = []
    for each in mapping.of_kind.spans:
        said = {each.end, each.minutes} & {*mapping.columns, *mapping.constants}
        column = mapping.columns.get(each.start, "")
        if said or DAY_ONLY in mapping.values.get(each.end, {}) or mapping.spread or column not in staged.columns:
            continue
        start = (staged.place(column), mapping.dates.get(each.start, "iso"))
        for other in left[:COLUMNS_LOOKED_AT]:
            decision = decide_date(staged.recall(column_profile.date_facts, session, other))
            written = decision.format or next(iter(decision.choices), "iso")
            if decision.share < 1 or written not in TIMES or not TIMES[written].sure:
                continue
            timed = staged.recall(column_profile.extent_of_times, session, other, written).timed
            if timed and not time_profile.over_midnight(session, start, (staged.place(other), written), alone=False):
                text = (
                    f"No column is the end, and “{other}” holds times, none of them before the start. Choose it, if it "
                    "is the end; or keep the rows without one."
                )
                stops = not mapping.of_kind.table.leads  # states end with the next one
                questions.append(Question("columns", each.end, text, (KEEP,), blocking=stops, widget="column",
                                          takes_column=True))  # fmt: skip
                break
    return questions


def _timed(session: Session, staged: Staged, mapping: Mapping, name: str) -> bool:
    """Whether some time of a field has a time of day."""
    column = mapping.columns[name]
    written = staged.written(session, column, mapping.dates[name])
    extents = (
        staged.recall(column_profile.extent_of_times, session, column, written, rows) for rows in (FEWEST_ROWS, None)
    )
    return any(extent.timed for extent in extents)


def unknown_values(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask what texts mean that stand where only some values can be."""
    kind = mapping.of_kind
    questions = []
    for field in kind.fields:
        if field.type not in ("choice", "boolean"):
            continue
        columns = [mapping.columns[field.name]] if field.name in mapping.columns else []
        if mapping.spread and field.name == kind.cell:
            columns = list(mapping.spread)
        said = {fold(text) for text in mapping.values.get(field.name, {})}
        choices = kind.choices(session, field)
        words = {text: ours for text, ours in meanings(mapping, field.name).items() if meant(ours, choices)}
        words |= dict.fromkeys({*map(fold, choices), *said}, "")
        counts: dict[str, int] = {}
        for column in columns:
            for text, count in staged.recall(column_profile.distinct, session, column)[1]:
                counts[text] = counts.get(text, 0) + count
        rare = staged.rows * max(len(columns), 1) / RARE
        where = f"“{columns[0]}”" if len(columns) == 1 else "the columns of machines"
        known = {text for text in counts if meaning(mapping, field.name, text, words) is not None}
        unknown = [(text, count) for text, count in counts.items() if text not in known and count >= rare]
        for text, count in unknown[:VALUES_ASKED]:
            what = "cell" if len(columns) > 1 else "row"
            rows = f"its {what} is" if count == 1 else f"its {count:,} {what}s are"
            ask = f"What does “{text}” in {where} mean? Unanswered, {rows} rejected."
            options = (*(choices or ("true", "false")), LEAVE_OUT)
            questions.append(
                Question("values", field.name, ask, options, blocking=not (known and field.stored), value=text)
            )
    return questions
