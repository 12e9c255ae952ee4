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
KIN = {**CASE, "kin_id": "kin"}
GOAL = {**CASE, "goal": "=g1"}
DRAFT = "/cases/{case}/plan/draft/"
WATCH = {"watch_id": "watch"}
BORIS = frozenset({"boris"})
RUNNING = {"batch_id": "batch"}
PREPARED = {"batch_id": "prepared"}


def _file(_world: Any) -> dict[str, Any]:
    return {"compartment": "casework", "file": SimpleUploadedFile("a.txt", b"sealed", "text/plain")}


def _visit(world: Any) -> dict[str, Any]:
    return {
        **day("on", _SOON),
        "start": "10",
        "back": "11",
        "grace": "15",
        "worker": str(world.cast.boris.user.id),
        "address": "the blue gate",
        "phone": "1",
        "agreed": "yes",
        "safe_to_go": "yes",
        "pair": "pair",
    }


def _appointment(world: Any) -> dict[str, Any]:
    return {
        **day("on", _SOON),
        "what": "doctor",
        "worker": str(world.cast.boris.user.id),
        "goes_along": "yes",
    }


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
    # --- the intake
    Row("intake:overview", CASE, get=NORTH, only_get=True),
    Row(
        "intake:told",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"how": "read_to_her", "language": "ro"},
    ),
    Row(
        "intake:consent",
        {**CASE, "purpose": "=keep_data"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"answer": "not_now", "how": "spoken", "language": "ro", "version": "0"},
    ),
    Row(
        "intake:stop",
        {**CASE, "purpose": "=be_counted"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"words": "", "version": "0"},
    ),
    Row(
        "intake:needs",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"bed": "not_now", "version": "0"},
    ),
    # No need waits for a step.
    Row(
        "intake:need_steps",
        CASE,
        get=NORTH,
        post=NORTH,
        page="/cases/{case}/intake/",
        done="/cases/{case}/intake/",
    ),
    Row(
        "intake:report",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"duty": "child_in_danger", "facts": "a child"},
    ),
    Row(
        "intake:change_report",
        {**CASE, "report_id": "report"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"duty": "child_in_danger", "facts": "a child", "version": "1"},
    ),
    Row(
        "intake:section",
        {**CASE, "step": "=came"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/intake/",
        data=lambda w: {"how": "not_now", "version": "0"},
    ),
    # --- the family: for those of the team who hold case work
    Row("family:room", CASE, get=NORTH, only_get=True),
    Row(
        "family:add",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"relation": "neighbour", "name": "Vera"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:sign",
        CASE,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"gender": "Feminine"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:change",
        KIN,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"relation": "child", "name": "Ana"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:end",
        KIN,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"what": "mistake"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:add_care",
        KIN,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"who_kind": "relative", "since": "2025"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:change_care",
        {**KIN, "care_id": "care"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {"who_kind": "known"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:remove_care",
        {**KIN, "care_id": "care"},
        post=NORTH,
        only_post=True,
        done="/cases/{case}/family/",
    ),
    Row(
        "family:open_for",
        KIN,
        get=NORTH,
        post=NORTH,
        data=lambda w: {
            "working_name": "Puiu",
            "team": str(w.cast.north.id),
            "worker": str(w.cast.boris.user.id),
            "she_is": "mother",
        },
        done="/cases/*/",
    ),
    Row(
        "family:link",
        KIN,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"q": "Ileana", "other": str(w.closed_case), "she_is": "mother"},
        done="/cases/{case}/family/",
    ),
    Row(
        "family:unlink",
        {**KIN, "other_id": "closed_case"},
        post=NORTH,
        only_post=True,
        done="/cases/{case}/family/",
    ),
    # --- needs and plan: with casework; approving is a supervisor's
    Row("plan:room", CASE, get=NORTH, only_get=True),
    Row(
        "plan:add_need",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {"about": "family", "domain": "home", "severity": "some", "status": "open"},
    ),
    Row(
        "plan:change_need",
        {**CASE, "need_id": "need"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {
            "about": "family",
            "domain": "home",
            "severity": "some",
            "status": "met",
            "version": "1",
        },
    ),
    Row(
        "plan:add_challenge",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {"about": "family", "code": "no_home", "stage": "crisis", "status": "stands"},
    ),
    Row(
        "plan:change_challenge",
        {**CASE, "challenge_id": "challenge"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {
            "about": "family",
            "code": "no_home",
            "stage": "crisis",
            "status": "over",
            "version": "1",
        },
    ),
    Row("plan:draft", CASE, get=NORTH, only_get=True),
    Row("plan:add_goal", CASE, get=NORTH, post=NORTH, done=DRAFT, data=lambda w: {"words": "Home."}),
    Row(
        "plan:change_goal",
        GOAL,
        get=NORTH,
        post=NORTH,
        done=DRAFT,
        data=lambda w: {"words": "Home.", "version": "1"},
    ),
    Row("plan:remove_goal", GOAL, post=NORTH, only_post=True, done=DRAFT),
    Row("plan:add_action", GOAL, get=NORTH, post=NORTH, done=DRAFT, data=lambda w: {"text": "Go there."}),
    Row(
        "plan:change_action",
        {**GOAL, "action": "=a1"},
        get=NORTH,
        post=NORTH,
        done=DRAFT,
        data=lambda w: {"text": "Go there.", "version": "1"},
    ),
    Row("plan:remove_action", {**GOAL, "action": "=a1"}, post=NORTH, only_post=True, done=DRAFT),
    Row("plan:leave_draft", CASE, post=NORTH, only_post=True, done="/cases/{case}/plan/"),
    Row(
        "plan:make_version",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {"version": "4"},
    ),
    Row("plan:versions", CASE, get=NORTH, only_get=True),
    Row("plan:read", CASE, get=NORTH, only_get=True),
    Row(
        "plan:agree",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {
            "answer": "agreed",
            "safe_to_take_home": "no",
            "number": "1",
            "version": "0",
            **day("on", _TODAY),
        },
    ),
    Row(
        "plan:approve",
        {**CASE, "number": "=1"},
        post=frozenset({"alina"}),
        only_post=True,
        done="/cases/{case}/plan/",
    ),
    Row("plan:review", CASE, get=NORTH, post=NORTH, done="/cases/{case}/plan/"),
    Row(
        "plan:finish",
        {**CASE, "action": "=a1"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/plan/",
        data=lambda w: {"status": "done", "outcome": "She came.", "version": "1"},
    ),
    Row(
        "plan:due",
        {**CASE, "obligation": "obligation"},
        get=NORTH,
        only_get=True,
        page="/cases/{case}/plan/action/a1/",
    ),
    # A form of one's own that was never sent, whatever it says it is about.
    Row(
        "plan:forget",
        {**CASE, "kind": "=need"},
        post=NORTH,
        only_post=True,
        done="/cases/{case}/needs/add/",
    ),
    # --- papers: whoever works with the case makes them; who she is stands on none unless it is ticked
    Row("papers:intake", get=SIGNED_IN, only_get=True),
    Row("papers:intake_pdf", {"language": "=ro"}, get=SIGNED_IN, only_get=True),
    Row("papers:room", CASE, get=NORTH, only_get=True),
    Row(
        "papers:make",
        {**CASE, "what": "=plan"},
        get=NORTH,
        post=NORTH,
        done="page",
        data=lambda w: {"language": "ro", "names": "working", "safe": "yes"},
    ),
    Row(
        "papers:sign",
        {**CASE, "what": "=plan"},
        post=NORTH,
        only_post=True,
        done="/cases/{case}/papers/",
        data=lambda w: {"language": "ro", "names": "code", "safe": "yes", "strokes_her": "[[[1,1],[9,9]]]"},
    ),
    Row(
        "papers:keep",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/papers/",
        data=lambda w: {
            "what": "plan",
            "language": "ro",
            "compartment": "casework",
            "pdf_known": "on",
            "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 signed"),
        },
    ),
    Row(
        "papers:partner",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/papers/",
        data=lambda w: {"organisation": "Casa Verde", "answer": "accepted"},
    ),
    # --- nights and leave: whoever holds the on-duty ring (both founders) looks; the case's worker and a supervisor end
    # an opening; a supervisor judges it
    Row("nights:home", get=SIGNED_IN, only_get=True),
    Row("nights:search", post=KEEPERS, only_post=True, done="page", data=lambda w: {"words": "Natalia"}),
    Row("nights:set_up", get=KEEPERS, post=KEEPERS, done="/night/emergency/prepare/"),
    Row("nights:prepare", get=SIGNED_IN, post=SIGNED_IN, done="/night/emergency/prepare/"),
    # Alina opens everything anyway, the others don't hold the emergency ring.
    Row(
        "nights:open",
        CASE,
        data=lambda w: {"compartments": ["legal"], "reason": "now", "password": w.cast.boris.password},
    ),
    Row("nights:word", CASE, get=NORTH, post=NORTH, data=lambda w: {"text": "she called"}),
    Row("nights:end", {"opening_id": "opening"}, post=IDENTITY, only_post=True, done="/"),
    Row(
        "nights:review",
        {"opening_id": "opening"},
        get=OURS,
        post=OURS,
        done="/",
        data=lambda w: {"verdict": "justified", "words": "asked her"},
    ),
    Row("nights:envelopes", get=KEEPERS, only_get=True),
    Row(
        "nights:make_envelope",
        get=KEEPERS,
        post=KEEPERS,
        done="page",
        data=lambda w: {"team": str(w.cast.north.id), "days": "7"},
        # The team of another organisation is not among her choices.
        but={("POST", "olga"): 422},
    ),
    Row("nights:use_envelope", get=SIGNED_IN, post=SIGNED_IN, done=422, data=lambda w: {"code": "AAAA"}),
    Row(
        "nights:revoke_envelope",
        {"envelope_id": "envelope"},
        post=OURS,
        only_post=True,
        done="/night/envelopes/",
    ),
    Row("nights:seen_envelope", {"envelope_id": "envelope"}, post=OURS, only_post=True, done="/"),
    Row(
        "nights:leave",
        get=SIGNED_IN,
        post=SIGNED_IN,
        done="/night/leave/",
        data=lambda w: {
            "absent": str(w.cast.boris.user.id),
            "covering": str(w.cast.carmen.user.id),
            **day("first", _SOON),
            **day("last", _SOON),
        },
        # One says it of oneself; only a supervisor of others.
        but={("POST", role): 422 for role in ("carmen", "dan", "sofia", "olga")},
    ),
    Row("nights:end_cover", {"cover_id": "cover"}, post=NORTH, only_post=True, done="/night/leave/"),
    # It is not restricted: there is nobody to name.
    Row("nights:named", CASE, data=lambda w: {"colleague": str(w.cast.carmen.user.id)}),
    Row("nights:take_over", CASE, only_post=True, data=lambda w: {"to": str(w.cast.boris.user.id)}),
    Row("nights:remove_named", {**CASE, "user_id": "boris_id"}, only_post=True),
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
    # --- contacts and visits: the team's; on a visit itself only its worker says how it stands
    Row("visits:room", CASE, get=NORTH, only_get=True),
    Row(
        "visits:attempt",
        CASE,
        post=NORTH,
        only_post=True,
        done="/cases/{case}/visits/",
        data=lambda w: {"result": "no_answer", "text": "rang out"},
    ),
    Row("visits:plan", CASE, get=NORTH, post=NORTH, done="/visits/*/", data=_visit),
    Row("visits:watch", WATCH, get=NORTH, only_get=True),
    Row("visits:check_in", WATCH, post=BORIS, only_post=True, done="/visits/{watch}/"),
    Row(
        "visits:extend",
        WATCH,
        post=BORIS,
        only_post=True,
        done="/visits/{watch}/",
        data=lambda w: {"minutes": "15"},
    ),
    Row("visits:check_out", WATCH, get=BORIS, post=BORIS, done="/visits/{watch}/"),
    Row("visits:call_off", WATCH, get=IDENTITY, post=IDENTITY, done="/visits/{watch}/"),
    Row("visits:acknowledge", WATCH, post=NORTH, only_post=True, done="/visits/{watch}/"),
    Row("visits:end_alarm", WATCH, post=NORTH, only_post=True, done="/visits/{watch}/"),
    Row(
        "visits:add_appointment",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=_appointment,
    ),
    Row(
        "visits:change_appointment",
        {**CASE, "record_id": "appointment"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=_appointment,
    ),
    Row(
        "visits:finish_appointment",
        {**CASE, "record_id": "appointment"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=lambda w: {"state": "kept"},
    ),
    Row("visits:calendar", {**CASE, "record_id": "appointment"}, get=NORTH, only_get=True),
    Row(
        "visits:schedule",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=lambda w: day("own", _SOON),
    ),
    Row(
        "visits:finish_followup",
        {**CASE, "record_id": "followup"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=lambda w: {"state": "done"},
    ),
    # A search is under way: a second one is not begun.
    Row("visits:begin_search", CASE, get=NORTH, post=NORTH, done="/cases/{case}/visits/"),
    Row(
        "visits:try_step",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=lambda w: {"step": "safe_hours", "result": "not_reached", **day("on", _TODAY)},
    ),
    Row("visits:end_search", CASE, get=NORTH, post=NORTH, done="/cases/{case}/visits/"),
    Row("visits:aid", CASE, get=NORTH, only_get=True),
    Row(
        "visits:add_aid",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/aid/",
        data=lambda w: {
            "what": "money",
            "amount": "100",
            "currency": "MDL",
            "receipt": "signed",
            **day("on", _TODAY),
        },
    ),
    Row(
        "visits:take_back_aid",
        {**CASE, "record_id": "aid"},
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/aid/",
        data=lambda w: {"why": "entered twice"},
    ),
    # Everybody reads the budget lines; supervisors change those of their own organisation.
    Row(
        "visits:lines",
        get=SIGNED_IN,
        post=KEEPERS,
        done="/aid/lines/",
        data=lambda w: {"donor": "Somebody kind"},
    ),
    Row("visits:end_line", {"line_id": "line"}, post=OURS, only_post=True, done="/aid/lines/"),
    Row("visits:interpreters", get=SIGNED_IN, only_get=True),
    Row(
        "visits:add_interpreter",
        get=OPENERS,
        post=OPENERS,
        done="/interpreters/",
        data=lambda w: {"name": "Leyla", "languages": ["tk", "ru"]},
    ),
    Row(
        "visits:change_interpreter",
        {"interpreter_id": "interpreter"},
        get=NORTH,
        post=NORTH,
        done="/interpreters/",
        data=lambda w: {"name": "Leyla", "languages": ["ru"], "active": "on"},
    ),
    Row(
        "visits:choose_interpreter",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=lambda w: {"interpreter": str(w.interpreter)},
    ),
    # --- a form left overnight: its author's alone; whoever has none is led home
    Row("accounts:left", get=SIGNED_IN, post=SIGNED_IN, page="/", done="/"),
    Row("accounts:keep_left", post=ALL, only_post=True, public=True, while_locked=True, done="/"),
    # --- her own view: shown by those who hold case work; her pages answer only while it is shown
    Row("hers:show", CASE, get=NORTH, post=NORTH, done="/hers/", data=lambda w: {"language": "en"}),
    Row("hers:room", CASE, get=NORTH, only_get=True),
    # She asked for nothing yet.
    Row("hers:answer", {**CASE, "record_id": "=00000000-0000-4000-8000-000000000000"}),
    *(
        Row(f"hers:{name}", args, get=SIGNED_IN, only_get=True, page="/")
        for name, args in (
            ("start", {}),
            ("written", {}),
            ("section", {"section": "=reach"}),
            ("agreed", {}),
            ("readers", {}),
            ("received", {}),
            ("thanks", {"what": "=wrong"}),
        )
    ),
    *(
        Row(f"hers:{name}", args, get=SIGNED_IN, post=SIGNED_IN, page="/", done="/")
        for name, args in (
            ("change", {"purpose": "=share"}),
            ("wrong", {}),
            ("stop", {}),
            ("feedback", {}),
            ("complaint", {}),
        )
    ),
    Row("hers:language", post=SIGNED_IN, only_post=True, done="/hers/", data=lambda w: {"language": "ro"}),
    Row(
        "hers:exit",
        get=SIGNED_IN | {"locked"},
        only_get=True,
        while_locked=True,
        page="https://www.wikipedia.org/",
    ),
    # --- complaints: anybody writes one; supervisors and key keepers list those that their key opens
    Row(
        "hers:write",
        get=ALL,
        post=ALL,
        public=True,
        while_locked=True,
        done="page",
        data=lambda w: {"organisation": str(w.cast.org_id), "words": "Nobody listens"},
    ),
    Row(
        "hers:read_answer",
        get=ALL,
        post=ALL,
        public=True,
        while_locked=True,
        done=422,
        data=lambda w: {"code": "AAAA"},
    ),
    Row("hers:complaints", get=KEEPERS, only_get=True),
    Row("hers:one", {"complaint_id": "=00000000-0000-4000-8000-000000000000"}),
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
