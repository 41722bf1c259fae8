"""Links that stay true: sharing what is on the page, freezing its numbers, and saying that they are frozen."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from producflow import settings
from producflow.access.roles import Actor, Permission
from producflow.domain.metrics import METRICS
from producflow.errors import NotFound, ProducFlowError
from producflow.operations import frozen as operations
from producflow.pages import OF_A_SHIFT, WITH_FIGURES, entry_of
from producflow.reports.frozen import Frozen, Since, everything, since
from producflow.reports.links import CUSTOM, FROZEN, UPLOAD, Link
from producflow.ui import cached, context, filters, messages, shown
from producflow.ui.text import counted, local, number, plain

STAYS, MOVES = "These days", "Always the newest"
REMOVED = "producflow_frozen_removed"  # session state: number of the frozen link that was removed last
LISTED = 15
MADE = "producflow_frozen_link"  # session state: the link that was frozen while the dialog was open
FIGURES = tuple(METRICS[name] for name in ("oee", "efficiency_percentage", "total_output"))
"""What the banner compares, the first that both sides have."""


def here() -> Link:
    """The address of the page, with everything that was chosen on it."""
    found = context.frozen()
    pairs = tuple((name, value) for name in st.query_params for value in st.query_params.get_all(name))
    link = Link(str(st.session_state[context.PAGE_KEY]), pairs)
    # An upload is found by its own person only, and is no part of what a page shows.
    return link.without(UPLOAD) if found is not None else link.without(UPLOAD, FROZEN)


def whole(link: Link) -> str:
    """A link with the address of the server before it, as this browser knows it."""
    return f"{base()}/{link.address}"


def base() -> str:
    """Address of the server, as this browser knows it."""
    seen = st.context.url
    if not isinstance(seen, str) or not seen:
        return settings.current().base
    parts = urlsplit(seen)
    path = parts.path.rstrip("/").removesuffix(str(st.session_state[context.PAGE_KEY])).rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def banner() -> None:
    """Say that the numbers are frozen and what has happened since; stop where the link does not hold any more."""
    try:
        found = context.frozen()
    except NotFound as error:
        st.error(plain(error), icon=":material/ac_unit:")
        st.button("Show the current numbers", icon=":material/update:", on_click=_leave)
        st.stop()
    if found is not None:
        _frozen(found)
    elif st.query_params.get(FROZEN):
        st.info(
            "The frozen link is of another page or machine; this one shows the current numbers.",
            icon=":material/info:",
        )


def _frozen(found: Frozen) -> None:
    news = cached.answer_now(since, found.token)
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="frozen"
    ):
        note = f" “{plain(found.note)}”" if found.note else ""
        st.markdown(
            f":material/ac_unit: **Frozen on {local(found.frozen_at, context.zone())}**{note} by "
            f"{plain(found.created_by_name)} (data version {found.data_version:,}). {_since(found, news)}",
            width="content",
        )
        st.button("Show the current numbers", icon=":material/update:", on_click=_leave, args=(found,))


def _since(found: Frozen, news: Since) -> str:
    """What has happened since, in words: ``Since then: 3 imports, 2 edits; OEE 78.2 → 77.9 %.``"""
    parts = [
        counted(number, one, many)
        for number, one, many in (
            (news.imports, "import", "imports"),
            (news.undone, "import taken back", "imports taken back"),
            (news.edits, "edit", "edits"),
        )
        if number
    ]
    if not news.changed:
        what = "Nothing has changed since"
    elif parts:
        what = f"Since then: {', '.join(parts)}"
    else:
        what = "Since then only readings and alerts of machines came in"
    return f"{what}{_compared(news)}.{_computed_otherwise(found, news)}"


def _compared(news: Since) -> str:
    for metric in FIGURES:
        name, label, unit, digits = metric.name, metric.in_sentence, metric.unit, metric.digits
        then, now = news.then[name], news.figures[name]
        if then is None or now is None:
            continue
        before, after = number(then, digits, unit), number(now, digits, unit)
        if then == now:
            return f"; {label} is still {before}" if news.changed else ""
        if before == after:
            return f"; {label} is still {before} after rounding"
        return f"; {label} {number(then, digits)} → {after}"
    return ""


def _computed_otherwise(found: Frozen, news: Since) -> str:
    """Say so where a newer version of ProducFlow makes other figures of the same rows."""
    for metric in FIGURES:
        name, label, unit, digits = metric.name, metric.in_sentence, metric.unit, metric.digits
        then, now = found.figures.get(name), news.then[name]
        if then is not None and now is not None and abs(then - now) > 1e-9 * max(1.0, abs(then)):
            return f" When it was frozen, ProducFlow computed {label} as {number(then, digits, unit)}."
    return ""


def _leave(found: Frozen | None = None) -> None:
    """Show what is stored now, for the same days; to be called from a callback."""
    st.query_params.pop(FROZEN, None)
    if found is not None:
        filters.look_at(found.view.first_day, found.view.last_day)


def offer(place: str) -> None:
    """Show the way to share what is on the page.

    Parameters
    ----------
    place : str
        Where it stands, told apart from the same elsewhere on the page.
    """
    if st.button("Share or print", key=f"share_{place}", type="tertiary", icon=":material/share:"):
        st.session_state.pop(MADE, None)
        _share()


@shown.dialog("Share or print this view", width="medium")
def _share() -> None:
    actor, link = context.actor(), here()
    found = context.frozen()
    st.markdown("**Link**")
    if found is not None:
        st.code(whole(link), language=None, wrap_lines=True)
        st.caption("Whoever can sign in to ProducFlow can open it, and sees these frozen numbers.")
    else:
        st.code(whole(_with_days(link)), language=None, wrap_lines=True)
        st.caption("Whoever can sign in to ProducFlow can open it, and sees what is stored then.")
        _freeze(actor, link)
    _paper(actor, link)
    _frozen_links(actor)


def _with_days(link: Link) -> Link:
    """The link, with its days written out unless it is to move on with the calendar."""
    view, period = filters.view_of(link), link.period
    if link.page == OF_A_SHIFT:
        return link.keeping_days(view)
    if period == CUSTOM or link.page not in WITH_FIGURES:
        return link
    days = filters.days(view)
    chosen = st.segmented_control(
        "Days that it opens on",
        [STAYS, MOVES],
        default=STAYS,
        required=True,
        key="share_days",
        format_func={STAYS: days, MOVES: f"Always {filters.NEWEST[period]}"}.__getitem__,
    )
    return link if chosen == MOVES else link.keeping_days(view)


def _paper(actor: Actor, link: Link) -> None:
    """Offer the page as a file; the browser fetches it, since drawing it takes a few seconds."""
    if not link.on_paper:
        return
    st.markdown("**Print this page**")
    if not actor.may(entry_of(link.page).prints):
        st.caption(f":material/lock: Your role, {actor.role}, may not export; analysts, managers and admins may.")
        return
    with st.container(horizontal=True):
        for name, ending in (("PDF", "pdf"), ("PNG", "png")):
            address = f"{base()}/print/{link.page}.{ending}?{link.query}"
            st.link_button(f"Save as {name}", address, icon=":material/print:")
    st.caption("Everything that stands on the page now; drawing it takes a few seconds.")
    if context.frozen() is None and actor.may(Permission.EXPORT):
        messages.of_page(actor, link)


def _freeze(actor: Actor, link: Link) -> None:
    if link.page not in WITH_FIGURES:
        return
    st.markdown("**Freeze these numbers**")
    if not actor.may(Permission.FREEZE):
        st.caption(":material/lock: Your role may not freeze numbers; analysts, managers and admins may.")
        return
    st.caption("Makes a link that goes on showing these very numbers, whatever is imported, changed or undone later.")
    made: Frozen | None = st.session_state.get(MADE)
    if made is None:
        with st.form("freeze", border=False):
            note = st.text_input(
                "What for? (optional)", max_chars=operations.LONGEST_NOTE, placeholder="Monthly review, November"
            )
            if st.form_submit_button("Freeze these numbers", icon=":material/ac_unit:"):
                try:
                    with st.spinner("Keeping the rows behind this page …"):
                        made = operations.freeze(context.live(), actor, link, note, now=context.now())
                except ProducFlowError as error:
                    st.error(plain(error), icon=":material/error:")
                    return
                st.session_state[MADE] = made
                st.rerun(scope="fragment")
        return
    st.code(whole(Link.of(made.link.page, made.link.having(frozen=made.token).query)), language=None, wrap_lines=True)
    st.caption(f":material/check_circle: Frozen: {made.rows_kept:,} rows are kept. All frozen links are listed below.")


def _frozen_links(actor: Actor) -> None:
    """List the frozen links, with a way to remove one's own and to bring back the one that was removed last."""
    every = everything(context.live())
    gone: int | None = st.session_state.get(REMOVED)
    if not every and gone is None:
        return
    with st.expander(f"Frozen links ({len(every):,})", icon=":material/ac_unit:", expanded=gone is not None):
        if gone is not None and st.button("Bring back the link that you removed", icon=":material/undo:", key="back"):
            _changed(operations.bring_back, actor, gone, None)
        for found in every[:LISTED]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                note = f" “{plain(found.note)}”" if found.note else ""
                st.markdown(
                    f"[{entry_of(found.link.page).title}, {filters.span(found.view.first_day, found.view.last_day)}]"
                    f"({base()}/{found.address}){note} · {plain(found.created_by_name)}, "
                    f"{local(found.frozen_at, context.zone())}"
                )
                if operations.may_remove(actor, found.created_by) and st.button(
                    "Remove", icon=":material/delete:", type="tertiary", key=f"remove_frozen_{found.id}"
                ):
                    _changed(operations.remove, actor, found.id, found.id)
        if len(every) > LISTED:
            st.caption(f"And {len(every) - LISTED:,} older ones, which GET /api/frozen lists too.")


def _changed(change: Callable[..., None], actor: Actor, frozen_id: int, removed: int | None) -> None:
    try:
        change(context.live(), actor, frozen_id)
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.session_state[REMOVED] = removed
    st.rerun(scope="fragment")
