"""What the OpenAPI document says beyond what the code says by itself."""

from typing import Any

from fastapi import FastAPI

MACHINE = ("A machine's id.", 2)
PARAMETERS: dict[str, tuple[str, Any]] = {
    "equipment_id": MACHINE,
    "record_id": ("A production record's id.", 7),
    "stop_id": ("A stop's id.", 7),
    "reason_id": ("Id of a reason of stops.", 3),
    "alert_id": ("An alert's id.", 3),
    "prediction_id": ("A prediction's id.", 12),
    "note_id": ("A sensor note's id.", 3),
    "log_id": ("A maintenance job's id.", 12),
    "batch_id": ("An import's id.", 5),
    "profile_id": ("An import profile's id.", 1),
    "user_id": ("An account's id.", 4),
    "key_id": ("An API key's id.", 1),
    "link_id": ("The id of a screen's link.", 1),
    "frozen_id": ("A frozen link's id.", 1),
    "annotation_id": ("A note's id.", 1),
    "subscription_id": ("Who is told what, by its id.", 1),
    "message_id": ("A message, by its id.", 1),
    "threshold_id": ("The id of limits.", 1),
    "rate_id": ("The id of a rated speed.", 3),
    "target_id": ("A goal's id.", 3),
    "change_id": ("A change of limits, by its id.", 1),
    "row_id": ("A row's id.", 81),
    "table": ("A table.", "production_records"),
    "page": ("A page of the dashboard.", "overview"),
    "state": ("Only in this state, as ISA-18.2 has it.", "unacknowledged"),
    "status": ("Only in this state.", "active"),
    "priority": ("Only of this priority.", "high"),
    "shift": ("Only of this shift.", "night"),
    "sensor_type": ("Only of this sensor type, in any case.", "temperature"),
    "completed_date": ("When it was done; now unless given.", "2026-03-31T10:00:00Z"),
    "date": ("A production day.", "2026-03-31"),
    "window_days": ("Production days before and after.", 14),
    "figure": ("A figure of the dashboard.", "efficiency_percentage"),
    "key": ("Which of several.", "2"),
    "percentage": ("How much of it. [%]", 20),
    "baseline_from": ("First day to compare with.", "2026-02-01"),
    "baseline_to": ("Last day to compare with.", "2026-02-28"),
    "frozen": ("Token of a frozen link.", "pQ3vX0kq1mZ8s2Lw9aBcDeFg"),
    "profile": ("An import profile's name.", "MES of hall B"),
    "zone": ("A time zone.", "Europe/Berlin"),
}
"""What a parameter of this name means, and an example; a route's own words come first."""

PAGE_OF_A_LIST = ("skip", "limit")
"""Say which part of a list is wanted, and are no filters."""

FORMATS = {"date": "2026-03-31", "date-time": "2026-03-31T12:00:00Z"}
"""Examples of what has neither a name above nor one of its own."""

EXAMPLES: dict[str, Any] = {
    "application/x-ndjson": '{"equipment_id": 2, "sensor_type": "temperature", "value": 78.4}\n'
    '{"equipment_id": 2, "sensor_type": "vibration", "value": 1.7, "timestamp": "2026-03-31T12:00:00Z"}\n',
    "application/x-www-form-urlencoded": {"username": "mia@plant.example", "password": "nine quiet lathes"},
    "text/csv": "id,equipment_id,date,shift\n7,2,2026-03-31,morning\n",
}
"""Bodies by their content type, where the schema has no example."""

KEY = "API key"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that an administrator made on the admin page or by `POST /keys`, for a machine or a program.",
}


def install(api: FastAPI) -> None:
    """Let the API's document say it."""
    plain = api.openapi

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            _describe(plain())
        return plain()

    api.openapi = openapi  # type: ignore[method-assign]


def _describe(document: dict[str, Any]) -> None:
    document["components"]["securitySchemes"][KEY] = SCHEME
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if operation.get("security"):
                operation["security"].append({KEY: []})
            for parameter in operation.get("parameters", ()):
                _say(parameter)
                if method == "get" and parameter["in"] == "query" and parameter["name"] not in PAGE_OF_A_LIST:
                    _may_be_empty(parameter)
            for body in (operation.get("requestBody"), operation["responses"]["200"]):
                for kind, content in (body or {}).get("content", {}).items():
                    if kind in EXAMPLES and "example" not in content:
                        content["example"] = EXAMPLES[kind]


def _may_be_empty(parameter: dict[str, Any]) -> None:
    """Say that an empty filter is none, see :func:`producflow.api.middleware._drop_empty_filters`."""
    if not parameter.get("required"):
        parameter["allowEmptyValue"] = True
        if "anyOf" in parameter["schema"]:
            parameter["schema"]["anyOf"].append({"const": ""})


def _say(parameter: dict[str, Any]) -> None:
    words, example = PARAMETERS.get(parameter["name"], (None, None))
    if words is not None:
        parameter.setdefault("description", words)
    schema = parameter["schema"]
    if example is None:
        found = (FORMATS.get(each.get("format", "")) for each in (schema, *schema.get("anyOf", ())))
        example = next((each for each in found if each is not None), None)
    listed = any("enum" in each or each.get("type") == "boolean" for each in (schema, *schema.get("anyOf", ())))
    if example is not None and not listed and not {"example", "examples"} & (parameter.keys() | schema.keys()):
        parameter["example"] = example
