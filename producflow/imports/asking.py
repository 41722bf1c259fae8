"""Which questions a mapping leaves open."""

from producflow.imports.derivations import STEP_EXAMPLE, may_count
from producflow.imports.kinds.kind import Field
from producflow.imports.mapping import Mapping
from producflow.imports.plan import meant
from producflow.imports.questions import Question, Widget
from producflow.imports.reading import Staged
from producflow.store.database import Session
from producflow.store.importing import column_profile
from producflow.vocabulary.words import fold, known_values

VALUES_ASKED = 12
EXAMPLES = {"machine": "Press 1", "sensor": "temperature", "day": "2026-01-31", "number": "0"}
"""Type of a field → what it could be in every row. No count is proposed: what nobody reported is not zero."""
RARE = 2_000  # a value in fewer than one of so many rows is a slip, not a word to learn; its rows are rejected by name


def missing(session: Session, mapping: Mapping) -> list[Question]:
    """Ask for the fields that a row cannot do without and that the file does not bring."""
    kind = mapping.of_kind
    spread = {kind.across, kind.cell} if mapping.spread else set()
    return [
        _missing(session, mapping, field)
        for field in kind.required
        if field.name not in {*mapping.columns, *mapping.constants, *mapping.rules, *spread}
    ]


def _missing(session: Session, mapping: Mapping, field: Field) -> Question:
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
    example = EXAMPLES.get(field.type, "")
    widget: Widget = field.type if field.type in ("machine", "sensor") else "choice" if options else "text"
    if field.name in kind.key and field.type == "day":
        text = f"Which column holds the {label}? None was recognised."
    return Question("constants", field.name, text, options, widget=widget, takes_column=True, example=example)


def steps(mapping: Mapping, name: str) -> Question:
    """Ask when a count of steps began and how long a step is."""
    text = (
        f"“{mapping.columns[name]}” holds no times. If it counts steps, such as cycles, say when step 0 was and how "
        "long a step is; otherwise choose another column."
    )
    return Question("rules", name, text, widget="steps", takes_column=True, example=STEP_EXAMPLE)


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
        words = {text for text, ours in known_values(mapping.kind, field.name).items() if meant(ours, choices)}
        known = {*words, *map(fold, choices), *said}
        counts: dict[str, int] = {}
        for column in columns:
            for text, count in staged.recall(column_profile.distinct, session, column)[1]:
                counts[text] = counts.get(text, 0) + count
        rare = staged.rows * max(len(columns), 1) / RARE
        where = f"“{columns[0]}”" if len(columns) == 1 else "the columns of machines"
        unknown = [(text, count) for text, count in counts.items() if fold(text) not in known and count >= rare]
        for text, count in unknown[:VALUES_ASKED]:
            what = "cell" if len(columns) > 1 else "row"
            rows = f"its {what} is" if count == 1 else f"its {count:,} {what}s are"
            ask = f"What does “{text}” in {where} mean? Unanswered, {rows} rejected."
            options = choices or ("true", "false")
            questions.append(Question("values", field.name, ask, options, blocking=False, value=text))
    return questions
