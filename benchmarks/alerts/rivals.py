"""What anybody could do instead: each takes readings and a history, and says at each instant whether to alert."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from producflow.domain.predictions.deviations import deviations
from producflow.domain.predictions.looks import looks_at
from producflow.domain.predictions.sensor_faults import faults

Floats = npt.NDArray[np.float64]
Alarms = npt.NDArray[np.bool_]
Method = Callable[[Floats, npt.NDArray[np.int64], int], Alarms]
SHARE = 0.99  # of usual instants that a limit leaves inside


def ours(values: Floats, seconds: npt.NDArray[np.int64], history: int) -> Alarms:
    left_out, _ = faults(values, history, looks_at(values[:history], seconds[:history]))
    return deviations(np.where(left_out, np.nan, values), seconds, history).alarm


def three_sigma(values: Floats, _: object, history: int) -> Alarms:
    before = values[:history]
    return _after(history, (np.abs(values - before.mean(axis=0)) > 3 * before.std(axis=0)).any(axis=1))


def rolling_three_sigma(values: Floats, _: object, history: int) -> Alarms:
    import pandas as pd

    last = pd.DataFrame(values).shift(1).rolling(history, min_periods=history // 2)
    mean, spread = last.mean().to_numpy(), last.std().to_numpy()
    return _after(history, (np.abs(values - mean) > 3 * spread).any(axis=1))


def isolation_forest(values: Floats, _: object, history: int) -> Alarms:
    from sklearn.ensemble import IsolationForest
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        forest = IsolationForest(random_state=0, n_estimators=100).fit(values[:history])
        return _after(history, forest.predict(values) < 0)


def principal_components(values: Floats, _: object, history: int) -> Alarms:
    """T² and Q of the components that hold 90 % of the variance of the history."""
    before = values[:history]
    spread = before.std(axis=0)
    units = (values - before.mean(axis=0)) / np.where(spread > 0, spread, 1)
    _, singular, axes = np.linalg.svd(units[:history], full_matrices=False)
    held = np.cumsum(singular**2) / max(float(np.sum(singular**2)), 1e-12)
    kept = int(np.searchsorted(held, 0.9)) + 1
    along = units @ axes[:kept].T
    inside = (along**2 / np.maximum(singular[:kept] ** 2 / history, 1e-12)).sum(axis=1)
    outside = ((units - along @ axes[:kept]) ** 2).sum(axis=1)
    limits = [np.quantile(each[:history], SHARE) for each in (inside, outside)]
    return _after(history, (inside > limits[0]) | (outside > limits[1]))


def always(values: Floats, _: object, history: int) -> Alarms:
    return _after(history, np.ones(len(values), dtype=bool))


def _after(history: int, alarms: Alarms) -> Alarms:
    return np.where(np.arange(len(alarms)) < history, False, alarms)


METHODS: Mapping[str, Method] = {
    "ProducFlow": ours,
    "3 sigma": three_sigma,
    "rolling 3 sigma": rolling_three_sigma,
    "isolation forest": isolation_forest,
    "PCA, T² and Q": principal_components,
    "always alert": always,
}
