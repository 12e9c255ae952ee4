"""Functions that an expression may use, with how many arguments each takes: what ODK's engine knows, and no more.

A function that only we knew would work on the page and break the same form on a device, so none is added.
"""

from __future__ import annotations

MANY = 1000

ARITY: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "acos": (1, 1),
    "area": (1, 1),
    "asin": (1, 1),
    "atan": (1, 1),
    "atan2": (2, 2),
    "base64-decode": (1, 1),
    "boolean": (1, 1),
    "boolean-from-string": (1, 1),
    "checklist": (2, MANY),
    "coalesce": (2, 2),
    "concat": (0, MANY),
    "contains": (2, 2),
    "cos": (1, 1),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "count-selected": (1, 1),
    "current": (0, 0),
    "date": (1, 1),
    "date-time": (1, 1),
    "decimal-date-time": (1, 1),
    "decimal-time": (1, 1),
    "depend": (1, MANY),
    "digest": (2, 3),
    "distance": (1, MANY),
    "enclosed-area": (1, 1),
    "ends-with": (2, 2),
    "exp": (1, 1),
    "exp10": (1, 1),
    "false": (0, 0),
    "format-date": (2, 2),
    "format-date-time": (2, 2),
    "geofence": (2, 2),
    "if": (3, 3),
    "indexed-repeat": (3, 11),
    "instance": (1, 1),
    "int": (1, 1),
    "is-selected": (2, 2),
    "join": (1, MANY),
    "jr:choice-name": (2, 2),
    "jr:itext": (1, 1),
    "log": (1, 1),
    "log10": (1, 1),
    "max": (0, MANY),
    "min": (0, MANY),
    "normalize-space": (0, 1),
    "not": (1, 1),
    "now": (0, 0),
    "number": (1, 1),
    "once": (1, 1),
    "pi": (0, 0),
    "position": (0, 1),
    "pow": (2, 2),
    "property": (1, 1),
    "pulldata": (4, 4),
    "random": (0, 0),
    "randomize": (1, 2),
    "regex": (2, 2),
    "round": (1, 2),
    "selected": (2, 2),
    "selected-at": (2, 2),
    "sin": (1, 1),
    "sqrt": (1, 1),
    "starts-with": (2, 2),
    "string": (1, 1),
    "string-length": (0, 1),
    "substr": (2, 3),
    "substring-after": (2, 2),
    "substring-before": (2, 2),
    "sum": (1, 1),
    "tan": (1, 1),
    "today": (0, 0),
    "translate": (3, 3),
    "true": (0, 0),
    "uuid": (0, 1),
    "version": (0, 0),
    "weighted-checklist": (2, MANY),
}

# Calculated anew at another moment they give another value: such a calculation is repeated only where it must be.
VOLATILE = frozenset({"now", "today", "random", "uuid", "randomize"})


def supported() -> frozenset[str]:
    """Names of all functions, as forms write them."""
    return frozenset(ARITY)
