"""What a row of the access matrix is, and who may stand in it.

Roles: `alina` (key keeper, supervisor, in both teams), `boris` (case manager of team north, whose case it is),
`carmen` (psychologist of north), `dan` (data officer), `sofia` (case manager of team south), `olga` (key keeper of
another organisation), `anonymous`, `locked` (Boris, while his session is locked).

Outcomes: an int is that status; "page" is 200; "/…" is a redirect there, with names in braces filled from the world.
What is not named for a role is NOBODY's: 404 for a signed-in colleague, as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Outcome = int | str
ROLES = ("anonymous", "locked", "alina", "boris", "carmen", "dan", "sofia", "olga")
SIGNED_IN = frozenset({"alina", "boris", "carmen", "dan", "sofia", "olga"})
NORTH = frozenset({"alina", "boris", "carmen"})
# Those who hold identity in team north.
IDENTITY = frozenset({"alina", "boris"})
# Those who may open a case in some team of theirs (psychologists hold casework as well).
OPENERS = frozenset({"alina", "boris", "carmen", "sofia", "olga"})
KEEPERS = frozenset({"alina", "olga"})
OURS = frozenset({"alina"})
# Those who hold what an import writes in some team of theirs.
IMPORTERS = frozenset({"alina", "boris", "sofia", "olga"})
ALL = frozenset(ROLES)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

LOCKED = 423
SIGN_IN = "/sign-in/"
NO_SUCH_PAGE = 404
NO_SUCH_METHOD = 405

SOON = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
TODAY = datetime.now(UTC).date().isoformat()


def day(name: str, value: str) -> dict[str, str]:
    """A date as the three boxes of a date field and as one value, whichever the form takes."""
    year, month, number = value.split("-")
    return {name: value, f"{name}_0": number, f"{name}_1": month, f"{name}_2": year}


@dataclass(frozen=True)
class Row:
    """One address. `get` and `post` say who reaches it; `data` is a valid form, made from the world."""

    name: str
    args: Mapping[str, str] = field(default_factory=dict)
    get: frozenset[str] = frozenset()
    post: frozenset[str] = frozenset()
    # What the allowed get.
    page: Outcome = "page"
    done: Outcome = "/cases/{case}/"
    data: Callable[[Any], Mapping[str, Any]] = lambda world: {}
    # Works without signing in, or while locked.
    public: bool = False
    while_locked: bool = False
    # What single roles get instead.
    but: Mapping[tuple[str, str], Outcome] = field(default_factory=dict)
    only_get: bool = False
    only_post: bool = False


CASE = {"case_id": "case"}
BORIS = frozenset({"boris"})


def expected(row: Row, role: str, method: str) -> Outcome:
    """What this role gets at this address."""
    if (method, role) in row.but:
        return row.but[method, role]
    if method not in ("GET", "HEAD", "POST"):
        return NO_SUCH_METHOD
    if role == "anonymous" and not row.public:
        return SIGN_IN
    if role == "locked" and not row.while_locked:
        return LOCKED
    reads = method in ("GET", "HEAD")
    if (reads and row.only_post) or (not reads and row.only_get):
        return NO_SUCH_METHOD
    allowed = row.get if reads else row.post
    if role not in allowed:
        return NO_SUCH_PAGE
    if method == "HEAD":
        return row.but.get(("GET", role), row.page)
    return row.page if reads else row.done
