"""The working calendar: whose, what holds, shifts from a day on, holidays and single days."""

from producflow.access.roles import Actor
from producflow.ui.admin.calendar import free_days, held, shift_editor


def changes(actor: Actor) -> None:
    """Show what holds for the plant or a machine, and let it be changed."""
    machine = held.whose()
    plan = held.what_holds(machine)
    shift_editor.new_pattern(actor, plan, machine)
    free_days.ask(actor, plan, machine)
    free_days.take_out(actor, plan, machine)
