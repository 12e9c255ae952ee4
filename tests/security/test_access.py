"""Every address, every role, every method; and what "not yours" looks like."""

from __future__ import annotations

import difflib
import fnmatch
import re
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acasa.cases.models import Case, Draft
from acasa.core.scope import scoped
from acasa.people.models import User
from tests.security import access_matrix as matrix
from tests.security.access_matrix import MATRIX, METHODS, ROLES, Row
from tests.security.addresses import patterns
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def address(row: Row, world: World, **instead: Any) -> str:
    kwargs = {
        name: value[1:] if value.startswith("=") else instead.get(value, getattr(world, value, value))
        for name, value in row.args.items()
    }
    return reverse(row.name, kwargs=kwargs)


class RolledBack(Exception):
    pass


def ask(world: World, role: str, method: str, url: str, data: Any = None) -> Any:
    """One request in a browser of its own; whatever it wrote is taken back."""
    former = world.client(role)
    client = Client(raise_request_exception=False)
    for name, morsel in former.cookies.items():
        client.cookies[name] = morsel.value
    answer: Any = None
    try:
        with transaction.atomic():
            if method == "GET":
                answer = client.get(url)
            elif method == "POST":
                answer = client.post(url, data or {})
            else:
                answer = client.generic(method, url)
            if getattr(answer, "streaming", False):
                b"".join(answer.streaming_content)
            raise RolledBack
    except RolledBack:
        pass
    return answer


def got(answer: Any) -> str:
    if answer.status_code == 302:
        return str(answer["Location"])
    return "page" if answer.status_code == 200 else str(answer.status_code)


def wanted(outcome: matrix.Outcome, world: World) -> str:
    if isinstance(outcome, str) and outcome.startswith("/"):
        return re.sub(r"\{(\w+)\}", lambda found: str(getattr(world, found[1])), outcome)
    return str(outcome)


def fits(seen: str, outcome: str) -> bool:
    if outcome == matrix.SIGN_IN:
        return seen == outcome or seen.startswith(f"{outcome}?next=/")
    return fnmatch.fnmatchcase(seen, outcome)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    there = [name for name, _route in patterns()]
    rows = [row.name for row in MATRIX]
    assert sorted(set(there)) == sorted(there), "two addresses of one name"
    assert set(there) - set(rows) == set(), "addresses without a row in access_matrix.py"
    assert set(rows) - set(there) == set(), "rows without an address"
    assert len(rows) == len(set(rows))


# Other methods are refused before anybody is looked at: a stranger tries all of them, a colleague one.
OTHERS = {"anonymous": METHODS, "boris": ("GET", "HEAD", "POST", "PUT")}


@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_holds(world: World, role: str) -> None:
    wrong = []
    for row in MATRIX:
        for method in OTHERS.get(role, ("GET", "POST")):
            answer = ask(world, role, method, address(row, world), row.data(world))
            outcome = wanted(matrix.expected(row, role, method), world)
            seen = got(answer)
            if method == "HEAD" and seen == str(matrix.NO_SUCH_METHOD):
                continue
            if not fits(seen, outcome):
                hint = ""
                if seen == "422":
                    errors = getattr(answer, "context", None) and answer.context.get("form")
                    hint = f" {dict(errors.errors)}" if errors else ""
                wrong.append(f"{method} {row.name} as {role}: {seen} instead of {outcome}{hint}")
    assert not wrong, "\n".join(["", *wrong])


STRANGERS = ("dan", "sofia", "olga")


def bare(answer: Any) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs from one page to the next by design."""
    body = answer.content.decode()
    body = re.sub(r'(name="csrfmiddlewaretoken" value|data-csrf)="[^"]*"', r"\1", body)
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", body)
    headers = {
        name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")
    }
    return answer.status_code, body, headers


@pytest.mark.parametrize("role", STRANGERS)
def test_not_yours_and_not_there_are_the_same(world: World, role: str) -> None:
    """In status, in every byte, in headers, and in the work that the server does."""
    rows = [row for row in MATRIX if "case_id" in row.args]
    assert len(rows) > 10
    differ = []
    for row in rows:
        for method in ("GET", "POST"):
            if (row.only_get and method == "POST") or (row.only_post and method == "GET"):
                continue
            seen = []
            for case in (getattr(world, row.args["case_id"]), uuid.uuid4()):
                url = address(row, world, **{row.args["case_id"]: case})
                if not seen:
                    ask(world, role, method, url, row.data(world))  # warm
                with CaptureQueriesContext(connection) as queries:
                    answer = ask(world, role, method, url, row.data(world))
                seen.append((bare(answer), statements(queries)))
            (theirs, work), (nothing, no_work) = seen
            if theirs != nothing:
                lines = list(difflib.unified_diff(theirs[1].splitlines(), nothing[1].splitlines(), n=0))
                differ.append(f"{method} {row.name}: {theirs[0], theirs[2]} {nothing[0], nothing[2]} {lines}")
            if work != no_work:
                extra = [line for line in work if line not in no_work] + [
                    line for line in no_work if line not in work
                ]
                differ.append(f"{method} {row.name}: {len(work)} statements against {len(no_work)}: {extra}")
    assert not differ, "\n".join(["", *differ])


def statements(queries: Any) -> list[str]:
    """What was asked of the database, but that the colleague is still here: that is written once a minute."""
    seen = 'UPDATE "accounts_session" SET "seen_at"'
    return [plain(query["sql"]) for query in queries if not query["sql"].startswith(seen)]


def plain(sql: str) -> str:
    """A statement without its values and the names of its savepoints."""
    bare_sql = re.sub(r"'[^']*'(::\w+)?|\b\d+\b|\"s\d+_x\d+\"", "?", sql)
    return re.sub(r"\(\?(, \?)+\)", "(?)", bare_sql)[:200]


def test_parts_of_a_case_are_found_in_that_case_only(world: World) -> None:
    """A step and a file of one case, asked for under another that the asker holds too."""
    client = world.client("boris")
    for name, part in (("finish_step", {"step_id": world.step}), ("download", {"file_id": world.file})):
        url = reverse(f"cases:{name}", kwargs={"case_id": world.own_case, **part})
        assert client.get(url).status_code == 404


def test_views_and_drafts_are_their_authors(world: World) -> None:
    for role in ("alina", "carmen", "sofia", "olga"):
        url = reverse("cases:drop_view", kwargs={"view_id": world.view})
        assert world.client(role).post(url).status_code == 302
    world.client("boris").post("/drafts/open/", {"working_name": "half of a name"})
    with scoped(world.cast.org.id):
        assert Draft.objects.filter(id=world.view).exists()
    for role in ("alina", "carmen", "sofia", "olga"):
        world.client(role).post("/drafts/open/drop/")
        assert b"half of a name" not in world.client(role).get("/cases/open/").content
    assert b"half of a name" in world.client("boris").get("/cases/open/").content


def test_lists_searches_and_counts_keep_to_the_teams(world: World) -> None:
    for role, seen, unseen in (
        ("boris", ["Zorileanka"], ["Rodica", "Veronica"]),
        ("sofia", ["Rodica"], ["Zorileanka", "Veronica", "Maria"]),
        ("olga", ["Veronica"], ["Zorileanka", "Rodica"]),
        ("dan", [], ["Zorileanka", "Rodica", "Veronica"]),
    ):
        pages = [world.client(role).get("/people/?status=all").content.decode()]
        pages += [
            world.client(role).post("/search/", {"q": name}).content.decode() for name in (*seen, *unseen)
        ]
        pages.append(world.client(role).get("/").content.decode())
        for name in seen:
            assert name in pages[0], (role, name)
        for name in unseen:
            # A search page repeats what was typed; the cases themselves must not be there.
            assert name not in pages[0] and name not in pages[-1], (role, name)
        for case in (world.case, world.south_case, world.far_case):
            mine = str(case) in pages[0]
            assert mine == (
                case == {"boris": world.case, "sofia": world.south_case, "olga": world.far_case}.get(role)
            )
            if not mine:
                assert not any(str(case) in text for text in pages), role
    # Likely doubles are shown from one's own teams only.
    answer = world.client("sofia").post("/cases/open/", {"working_name": "Zorileanka"})
    assert answer.status_code == 302


def test_forms_take_no_organisation_owner_or_role(world: World) -> None:
    """Fields that a form does not have are not taken from it, and choices are those of the colleague."""
    boris, cast = world.client("boris"), world.cast
    extra = {
        "org": str(cast.other_org.id),
        "org_id": str(cast.other_org.id),
        "id": str(world.own_case),
        "is_open": "",
        "worker_id": str(cast.olga.user.id),
        "owner": str(cast.olga.user.id),
        "is_supervisor": "1",
        "is_key_keeper": "1",
        "role": "supervisor",
        "profession": "doctor",
        "batch": str(uuid.uuid4()),
        "by_name": "Somebody",
        "kind": "identity",
        "at": "2001-01-01",
    }
    for row in MATRIX:
        if "case_id" in row.args and row.post and row.name not in ("cases:close", "cases:assign"):
            boris.post(address(row, world), {**extra, **row.data(world)})
    with scoped(cast.org.id):
        case = Case.objects.get(id=world.case)
        assert (case.org_id, case.worker_id, case.team_id) == (cast.org.id, cast.boris.user.id, cast.north.id)
        assert case.is_open and case.batch_id is None
    user = User.objects.get(id=cast.boris.user.id)
    assert (user.is_supervisor, user.is_key_keeper, user.profession) == (False, False, "case_manager")
    page = boris.get(f"/cases/{world.case}/").content.decode()
    assert "Somebody" not in page and "2001" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("team", "south"),
        ("team", "far"),
        ("team", "nowhere"),
        ("worker", "sofia"),
        ("worker", "olga"),
        ("worker", "dan"),
        ("deputy", "sofia"),
        ("deputy", "olga"),
        ("person", "south_person"),
        ("person", "nowhere"),
    ],
)
def test_a_case_is_opened_only_among_ones_own(world: World, field: str, value: str) -> None:
    cast = world.cast
    known = {
        "south": cast.south.id,
        "far": cast.far.id,
        "sofia": world.sofia.user.id,
        "olga": cast.olga.user.id,
        "dan": cast.dan.user.id,
        "south_person": world.south_person,
    }
    with scoped(cast.org.id):
        before = Case.objects.count()
    answer = world.client("boris").post(
        "/cases/open/", {"working_name": "Nicoleta", field: str(known.get(value, uuid.uuid4()))}
    )
    assert answer.status_code in (404, 422)
    with scoped(cast.org.id):
        assert Case.objects.count() == before


def test_a_step_and_a_case_are_given_only_to_the_team(world: World) -> None:
    for user in (world.sofia.user, world.cast.olga.user, world.cast.dan.user):
        data = {"text": "x", "worker": str(user.id), **matrix.day("due", "2027-01-01")}
        assert world.client("boris").post(f"/cases/{world.case}/step/", data).status_code == 422
        assert (
            world.client("boris").post(f"/cases/{world.case}/assign/", {"worker": str(user.id)}).status_code
            == 422
        )


def test_a_note_goes_only_to_a_compartment_that_is_held(world: World) -> None:
    for compartment in ("health", "legal", "identity", "essentials", "keepers", "nonsense"):
        data = {"compartment": compartment, "text": "x"}
        assert world.client("boris").post(f"/cases/{world.case}/note/", data).status_code == 422, compartment
    assert (
        world.client("carmen")
        .post(f"/cases/{world.case}/note/", {"compartment": "health", "text": "x"})
        .status_code
        == 302
    )


def test_what_is_not_held_is_counted_and_not_told(world: World) -> None:
    page = world.client("boris").get(f"/cases/{world.case}/").content.decode()
    assert "posttraumatic" not in page and "1 entry, Health" in page
    assert "posttraumatic" in world.client("carmen").get(f"/cases/{world.case}/").content.decode()


def test_a_changed_right_holds_on_the_next_request(world: World) -> None:
    """A supervisor gives away anybody's case; once she is none, it is as if the page were not there."""
    alina, url = world.client("alina"), f"/cases/{world.case}/assign/"
    assert alina.get(url).status_code == 200
    before = alina.cookies["__Host-acasa"].value
    User.objects.filter(id=world.cast.alina.user.id).update(is_supervisor=False)
    assert alina.get(url).status_code == 404
    assert alina.cookies["__Host-acasa"].value != before, "the token changes with the rights"
    stale = Client()
    stale.cookies["__Host-acasa"] = before
    assert stale.get("/").status_code == 302


def test_a_colleague_who_is_switched_off_is_out_at_once(world: World) -> None:
    carmen = world.client("carmen")
    assert carmen.get("/").status_code == 200
    User.objects.filter(id=world.cast.carmen.user.id).update(is_active=False)
    assert carmen.get("/")["Location"] == "/sign-in/"
    again = Client()
    answer = again.post(
        "/sign-in/", {"email": world.cast.carmen.email, "password": world.cast.carmen.password}
    )
    assert answer.status_code == 422


def test_sessions_end_when_the_stamp_changes(world: World) -> None:
    boris = world.client("boris")
    assert boris.get("/").status_code == 200
    User.objects.filter(id=world.cast.boris.user.id).update(session_stamp=uuid.uuid4())
    assert boris.get("/")["Location"] == "/sign-in/"


def test_a_restricted_case_is_its_three_alone(world: World) -> None:
    """Not even a supervisor who holds every ring opens it, and no list of hers shows it."""
    cast = world.cast
    boris = Client()
    sign_in(boris, cast.boris)
    answer = boris.post(
        "/cases/open/",
        {"working_name": "Severina", "deputy": str(cast.carmen.user.id), "first_words": "relative"},
    )
    case = answer["Location"]
    assert case.startswith("/cases/")
    carmen, alina = world.client("carmen"), world.client("alina")
    assert carmen.get(case).status_code == 200 and boris.get(case).status_code == 200
    assert alina.get(case).status_code == 404
    for page in (alina.get("/people/?status=all"), alina.get("/"), alina.post("/search/", {"q": "Severina"})):
        assert case not in page.content.decode()
    assert "Severina" in carmen.get("/people/").content.decode()
    assert case in carmen.post("/search/", {"q": "Severina"}).content.decode()
    # A likely double is not betrayed either.
    assert alina.post("/cases/open/", {"working_name": "Severina"}).status_code == 302
