"""Formulas as data: written once, then worked out from sums, shown with the actual figures, and told in words."""

import ast
import operator
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from producflow.domain._ratio import known, ratio

TERM = re.compile(r"\{(\w+)\}")
SIGNS = str.maketrans("×÷−", "*/-")


def _over(top: Any, bottom: Any) -> Any:
    if isinstance(top, np.ndarray) or isinstance(bottom, np.ndarray):
        return top / np.where(bottom > 0, bottom, np.nan)
    return ratio(top, bottom)


OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _over,
}


def terms(formula: str) -> tuple[str, ...]:
    """Names of its terms, which stand in braces: of ``{run_minutes} ÷ {planned_minutes}`` those two."""
    return tuple(dict.fromkeys(TERM.findall(formula)))


def filled(formula: str, of: Callable[[str], str]) -> str:
    """The formula with something in place of each term."""
    return TERM.sub(lambda found: of(found[1]), formula)


def value(formula: str, of: Callable[[str], Any]) -> Any:
    """What a formula comes to.

    Parameters
    ----------
    of : callable
        The value of a term, float or Series, shape (n,); or an array without anything infinite, which is much quicker.

    Returns
    -------
    float or Series, shape (n,)
        Missing in, missing out (NaN); nothing to divide by is missing too. In full precision.
    """
    return _value(_parsed(formula), of)


@cache
def fraction(formula: str) -> tuple[str, str]:
    """What stands above and what below in a formula that is one ratio, each a formula itself."""
    node = _parsed(formula)
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        raise ValueError(f"{formula} is no ratio")
    return ast.unparse(node.left), ast.unparse(node.right)


@cache
def _parsed(formula: str) -> ast.expr:
    return ast.parse(filled(formula, str).translate(SIGNS), mode="eval").body


def _value(node: ast.expr, of: Callable[[str], Any]) -> Any:
    match node:
        case ast.BinOp():
            return OPERATIONS[type(node.op)](_value(node.left, of), _value(node.right, of))
        case ast.Name():
            found = of(node.id)
            return found if isinstance(found, np.ndarray) else known(found)
        case ast.Constant(value=int() | float() as number):
            return float(number)
    raise ValueError(f"{ast.unparse(node)} is no part of a formula")
