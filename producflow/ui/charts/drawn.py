"""A finished chart: what Streamlit sends of it is made once, however often it is shown."""

from typing import Any

import plotly.graph_objects as go
import plotly.io

_to_json = plotly.io.to_json


class _Sent(dict[str, Any]):
    """As much of a chart as Streamlit looks at, and all of it as JSON."""

    def __init__(self, layout: dict[str, Any], spec: str) -> None:
        super().__init__(data=[], layout=layout)
        self.spec = spec


class Drawn(go.Figure):  # type: ignore[misc]  # Plotly says no types
    """A chart that is only shown, see :func:`finished`.

    Parameters
    ----------
    notes : tuple of str
        What people wrote on it.
    height : int, optional
        [px]
    spec : str
        The whole chart as JSON.
    """

    def __init__(self, notes: tuple[str, ...], height: int | None, spec: str) -> None:
        # Not Plotly's own: it would check every value again.
        self._notes = notes
        self._sent = _Sent({} if height is None else {"height": height}, spec)

    @property
    def notes(self) -> tuple[str, ...]:
        """What people wrote on it."""
        return self._notes

    def to_dict(self) -> dict[str, Any]:
        """What Streamlit makes JSON of, which is there already; never to be changed in place."""
        return self._sent

    def __reduce__(self) -> tuple[Any, ...]:
        """By its JSON: the same for charts that show the same."""
        return Drawn, (self._notes, self._sent["layout"].get("height"), self._sent.spec)


def finished(figure: go.Figure) -> Drawn:
    """The chart as it is shown from now on."""
    layout = figure.layout
    notes = tuple((layout.meta or {}).get("notes") or ())
    return Drawn(notes, layout.height, str(_to_json(figure.to_dict(), validate=False)))


def _json_once(figure: Any, *arguments: Any, **options: Any) -> Any:
    """Plotly's ``to_json``, which Streamlit calls at every run of a page."""
    return figure.spec if isinstance(figure, _Sent) else _to_json(figure, *arguments, **options)


plotly.io.to_json = _json_once
