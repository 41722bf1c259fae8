"""SPEC section 6 as a table: every route has a rule, and every role meets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route

from producflow.access.roles import ALLOWED, Permission, Role
from producflow.api.routing import Open
from tests.integration.api.conftest import Call

P = Permission
# What SPEC sections 4 and 6 say; a new route must be added here, with its rule.
RULES: dict[tuple[str, str], Permission | Open] = {
    ("POST", "/token"): Open.ANYONE,
    ("GET", "/ready"): Open.ANYONE,
    ("GET", "/health"): Open.ANYONE,
    ("GET", "/users/me"): Open.SIGNED_IN,
    ("GET", "/users"): P.MANAGE_USERS,
    ("POST", "/users"): P.MANAGE_USERS,
    ("PATCH", "/users/{user_id}"): P.MANAGE_USERS,
    ("POST", "/users/{user_id}/link"): P.MANAGE_USERS,
    ("POST", "/password"): Open.ANYONE,
    ("DELETE", "/users/{user_id}/second-factor"): P.MANAGE_USERS,
    ("GET", "/subscriptions"): P.VIEW,
    ("POST", "/subscriptions"): P.SUBSCRIBE,
    ("DELETE", "/subscriptions/{subscription_id}"): P.SUBSCRIBE,
    ("POST", "/subscriptions/{subscription_id}/trial"): P.SUBSCRIBE,
    ("GET", "/messages"): P.MANAGE_MESSAGES,
    ("POST", "/messages/{message_id}/again"): P.MANAGE_MESSAGES,
    ("GET", "/audit"): P.READ_AUDIT,
    ("GET", "/audit.csv"): P.READ_AUDIT,
    ("GET", "/keys"): P.MANAGE_USERS,
    ("POST", "/keys"): P.MANAGE_USERS,
    ("POST", "/keys/{key_id}/rotate"): P.MANAGE_USERS,
    ("DELETE", "/keys/{key_id}"): P.MANAGE_USERS,
    ("GET", "/wall"): Open.SCREEN,
    ("GET", "/wall/links"): P.MANAGE_SCREENS,
    ("POST", "/wall/links"): P.MANAGE_SCREENS,
    ("DELETE", "/wall/links/{link_id}"): P.MANAGE_SCREENS,
    ("GET", "/equipment"): P.VIEW,
    ("GET", "/equipment/{equipment_id}"): P.VIEW,
    ("POST", "/equipment"): P.MANAGE_EQUIPMENT,
    ("PUT", "/equipment/{equipment_id}"): P.MANAGE_EQUIPMENT,
    ("GET", "/equipment/{equipment_id}/sensors"): P.VIEW,
    ("POST", "/equipment/{equipment_id}/sensors"): P.POST_READINGS,
    ("POST", "/sensors/batch"): P.POST_READINGS,
    ("GET", "/maintenance"): P.VIEW,
    ("POST", "/maintenance"): P.WORK_ALERTS,
    ("PATCH", "/maintenance/{alert_id}"): P.WORK_ALERTS,
    ("POST", "/maintenance/{alert_id}/reopen"): P.WORK_ALERTS,
    ("POST", "/maintenance/logs/{log_id}/reopen"): P.WORK_LOGS,
    ("GET", "/maintenance/logs"): P.VIEW,
    ("GET", "/maintenance/logs/{log_id}"): P.VIEW,
    ("GET", "/maintenance/logs/{log_id}/chain"): P.VIEW,
    ("POST", "/maintenance/logs"): P.WORK_LOGS,
    ("PATCH", "/maintenance/logs/{log_id}/status"): P.WORK_LOGS,
    ("GET", "/maintenance/metrics"): P.VIEW,
    ("GET", "/maintenance/effects"): P.VIEW,
    ("GET", "/maintenance/alarm-load"): P.VIEW,
    ("GET", "/maintenance/shelves"): P.VIEW,
    ("POST", "/maintenance/{alert_id}/acknowledge"): P.WORK_ALERTS,
    ("POST", "/maintenance/{alert_id}/shelve"): P.WORK_ALERTS,
    ("POST", "/maintenance/{alert_id}/unshelve"): P.WORK_ALERTS,
    ("POST", "/sensor-notes/{note_id}/believe"): P.WORK_ALERTS,
    ("GET", "/maintenance/due"): P.VIEW,
    ("GET", "/thresholds"): P.VIEW,
    ("PUT", "/thresholds"): P.MANAGE_THRESHOLDS,
    ("POST", "/thresholds/rehearsal"): P.MANAGE_THRESHOLDS,
    ("POST", "/thresholds/replay"): P.VIEW,
    ("DELETE", "/thresholds/{threshold_id}"): P.MANAGE_THRESHOLDS,
    ("GET", "/thresholds/changes"): P.VIEW,
    ("DELETE", "/thresholds/changes/{change_id}"): P.MANAGE_THRESHOLDS,
    ("GET", "/targets"): P.VIEW,
    ("POST", "/targets"): P.MANAGE_TARGETS,
    ("DELETE", "/targets/{target_id}"): P.MANAGE_TARGETS,
    ("GET", "/plant/calendar"): P.VIEW,
    ("PUT", "/plant/calendar"): P.MANAGE_PLANT,
    ("GET", "/plant/calendar/machines/{equipment_id}"): P.VIEW,
    ("PUT", "/plant/calendar/machines/{equipment_id}"): P.MANAGE_PLANT,
    ("GET", "/plant/shifts"): P.VIEW,
    ("GET", "/ideal-rates"): P.VIEW,
    ("PUT", "/ideal-rates"): P.MANAGE_TARGETS,
    ("DELETE", "/ideal-rates/{rate_id}"): P.MANAGE_TARGETS,
    ("GET", "/annotations"): P.VIEW,
    ("POST", "/annotations"): P.ANNOTATE,
    ("PATCH", "/annotations/{annotation_id}"): P.ANNOTATE,
    ("DELETE", "/annotations/{annotation_id}"): P.ANNOTATE,
    ("GET", "/sensor-notes"): P.VIEW,
    ("GET", "/predictions"): P.VIEW,
    ("GET", "/predictions/{prediction_id}"): P.VIEW,
    ("POST", "/predictions/{prediction_id}/verdict"): P.WORK_ALERTS,
    ("GET", "/handovers"): P.VIEW,
    ("POST", "/handovers"): P.HAND_OVER,
    ("POST", "/handovers/take"): P.HAND_OVER,
    ("GET", "/production/metrics"): P.VIEW,
    ("GET", "/production/breakdown"): P.VIEW,
    ("POST", "/equipment/rename"): P.MANAGE_EQUIPMENT,
    ("GET", "/production/changes"): P.VIEW,
    ("GET", "/production/coverage"): P.VIEW,
    ("GET", "/production/shifts/summary"): P.VIEW,
    ("GET", "/production/shifts/comparison"): P.VIEW,
    ("GET", "/production/control-chart"): P.VIEW,
    ("GET", "/dashboard/summary"): P.VIEW,
    ("GET", "/production/losses"): P.VIEW,
    ("GET", "/production/losses/scenario"): P.VIEW,
    ("GET", "/receipts/{figure}"): P.VIEW,
    ("GET", "/production/records"): P.VIEW,
    ("GET", "/production/records/{record_id}"): P.VIEW,
    ("POST", "/production/records"): P.RECORD_PRODUCTION,
    ("PUT", "/production/records/{record_id}"): P.RECORD_PRODUCTION,
    ("DELETE", "/production/records/{record_id}"): P.RECORD_PRODUCTION,
    ("GET", "/stops"): P.VIEW,
    ("GET", "/stops/{stop_id}"): P.VIEW,
    ("POST", "/stops"): P.RECORD_PRODUCTION,
    ("PATCH", "/stops/{stop_id}"): P.RECORD_PRODUCTION,
    ("DELETE", "/stops/{stop_id}"): P.RECORD_PRODUCTION,
    ("GET", "/stop-reasons"): P.VIEW,
    ("POST", "/stop-reasons"): P.MANAGE_PLANT,
    ("PUT", "/stop-reasons/{reason_id}"): P.MANAGE_PLANT,
    ("DELETE", "/stop-reasons/{reason_id}"): P.MANAGE_PLANT,
    ("GET", "/plant/settings"): P.VIEW,
    ("PATCH", "/plant/settings"): P.MANAGE_PLANT,
    ("POST", "/imports"): P.IMPORT,
    ("GET", "/imports"): P.VIEW,
    ("GET", "/imports/{batch_id}"): P.VIEW,
    ("GET", "/imports/{batch_id}/rejects.csv"): P.IMPORT,
    ("DELETE", "/imports/{batch_id}"): P.IMPORT,
    ("POST", "/imports/{batch_id}/redo"): P.IMPORT,
    ("GET", "/imports/{batch_id}/rows"): P.VIEW,
    ("GET", "/imports/profiles"): P.IMPORT,
    ("POST", "/imports/profiles"): P.IMPORT,
    ("GET", "/imports/profiles/{profile_id}"): P.IMPORT,
    ("PUT", "/imports/profiles/{profile_id}"): P.IMPORT,
    ("DELETE", "/imports/profiles/{profile_id}"): P.IMPORT,
    ("GET", "/provenance/{table}/{row_id}"): P.VIEW,
    ("GET", "/frozen"): P.VIEW,
    ("POST", "/frozen"): P.FREEZE,
    ("DELETE", "/frozen/{frozen_id}"): P.FREEZE,
    ("GET", "/reports/{page}.pdf"): P.EXPORT,
    ("GET", "/reports/{page}.png"): P.EXPORT,
    ("GET", "/export/{table}.csv"): P.EXPORT,
    ("GET", "/export/{table}.parquet"): P.EXPORT,
}
# Served without a rule, because they hold nothing of the plant: the documentation and the description of the API.
WITHOUT_RULE = {"/openapi.json", "/docs", "/docs.js", "/static-offline-docs"}


def leaves(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    """Routes, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from leaves(inner.routes)


def declared(api: FastAPI) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for route in leaves(list(api.routes)):
        assert isinstance(route, Route | Mount), route
        if route.path in WITHOUT_RULE:
            continue
        assert isinstance(route, APIRoute), f"{route.path} was declared without a rule"
        for method in route.methods or ():
            found[method, route.path_format] = (route.openapi_extra or {}).get("x-rule", "no rule")
    return found


def test_every_route_has_the_rule_that_the_table_says(api: FastAPI) -> None:
    assert declared(api) == {key: rule.name for key, rule in RULES.items()}


def test_the_document_tells_the_same_rules(api: FastAPI) -> None:
    operations = {
        (method.upper(), path): operation["x-rule"]
        for path, methods in api.openapi()["paths"].items()
        for method, operation in methods.items()
    }
    assert operations == {key: rule.name for key, rule in RULES.items()}


def there_in_form_only(path: str) -> str:
    """A path whose things do not exist, so that nothing is changed."""
    filled = path.replace("{table}", "equipment").replace("{page}", "equipment").replace("{figure}", "oee")
    for name in (
        "user_id",
        "key_id",
        "link_id",
        "equipment_id",
        "alert_id",
        "note_id",
        "log_id",
        "prediction_id",
        "annotation_id",
        "threshold_id",
        "target_id",
        "rate_id",
        "change_id",
        "record_id",
        "batch_id",
        "frozen_id",
        "profile_id",
        "row_id",
        "stop_id",
        "reason_id",
        "subscription_id",
        "message_id",
    ):
        filled = filled.replace(f"{{{name}}}", "999999")
    return filled


def meets(rule: Permission | Open, role: str | None, status: int) -> bool:
    """Tell whether a caller of a role was let through or refused as the rule says."""
    if rule is Open.ANYONE:
        return status not in {401, 403, 500}
    if role is None or rule is Open.SCREEN:  # a person is no screen
        return status == 401
    if isinstance(rule, Permission) and rule not in ALLOWED[Role(role)]:
        return status == 403
    return status not in {401, 403, 500}


@pytest.mark.long
def test_each_role_meets_each_rule(call: Call) -> None:
    met = {}
    for (method, path), rule in RULES.items():
        for role in (None, *Role):
            status = call(role, method, there_in_form_only(path)).status_code
            met[method, path, role, status] = meets(rule, role, status)
    assert len(met) == len(RULES) * 6
    assert [key for key, well in met.items() if not well] == []


def test_refusals_are_told_in_a_sentence(call: Call) -> None:
    answer = call("operator", "GET", "/users")
    assert answer.json() == {
        "detail": "The role operator may not manage people and their roles; ask a person who is admin."
    }
