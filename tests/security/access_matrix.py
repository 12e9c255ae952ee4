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
from datetime import UTC, datetime, timedelta
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
# Those who hold what an import writes in some team of theirs.
IMPORTERS = frozenset({"alina", "boris", "sofia", "olga"})
ALL = frozenset(ROLES)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

LOCKED = 423
SIGN_IN = "/sign-in/"
NO_SUCH_PAGE = 404
NO_SUCH_METHOD = 405

_SOON = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
_TODAY = datetime.now(UTC).date().isoformat()


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
RUNNING = {"batch_id": "batch"}
PREPARED = {"batch_id": "prepared"}


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
    Row(
        "accounts:second_factor",
        get=ALL,
        post=ALL,
        public=True,
        while_locked=True,
        page="/",
        done="/",
        but={(method, "anonymous"): SIGN_IN for method in ("GET", "POST")},
    ),
    Row("accounts:forgot", get=ALL, public=True, only_get=True),
    *(
        Row(
            name,
            get=ALL,
            post=ALL,
            public=True,
            page="/account/",
            done="/account/",
            but={("GET", "anonymous"): "page", ("POST", "anonymous"): 422},
        )
        for name in ("accounts:forgot_card", "accounts:recover_kit")
    ),
    # --- the first run is over, and its pages are gone; so are invitations that nobody wrote
    Row("accounts:setup", public=True, only_get=True),
    Row("accounts:setup_link", {"token": "=0123456789abcdef"}, public=True, only_get=True),
    Row("accounts:setup_organisation", public=True),
    Row("accounts:setup_kit", public=True),
    Row("accounts:setup_yourself", public=True),
    Row("accounts:join", public=True),
    Row(
        "accounts:join_link",
        {"token": "=0123456789abcdef"},
        get=SIGNED_IN,
        public=True,
        only_get=True,
        page=409,
    ),
    Row("accounts:next", get=SIGNED_IN, only_get=True),
    # --- one's own account
    Row("accounts:account", get=SIGNED_IN, only_get=True),
    Row(
        "accounts:password",
        get=SIGNED_IN,
        post=SIGNED_IN,
        done="/account/",
        data=lambda w: {
            "old_password": w.cast.boris.password,
            "new_password": "seven lamps by the mill",
            "again": "seven lamps by the mill",
        },
    ),
    Row("accounts:end_others", post=SIGNED_IN, only_post=True, done="/account/"),
    Row("accounts:enrol", get=SIGNED_IN, only_get=True),
    Row("accounts:enrol_app", get=SIGNED_IN, post=SIGNED_IN, done=422, data=lambda w: {"code": "000000"}),
    Row(
        "accounts:enrol_key",
        get=SIGNED_IN,
        post=SIGNED_IN,
        done=422,
        data=lambda w: {"name": "k", "answer": "{}"},
    ),
    # Another's factor is not among one's own: nothing is removed.
    Row("accounts:remove_factor", {"factor_id": "factor"}, post=SIGNED_IN, only_post=True, done=409),
    Row(
        "accounts:codes",
        get=SIGNED_IN,
        post=SIGNED_IN,
        page="/account/second-factor/",
        done="/account/second-factor/",
        but={("GET", "carmen"): "page", ("POST", "carmen"): "/account/codes/"},
    ),
    Row("accounts:card", get=SIGNED_IN, post=SIGNED_IN, done="/account/card/"),
    Row("accounts:card_pdf", only_get=True),
    Row("accounts:restore", get=SIGNED_IN, post=SIGNED_IN, done=422, data=lambda w: {"card": "AAAA"}),
    # --- the kit: only in the session that made it; trying and renewing it is for key keepers
    Row("accounts:kit", only_get=True),
    Row("accounts:kit_pdf", only_get=True),
    Row("accounts:kit_proof"),
    Row("accounts:after_kit", get=SIGNED_IN, only_get=True, page="/account/card/"),
    Row("accounts:kit_drill", get=KEEPERS, post=KEEPERS, done=422, data=lambda w: {"key": "AAAA"}),
    Row("accounts:kit_renew", get=KEEPERS, post=KEEPERS, done="/kit/", data=lambda w: {"form_of_kit": "one"}),
    # --- colleagues: key keepers (of the same organisation) change, supervisors read
    Row("accounts:colleagues", get=KEEPERS, only_get=True),
    Row(
        "accounts:invite",
        get=KEEPERS,
        post=KEEPERS,
        done="/colleagues/keys/",
        data=lambda w: {"display_name": "New", "email": "new@example.org", "profession": "lawyer"},
    ),
    Row("accounts:colleague_keys", get=KEEPERS, post=KEEPERS, page="/colleagues/", done="/colleagues/"),
    Row("accounts:colleague_link", get=KEEPERS, only_get=True, page="/colleagues/"),
    Row("accounts:waiting", get=SIGNED_IN, only_get=True),
    Row("accounts:add_team", get=KEEPERS, post=KEEPERS, done="/colleagues/", data=lambda w: {"name": "East"}),
    Row("accounts:colleague", {"user_id": "boris_id"}, get=OURS, only_get=True),
    Row(
        "accounts:change_colleague",
        {"user_id": "boris_id"},
        get=OURS,
        post=OURS,
        done="/colleagues/keys/",
        data=lambda w: {"display_name": "Boris", "profession": "lawyer"},
    ),
    Row("accounts:new_link", {"user_id": "invited_id"}, post=OURS, only_post=True, done="/colleagues/link/"),
    Row(
        "accounts:cancel_invitation",
        {"user_id": "invited_id"},
        post=OURS,
        only_post=True,
        done="/colleagues/",
    ),
    Row("accounts:reset_colleague", {"user_id": "boris_id"}, get=OURS, post=OURS, done="/colleagues/link/"),
    # Everybody of the organisation may vouch for a colleague who waits for keys; only that one may not.
    Row(
        "accounts:regrant",
        {"user_id": "waiting_id"},
        get=SIGNED_IN - {"olga"},
        post=SIGNED_IN - {"olga"},
        done="/colleagues/waiting/",
    ),
    Row(
        "accounts:regrant_kit",
        {"user_id": "waiting_id"},
        get=OURS,
        post=OURS,
        done=422,
        data=lambda w: {"key": "AAAA"},
    ),
    Row("accounts:safe_keeping", get=KEEPERS, only_get=True),
    # --- backups: of the whole installation, for the key keepers of any organisation in it
    Row("backup:page", get=KEEPERS, only_get=True),
    Row("backup:progress", get=KEEPERS, only_get=True),
    Row("backup:make", post=KEEPERS, only_post=True, done="/backup/"),
    Row("backup:download", {"name": "=acasa-20260101T000000Z.backup"}, only_get=True),
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
    # --- bringing a caseload in: one import of Boris is left in the middle, another only prepared
    Row(
        "imports:start",
        get=IMPORTERS,
        post=IMPORTERS,
        done="/import/columns/",
        data=lambda w: {"file": SimpleUploadedFile("a.csv", b"Given name;Risk level\r\nAna;low\r\n")},
    ),
    Row("imports:template", get=IMPORTERS, only_get=True),
    # No file is under way.
    Row("imports:columns", get=IMPORTERS, post=IMPORTERS, page="/import/", done="/import/"),
    Row("imports:reread", post=IMPORTERS, done="/import/", only_post=True),
    Row("imports:drop", post=IMPORTERS, done="/import/", only_post=True),
    # Its rows are sealed to their author; a supervisor may only take it back.
    Row("imports:preview", PREPARED, get=frozenset({"boris"}), only_get=True),
    Row(
        "imports:choose",
        PREPARED,
        post=frozenset({"boris"}),
        done="/import/{prepared}/preview/*",
        only_post=True,
    ),
    Row("imports:begin", PREPARED, post=frozenset({"boris"}), done="/import/{prepared}/run/", only_post=True),
    Row("imports:run", RUNNING, get=frozenset({"boris"}), post=frozenset({"boris"}), done="/import/{batch}/"),
    Row(
        "imports:result",
        RUNNING,
        get=IDENTITY,
        only_get=True,
        but={("GET", "boris"): "/import/{batch}/run/"},
    ),
    Row("imports:undo", RUNNING, get=IDENTITY, post=IDENTITY, done="/import/{batch}/undo/run/"),
    Row(
        "imports:undo_run",
        RUNNING,
        get=IDENTITY,
        post=IDENTITY,
        page="/import/{batch}/",
        done="/import/{batch}/",
    ),
    # --- the office network: while none is served, there is no sheet of it (acasa/config/office/tests has it served)
    Row("office:sheet", {"language": "=en"}, only_get=True),
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
    if (reads and row.only_post) or (not reads and row.only_get):
        return NO_SUCH_METHOD
    allowed = row.get if reads else row.post
    if role not in allowed:
        return NO_SUCH_PAGE
    if method == "HEAD":
        return row.but.get(("GET", role), row.page)
    return row.page if reads else row.done
