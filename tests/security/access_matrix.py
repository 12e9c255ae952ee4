"""Who may do what at every address, as data. An address of the installation without a row fails the tests.

Roles: `alina` (key keeper, supervisor, in both teams), `boris` (case manager of team north, whose case it is),
`carmen` (psychologist of north), `dan` (data officer), `sofia` (case manager of team south), `olga` (key keeper of
another organisation), `anonymous`, `locked` (Boris, while his session is locked).

Outcomes: an int is that status; "page" is 200; "/…" is a redirect there, with names in braces filled from the world.
What is not named for a role is NOBODY's: 404 for a signed-in colleague, as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

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
ALL = frozenset(ROLES)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

LOCKED = 423
SIGN_IN = "/sign-in/"
NO_SUCH_PAGE = 404
NO_SUCH_METHOD = 405

_SOON = (date.today() + timedelta(days=3)).isoformat()
_TODAY = date.today().isoformat()


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


def _file(_world: Any) -> dict[str, Any]:
    return {"compartment": "casework", "file": SimpleUploadedFile("a.txt", b"sealed", "text/plain")}


MATRIX: tuple[Row, ...] = (
    # --- at the door
    Row(
        "set_language",
        post=ALL,
        public=True,
        while_locked=True,
        only_post=True,
        done="/",
        data=lambda w: {"language": "ro", "next": "/"},
    ),
    Row(
        "accounts:sign_in",
        get=ALL,
        post=ALL,
        public=True,
        while_locked=True,
        data=lambda w: {"email": w.cast.boris.email, "password": w.cast.boris.password},
        done="/",
        but={("GET", role): "/" for role in ROLES if role != "anonymous"},
    ),
    Row("accounts:sign_out", post=ALL, public=True, while_locked=True, only_post=True, done="/sign-in/"),
    Row("accounts:lock", post=SIGNED_IN | {"locked"}, while_locked=True, only_post=True, done="/unlock/"),
    Row(
        "accounts:unlock",
        get=SIGNED_IN | {"locked"},
        post=SIGNED_IN | {"locked"},
        while_locked=True,
        page="/",
        done="/",
        data=lambda w: {"password": w.cast.boris.password},
        but={("GET", "locked"): 423},
    ),
    Row(
        "accounts:prove",
        get=SIGNED_IN,
        post=SIGNED_IN,
        page=403,
        done="/",
        data=lambda w: {"acasa_password": w.cast.boris.password},
        # The password opens the lock on the way.
        but={("POST", "locked"): "/"},
    ),
    Row("accounts:alive", post=SIGNED_IN, only_post=True, done=204),
    # --- the day, the list, search
    Row("home", get=SIGNED_IN, only_get=True),
    Row("cases:list", get=SIGNED_IN, only_get=True),
    Row(
        "cases:save_view",
        post=SIGNED_IN,
        only_post=True,
        done="/people/?status=open",
        data=lambda w: {"name": "mine", "query": "status=open"},
    ),
    # Another's view is simply not among one's own; forgetting it changes nothing (see test_access).
    Row("cases:drop_view", {"view_id": "view"}, post=SIGNED_IN, only_post=True, done="/people/"),
    Row("cases:search", post=SIGNED_IN, only_post=True, done="page", data=lambda w: {"q": "Natalia"}),
    # --- a case
    Row(
        "cases:open",
        get=OPENERS,
        post=OPENERS,
        done="/cases/*/",
        data=lambda w: {"working_name": "Somebody Else Altogether"},
    ),
    Row("cases:case", CASE, get=NORTH, only_get=True),
    Row("cases:reveal", CASE, post=IDENTITY, only_post=True, done="page"),
    Row(
        "cases:change_identity",
        CASE,
        get=IDENTITY,
        post=IDENTITY,
        data=lambda w: {"given": "Ana", "version": "1"},
    ),
    Row(
        "cases:add_contact",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"what": "call", "text": "called", **day("on", _TODAY)},
    ),
    Row(
        "cases:add_note",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"compartment": "casework", "text": "noted"},
    ),
    Row("cases:add_file", CASE, get=NORTH, post=NORTH, data=_file),
    Row("cases:download", {**CASE, "file_id": "file"}, get=NORTH, only_get=True),
    Row(
        "cases:add_step",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"text": "call", "worker": str(w.cast.boris.user.id), **day("due", _SOON)},
    ),
    Row(
        "cases:finish_step",
        {**CASE, "step_id": "step"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {"outcome": "done", "text": ""},
    ),
    Row(
        "cases:change_essentials",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"working_name": "Zoe", "version": "1"},
    ),
    Row("cases:change_risk", CASE, get=NORTH, post=NORTH, data=lambda w: {"risk": "low", "version": "1"}),
    Row("cases:change_stage", CASE, get=NORTH, post=NORTH, data=lambda w: {"stage": "crisis"}),
    Row(
        "cases:close",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"reason": "administrative", **day("on", _TODAY)},
    ),
    Row(
        "cases:reopen",
        {"case_id": "closed_case"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {"stage": "crisis"},
        done="/cases/{closed_case}/",
    ),
    # Its worker or a supervisor gives a case away.
    Row(
        "cases:assign",
        CASE,
        get=IDENTITY,
        post=IDENTITY,
        data=lambda w: {"worker": str(w.cast.carmen.user.id)},
    ),
    # --- drafts are their author's alone, whatever they say they are about
    Row(
        "cases:keep_draft",
        {"kind": "=open"},
        post=SIGNED_IN,
        only_post=True,
        done=204,
        data=lambda w: {"working_name": "half"},
    ),
    Row(
        "cases:keep_draft_of",
        {"kind": "=contact", "about": "case"},
        post=SIGNED_IN,
        only_post=True,
        done=204,
        data=lambda w: {"text": "half"},
    ),
    Row("cases:drop_draft", {"kind": "=open"}, post=SIGNED_IN, only_post=True, done="/cases/open/"),
    Row(
        "cases:drop_draft_of",
        {"kind": "=contact", "about": "case"},
        post=SIGNED_IN,
        only_post=True,
        done="/cases/{case}/contact/",
    ),
    # --- the gallery of components, which exists only when a setting says so
    Row("ui:components"),
    Row("ui:sample", {"name": "=form"}),
)


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
    if reads and row.only_post or not reads and row.only_get:
        return NO_SUCH_METHOD
    allowed = row.get if reads else row.post
    if role not in allowed:
        return NO_SUCH_PAGE
    if method == "HEAD":
        return row.but.get(("GET", role), row.page)
    return row.page if reads else row.done
