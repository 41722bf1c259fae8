"""Receipts of the track record of predictions. Neither period nor shifts apply to it: it is of all time."""

from producflow.domain.predictions import LONG_STOP_MINUTES
from producflow.reports.predictions import TrackRecord, track_record
from producflow.reports.receipts.base import FAILURES, PREDICTIONS, LeftOut, Receipt, Term, Used, worked
from producflow.reports.receipts.context import Explain, ReceiptContext
from producflow.reports.receipts.figure_ref import FigureRef

COLUMNS = ["id", "equipment_id", "machine", "sensor_type", "made_at", "horizon_ends_at", "came_true", "what", "verdict"]
ALL_TIME = "Of all time, whatever the period."


def _record(context: ReceiptContext) -> TrackRecord:
    return track_record(context.session, context.view.machines)


def _came_true(context: ReceiptContext, asked: FigureRef) -> Receipt:
    """Predictions that came true of those that are judged."""
    found = _record(context)
    value, true = found.came_true, int(found.judged["came_true"].sum())
    open_, unknown = (
        int((~found.made["is_over"]).sum()),
        int((found.made["is_over"] & found.made["came_true"].isna()).sum()),
    )
    return _share(
        context,
        asked,
        found,
        value,
        (true, len(found.judged)),
        context.listed(PREDICTIONS, found.judged[COLUMNS], "predictions of which it is known"),
        (
            LeftOut(open_, "predictions are left out, as their horizon is not over"),
            LeftOut(unknown, "predictions are left out, as too little is known of their horizon"),
        ),
    )


def _windows(context: ReceiptContext, asked: FigureRef) -> Receipt:
    """Windows that held of those of which it is known."""
    found = _record(context)
    windows = found.windows
    shown = context.listed(PREDICTIONS, windows[[*COLUMNS[:-3], "until_from", "until_to", "window_held"]], "windows")
    rest = found.made[found.made["window_held"].isna() & found.made["until_from"].notna()]
    left_out = (
        LeftOut(int((~rest["is_over"]).sum()), "windows are left out, as their horizon is not over"),
        LeftOut(
            int(rest["is_over"].sum()),
            "windows are left out, as a repair kept the limit from being crossed, or too little is known",
        ),
    )
    return _share(
        context, asked, found, found.windows_held, (int(windows["window_held"].sum()), len(windows)), shown, left_out
    )


def _failures(context: ReceiptContext, asked: FigureRef) -> Receipt:
    """Failures that a prediction foretold."""
    found = _record(context)
    rows = found.failures
    used = context.listed(FAILURES, rows)
    return _share(context, asked, found, found.failures_foretold, (int(rows["foretold"].sum()), len(rows)), used, ())


def _share(
    context: ReceiptContext,
    asked: FigureRef,
    found: TrackRecord,
    value: float | None,
    counts: tuple[int, int],
    used: Used,
    left_out: tuple[LeftOut, ...],
) -> Receipt:
    terms = {name: Term(float(count)) for name, count in zip(asked.metric.terms, counts, strict=True)}
    return context.receipt(
        asked,
        value,
        why_not="" if value is not None else f"{found.why_not(asked.figure).capitalize()}.",
        working=(worked(asked.metric, value, terms),) if value is not None else (),
        used=(used,),
        left_out=left_out,
        notes=(ALL_TIME, f"Unplanned stops count from {LONG_STOP_MINUTES} minutes on."),
    )


def _brier(context: ReceiptContext, asked: FigureRef) -> Receipt:
    """How far stated confidences were from what happened."""
    found = _record(context)
    shown = found.stated[[*COLUMNS, "confidence", "chance"]]
    notes = [ALL_TIME]
    if found.brier_of_chance is not None:
        notes.append(f"Of stating how often something happens to the machine anyhow it is {found.brier_of_chance:.3f}.")
    return context.receipt(
        asked,
        found.brier,
        why_not="" if found.brier is not None else f"{found.why_not(asked.figure).capitalize()}.",
        used=(context.listed(PREDICTIONS, shown, "predictions that stated a confidence"),),
        left_out=(
            LeftOut(
                len(found.judged) - len(found.stated),
                "predictions are left out, as they were made when too few outcomes were known to state a confidence",
            ),
        ),
        notes=tuple(notes),
    )


EXPLAINED: dict[str, Explain] = {
    "predictions_came_true": _came_true,
    "windows_held": _windows,
    "failures_foretold": _failures,
    "brier_score": _brier,
}
