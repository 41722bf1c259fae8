"""Where a person goes on after an import: the pages of its days and machines, open where the data is."""

from collections.abc import Mapping
from dataclasses import dataclass

from producflow.domain.calendar_words import span
from producflow.imports.checking.rehearsal import Rehearsal
from producflow.pages import OF_A_MACHINE
from producflow.reports.links import Link, link_to
from producflow.reports.view import View


@dataclass(frozen=True)
class NextPage:
    """A page that shows what came in."""

    label: str
    link: Link


def next_pages(rehearsal: Rehearsal, names: Mapping[int, str]) -> list[NextPage]:
    """The page of the kind over the days of the import, then those of its first machines.

    Parameters
    ----------
    names : mapping of int to str
        Machines by id, as they are after the import.
    """
    page, called = rehearsal.mapping.of_kind.page
    if rehearsal.days is None:
        return [NextPage(f"See it on {called}", Link(page))]
    first, last = rehearsal.days
    view = View(first, last)
    days = span(first, last)
    ids = {name: key for key, name in names.items()}
    found = [] if page == OF_A_MACHINE else [NextPage(f"See {days} on {called}", link_to(page, view, {}))]
    found += [
        NextPage(f"See {name}, {days}", link_to(OF_A_MACHINE, view, {}, machine=str(ids[name])))
        for name in rehearsal.of_machines
        if name in ids
    ]
    return found
