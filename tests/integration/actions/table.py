"""What can be done, each with its rule, an example, and what the audit log calls it."""

from datetime import timedelta

from producflow.access import second_factors, sign_in
from producflow.access.roles import COMMAND_LINE
from producflow.operations import (
    account_links,
    alerts,
    annotations,
    calendar,
    drafts,
    equipment,
    frozen,
    handover,
    ideal_rates,
    maintenance_jobs,
    marking,
    passwords,
    plant,
    predicting,
    production,
    readings,
    sessions,
    shelving,
    stop_reasons,
    stops,
    subscriptions,
    targets,
    thresholds,
    users,
)
from producflow.reports.links import Link
from producflow.settings import current
from tests.integration.actions.plant import (
    EVERYONE,
    NOON,
    Action,
    P,
    frame,
    post,
    post_batch,
    removed,
    retire,
    retire_audit,
)
from tests.integration.actions.table_rooms import OTHERS
from tests.people import PASSWORD, with_factor

A_DAY = timedelta(days=1)

ACTIONS: dict[str, Action] = {
    "operations.alerts.create": Action(
        P.WORK_ALERTS, lambda p, who: alerts.create(p.store, who, **p.an_alert()), "maintenance_alerts"
    ),
    "operations.alerts.move": Action(
        P.WORK_ALERTS,
        lambda p, who: alerts.move(p.store, who, p.shared("alert", p.alert), "resolved"),
        "maintenance_alerts",
    ),
    "operations.alerts.take_back": Action(
        P.WORK_ALERTS, lambda p, who: alerts.take_back(p.store, who, p.resolved(who)), "maintenance_alerts"
    ),
    "operations.alerts.reopen": Action(
        P.WORK_ALERTS,
        lambda p, who: alerts.reopen(p.store, who, p.resolved(COMMAND_LINE), "still hot"),
        "maintenance_alerts",
    ),
    "operations.alerts.acknowledge": Action(
        P.WORK_ALERTS,
        lambda p, who: alerts.acknowledge(p.store, who, p.shared("alert", p.alert)),
        "maintenance_alerts",
    ),
    "operations.shelving.shelve": Action(
        P.WORK_ALERTS,
        lambda p, who: shelving.shelve(p.store, who, p.shared("alert", p.alert), NOON + A_DAY, "spare part", NOON),
        "maintenance_alerts",
    ),
    "operations.shelving.unshelve": Action(
        P.WORK_ALERTS,
        lambda p, who: shelving.unshelve(p.store, who, p.shelf()["alert_id"], NOON),
        "maintenance_alerts",
    ),
    "operations.shelving.follow": Action(
        P.WORK_ALERTS,
        lambda p, who: p.shelf() and shelving.follow(p.store, who, NOON + 2 * A_DAY),
        "maintenance_alerts",
    ),
    "operations.marking.believe": Action(
        P.WORK_ALERTS, lambda p, who: marking.believe(p.store, who, p.sensor_note(), believed=True), "sensor_faults"
    ),
    "operations.annotations.add": Action(P.ANNOTATE, lambda p, who: p.note(who), "annotations"),
    "operations.annotations.change": Action(
        P.ANNOTATE, lambda p, who: annotations.change(p.store, who, p.note(who), {"text": p.new()}), "annotations"
    ),
    "operations.annotations.remove": Action(
        P.ANNOTATE, lambda p, who: annotations.remove(p.store, who, p.note(who)), "annotations"
    ),
    "operations.annotations.bring_back": Action(
        P.ANNOTATE,
        lambda p, who: annotations.bring_back(p.store, who, annotations.remove(p.store, who, p.note(who))["id"]),
        "annotations",
    ),
    "operations.equipment.create": Action(
        P.MANAGE_EQUIPMENT, lambda p, who: equipment.create(p.store, who, name=p.new()), "equipment"
    ),
    "operations.equipment.change": Action(
        P.MANAGE_EQUIPMENT, lambda p, who: equipment.change(p.store, who, p.machine, {"location": p.new()}), "equipment"
    ),
    "operations.maintenance_jobs.create": Action(
        P.WORK_LOGS, lambda p, who: maintenance_jobs.create(p.store, who, **p.a_job()), "maintenance_logs"
    ),
    "operations.maintenance_jobs.move": Action(
        P.WORK_LOGS,
        lambda p, who: maintenance_jobs.move(p.store, who, p.shared("job", p.job), "in_progress"),
        "maintenance_logs",
    ),
    "operations.maintenance_jobs.change": Action(
        P.WORK_LOGS,
        lambda p, who: maintenance_jobs.change(p.store, who, p.shared("job", p.job), cost=9.0),
        "maintenance_logs",
    ),
    "operations.maintenance_jobs.reopen": Action(
        P.WORK_LOGS, lambda p, who: maintenance_jobs.reopen(p.store, who, p.done(), "not done"), "maintenance_logs"
    ),
    "operations.plant.change_settings": Action(
        P.MANAGE_PLANT,
        lambda p, who: plant.change_settings(p.store, who, {"downtime_hour_cost": float(len(p.new()) + p.count)}),
        "plant_settings",
    ),
    "operations.plant.change_logo": Action(
        P.MANAGE_PLANT, lambda p, who: plant.change_logo(p.store, who, p.a_logo()), "plant_settings"
    ),
    "operations.calendar.save": Action(
        P.MANAGE_PLANT, lambda p, who: calendar.save(p.store, who, p.a_plan()), "working_calendar"
    ),
    "operations.predicting.judge": Action(
        P.WORK_ALERTS, lambda p, who: predicting.judge(p.store, who, p.prediction(), "useful"), "predictions"
    ),
    "operations.production.record": Action(
        P.RECORD_PRODUCTION, lambda p, who: production.record(p.store, who, **p.a_record()), "production_records"
    ),
    "operations.production.change": Action(
        P.RECORD_PRODUCTION,
        lambda p, who: production.change(
            p.store,
            who,
            production.record(p.store, who, **p.a_record())["id"],
            {"output_quantity": 10},
        ),
        "production_records",
    ),
    "operations.production.take_back": Action(
        P.RECORD_PRODUCTION,
        lambda p, who: production.take_back(p.store, who, production.record(p.store, who, **p.a_record())["id"]),
        "production_records",
    ),
    "operations.stops.record": Action(P.RECORD_PRODUCTION, lambda p, who: p.stop(who), "downtime_events"),
    "operations.stops.change": Action(
        P.RECORD_PRODUCTION, lambda p, who: stops.change(p.store, who, p.stop(who), {"reason": "B"}), "downtime_events"
    ),
    "operations.stops.take_back": Action(
        P.RECORD_PRODUCTION, lambda p, who: stops.take_back(p.store, who, p.stop(who)), "downtime_events"
    ),
    "operations.stop_reasons.add": Action(P.MANAGE_PLANT, lambda p, who: p.reason(who), "stop_reasons"),
    "operations.stop_reasons.change": Action(
        P.MANAGE_PLANT,
        lambda p, who: stop_reasons.change(p.store, who, p.reason(COMMAND_LINE), name=p.new(), planned=True),
        "stop_reasons",
    ),
    "operations.stop_reasons.remove": Action(
        P.MANAGE_PLANT, lambda p, who: stop_reasons.remove(p.store, who, p.reason(COMMAND_LINE)), "stop_reasons"
    ),
    "operations.drafts.keep": Action(
        P.RECORD_PRODUCTION, lambda p, who: drafts.keep(p.store, who, "a form", {"counted": 5})
    ),
    "operations.readings.add": Action(
        P.POST_READINGS, lambda p, who: readings.add(p.store, who, frame(p)), "sensor_readings"
    ),
    "operations.single_readings.SingleReadings.add": Action(P.POST_READINGS, post, "sensor_readings"),
    "operations.single_readings.SingleReadings.add_batch": Action(P.POST_READINGS, post_batch, "sensor_readings"),
    "operations.retention.retire": Action(P.MANAGE_PLANT, retire, "sensor_readings"),
    "operations.retention.retire_audit": Action(P.MANAGE_USERS, retire_audit, "audit_log"),
    "operations.subscriptions.subscribe": Action(
        P.SUBSCRIBE, lambda p, who: subscriptions.subscribe(p.store, who, **p.told()), "subscriptions"
    ),
    "operations.subscriptions.unsubscribe": Action(
        P.SUBSCRIBE, lambda p, who: subscriptions.unsubscribe(p.store, who, p.subscribed(who)), "subscriptions"
    ),
    "operations.subscriptions.trial": Action(
        P.SUBSCRIBE, lambda p, who: subscriptions.trial(p.store, who, p.subscribed(who))
    ),
    "operations.subscriptions.listed": Action(
        P.MANAGE_MESSAGES, lambda p, who: subscriptions.listed(p.store, who, of_all=True)
    ),
    "operations.subscriptions.again": Action(
        P.MANAGE_MESSAGES, lambda p, who: subscriptions.again(p.store, who, p.given_up()), "messages"
    ),
    "operations.subscriptions.outbox": Action(P.MANAGE_MESSAGES, lambda p, who: subscriptions.outbox(p.store, who)),
    "operations.targets.set": Action(P.MANAGE_TARGETS, lambda p, who: p.goal(who), "targets"),
    "operations.targets.remove": Action(
        P.MANAGE_TARGETS, lambda p, who: targets.remove(p.store, who, p.goal(COMMAND_LINE)), "targets"
    ),
    "operations.ideal_rates.set": Action(P.MANAGE_TARGETS, lambda p, who: p.speed(who), "ideal_rates"),
    "operations.ideal_rates.remove": Action(
        P.MANAGE_TARGETS, lambda p, who: ideal_rates.remove(p.store, who, p.speed(COMMAND_LINE)), "ideal_rates"
    ),
    "operations.handover.hand_over": Action(P.HAND_OVER, lambda p, who: p.handed(who), "handovers"),
    "operations.handover.take_over": Action(
        P.HAND_OVER, lambda p, who: handover.take_over(p.store, who, **p.handed(COMMAND_LINE)), "handovers"
    ),
    "operations.thresholds.set": Action(
        P.MANAGE_THRESHOLDS,
        lambda p, who: thresholds.set(p.store, who, sensor_type=p.new(), crit_high=9.0),
        "thresholds",
    ),
    "operations.thresholds.remove": Action(
        P.MANAGE_THRESHOLDS,
        lambda p, who: thresholds.remove(
            p.store, who, thresholds.set(p.store, COMMAND_LINE, sensor_type=p.new(), crit_high=9.0)["id"]
        ),
        "thresholds",
    ),
    "operations.thresholds.undo": Action(
        P.MANAGE_THRESHOLDS, lambda p, who: thresholds.undo(p.store, who, p.limit_change()), "thresholds"
    ),
    "operations.thresholds.rehearse": Action(
        P.MANAGE_THRESHOLDS,
        lambda p, who: thresholds.rehearse(p.store, who, sensor_type=p.new(), given={"crit_high": 9.0}),
    ),
    "operations.sessions.of": Action(P.MANAGE_USERS, lambda p, who: sessions.of(p.store, who, p.person)),
    "operations.sessions.end": Action(
        P.MANAGE_USERS, lambda p, who: sessions.end(p.store, who, p.person, p.signed_in()), "sessions"
    ),
    "operations.sessions.end_all": Action(
        P.MANAGE_USERS, lambda p, who: sessions.end_all(p.store, who, p.person), "users"
    ),
    "access.sign_in.confirm": Action(
        EVERYONE, lambda p, who: sign_in.confirm(p.store, who, PASSWORD, "127.0.0.1", "0" * 64)
    ),
    "operations.users.everyone": Action(P.MANAGE_USERS, lambda p, who: users.everyone(p.store, who)),
    "operations.users.create": Action(
        P.MANAGE_USERS,
        lambda p, who: users.create(
            p.store,
            who,
            email=f"{p.new().replace(' ', '')}@people.example",
            full_name="N",
            role="operator",
            password=PASSWORD,
        ),
        "users",
    ),
    "operations.users.change": Action(
        P.MANAGE_USERS, lambda p, who: users.change(p.store, who, p.person, {"full_name": p.new()}), "users"
    ),
    "operations.users.deactivate": Action(
        P.MANAGE_USERS, lambda p, who: users.deactivate(p.store, who, p.person), "users"
    ),
    "operations.users.reactivate": Action(
        P.MANAGE_USERS, lambda p, who: users.reactivate(p.store, who, p.person), "users"
    ),
    "operations.passwords.set_password": Action(
        P.MANAGE_USERS, lambda p, who: passwords.set_password(p.store, who, p.person, PASSWORD), "users"
    ),
    "operations.passwords.change_own_password": Action(
        EVERYONE,
        lambda p, who: passwords.change_own_password(p.store, who, PASSWORD, f"nine quiet lathes {p.new()}"),
        "users",
    ),
    "operations.passwords.choose_password": Action(
        EVERYONE,
        lambda p, who: passwords.choose_password(p.store, who, f"nine quiet lathes {p.new()}"),
        "users",
    ),
    "access.second_factors.reset": Action(
        P.MANAGE_USERS,
        lambda p, who: second_factors.reset(p.store, who, with_factor(p.store, p.new())),
        "second_factors",
    ),
    "operations.account_links.create": Action(
        P.MANAGE_USERS,
        lambda p, who: account_links.create(p.store, who, p.person, current()),
        "account_links",
    ),
    "operations.frozen.freeze": Action(
        P.FREEZE, lambda p, who: frozen.freeze(p.store, who, Link("overview", ())), "frozen_views"
    ),
    "operations.frozen.remove": Action(
        P.MANAGE_PLANT, lambda p, who: frozen.remove(p.store, who, p.shared("frozen", p.frozen)), "frozen_views"
    ),
    "operations.frozen.bring_back": Action(
        P.MANAGE_PLANT,
        lambda p, who: frozen.bring_back(p.store, who, p.shared("removed", lambda: removed(p))),
        "frozen_views",
    ),
} | OTHERS
