"""Making, reading, signing and bringing back papers, through the pages, with the fixed cast."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acasa.audit.models import Entry
from acasa.cases.models import Obligation
from acasa.cases.papers import rules
from acasa.cases.papers.tests.build import CAMERA, NEW, PLACE, open_case, telling_jpeg, telling_png
from acasa.cases.queries import case as queries
from acasa.cases.services import opening
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague

pytestmark = pytest.mark.django_db(transaction=True)

VALID: dict[str, dict[str, Any]] = {
    "consent": {"language": "ro", "names": "working", "safe": "yes"},
    "plan": {"language": "ru", "names": "working", "safe": "not_asked"},
    "safety": {"language": "ro", "safe": "yes", "emergency": "112", "call": "Tanti 079 111 222"},
    "referral": {"language": "en", "to": "Casa Verde", "asked": "A room", "agreed": "spoken", "safe": "yes"},
    "summary": {
        "language": "en",
        "names": "working",
        "to": "The supervisor",
        "sections": ["course"],
        "safe": "yes",
    },
    "intake": {"language": "ru"},
}


def enter(who: Colleague) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"email": who.email, "password": who.password}).status_code == 302
    return client


def papers(who: Colleague, case_id: UUID, kind: str = "paper") -> list[dict[str, Any]]:
    with scoped(who.user.org_id):
        return [r.data for r in queries.case_page(who.actor(), case_id).case_folder.of_kind(kind)]


def verbs(cast: Cast) -> list[str]:
    with scoped(cast.org_id):
        return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


@pytest.mark.parametrize("what", rules.KINDS)
def test_each_paper_is_sent_and_recorded_and_kept_nowhere(
    cast: Cast, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    assert client.get(f"/cases/{case_id}/papers/{what}/").status_code == 200
    answer = client.post(f"/cases/{case_id}/papers/{what}/", VALID[what])
    assert answer.status_code == 200 and answer.content[:5] == b"%PDF-", answer.content[:3000].decode()
    assert answer["Content-Disposition"] == f'attachment; filename="{what}-CL-0001.pdf"'
    assert "no-store" in answer["Cache-Control"]
    made = papers(cast.boris, case_id)
    assert [(paper["what"], paper["language"], paper["signed"], paper["file"]) for paper in made] == [
        (what, VALID[what]["language"], "no", "")
    ]
    assert "paper.make" in verbs(cast)
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before
    assert list(tmp_path.rglob("*")) == []
    with scoped(cast.org_id):
        assert "paper" in {r.data["kind"] for r in queries.case_page(cast.boris.actor(), case_id).timeline}
    assert b"printed" in client.get(f"/cases/{case_id}/").content


def test_not_safe_to_take_home_wants_another_way(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    url = f"/cases/{case_id}/papers/plan/"
    unsafe = {**VALID["plan"], "safe": "no"}
    assert client.post(url, unsafe).status_code == 422
    assert client.post(url, {**VALID["plan"], "safe": ""}).status_code == 422
    assert papers(cast.boris, case_id) == []
    page = client.post(url, {**unsafe, "instead": "read_here"})
    assert "text/html" in page["Content-Type"] and "не" not in page["Content-Type"]
    assert "Хочу жить спокойно" in page.content.decode() and 'lang="ru"' in page.content.decode()
    assert client.post(url, {**unsafe, "instead": "no_names"})["Content-Type"] == "application/pdf"
    first, second = papers(cast.boris, case_id)
    assert first["read_here"] and first["safe"] == "no"
    assert second["names"] == "code" and "read_here" not in second
    assert "paper.read_here" in verbs(cast)


def test_a_letter_tells_only_what_was_ticked(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    url = f"/cases/{case_id}/papers/referral/"
    form = client.get(url).content.decode()
    assert "Ganscatest" not in form and "A0099887" not in form, "identity is not shown to choose from"
    assert "checked" not in form.split('name="facts"', 1)[1].split('name="agreed"')[0]
    looks = verbs(cast).count("identity.reveal")
    nothing = client.post(url, {**VALID["referral"], "do": "read"}).content.decode()
    assert not any(word in nothing for word in ("Zamfira", "Ganscatest", "079 000", "A room of ours", "aunt"))
    assert verbs(cast).count("identity.reveal") == looks
    told = client.post(url, {**VALID["referral"], "do": "read", "facts": ["working_name", "identity.name"]})
    text = told.content.decode()
    assert (
        "Zamfira" in text and "Pulheria Ganscatest" in text and "079 000" not in text and "1993" not in text
    )
    assert verbs(cast).count("identity.reveal") == looks + 1
    newest = papers(cast.boris, case_id)[-1]
    assert newest["told"] == ["identity.name", "working_name"] and newest["to"] == "Casa Verde"
    assert "Ganscatest" not in json.dumps(newest), "which facts, not the facts"
    refused = client.post(url, {**VALID["referral"], "agreed": "no", "facts": ["working_name"]})
    assert refused.status_code == 422
    assert client.post(url, {**VALID["referral"], "facts": ["identity.everything"]}).status_code == 422
    bare = client.post(
        url,
        {
            **VALID["referral"],
            "do": "read",
            "facts": ["working_name", "identity.name", "reach"],
            "safe": "no",
            "instead": "no_names",
        },
    ).content.decode()
    assert "Zamfira" not in bare and "Ganscatest" not in bare and "079 000" in bare


def test_a_summary_offers_only_what_its_readers_keys_open(cast: Cast) -> None:
    from acasa.cases.services import working

    case_id = open_case(cast.boris, cast)
    with scoped(cast.org_id):
        working.add_note(cast.carmen.actor(), case_id, compartment="health", text="Sleeps two hours.")
    url = f"/cases/{case_id}/papers/summary/"
    boris, carmen = enter(cast.boris), enter(cast.carmen)
    assert 'value="health"' not in boris.get(url).content.decode()
    assert 'value="health"' in carmen.get(url).content.decode()
    wanted = {**VALID["summary"], "sections": ["health", "plan"], "do": "read"}
    assert boris.post(url, wanted).status_code == 422
    shown = carmen.post(url, wanted).content.decode()
    assert "Sleeps two hours." in shown and "Хочу жить" in shown and "079 000" not in shown
    letter = carmen.get(f"/cases/{case_id}/papers/referral/").content.decode()
    assert "identity." not in letter, "a psychologist holds no identity to tell"


def test_the_safety_sheet_is_about_nobody(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    page = client.get(f"/cases/{case_id}/papers/safety/").content.decode()
    assert 'value="the recipe"' in page, "the word that is known need not be typed"
    shown = client.post(
        f"/cases/{case_id}/papers/safety/", {**VALID["safety"], "do": "read"}
    ).content.decode()
    inside = shown.split("<article", 1)[1].split("</article>")[0]
    assert "Tanti 079 111 222" in inside
    assert not any(word in inside for word in ("Zamfira", "CL-0001", "Casa Luminii", "Boris"))


def test_signed_on_the_screen(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    pad = client.post(f"/cases/{case_id}/papers/plan/", {**VALID["plan"], "guardian": "on", "do": "sign"})
    page = pad.content.decode()
    assert page.count("<canvas") == 3 and 'name="guardian" value="on"' in page
    assert papers(cast.boris, case_id) == [], "nothing is signed yet"
    url = f"/cases/{case_id}/papers/plan/sign/"
    assert client.get(url).status_code == 405
    assert client.post(url, VALID["plan"]).status_code == 422, "nobody signed"
    for nonsense in (
        "[[[1,2,3]]]",
        "[[[1,99999]]]",
        "{}",
        "[[[true,1]]]",
        "x",
        "[" * 5000,
        '[[["<svg>",1]]]',
    ):
        assert client.post(url, {**VALID["plan"], "strokes_her": nonsense}).status_code == 422, nonsense
    strokes = json.dumps([[[10, 10], [200, 180], [400, 60], [700, 250]], [[5, 5]]])
    done = client.post(url, {**VALID["plan"], "strokes_her": strokes, "strokes_worker": strokes})
    assert done.status_code == 302, done.content.decode()[:2000]
    (paper,) = papers(cast.boris, case_id)
    assert (paper["signed"], paper["name"], paper["signers"]) == (
        "screen",
        "plan-CL-0001.pdf",
        ["her", "worker"],
    )
    assert strokes not in json.dumps(paper), "how she writes stays in the drawing alone"
    answer = client.get(f"/cases/{case_id}/file/{paper['file']}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content[:5] == b"%PDF-" and len(content) == paper["size"]
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        assert not path.is_file() or b"%PDF" not in path.read_bytes()
    assert "paper.sign" in verbs(cast)
    assert client.post(f"/cases/{case_id}/papers/safety/sign/", VALID["safety"]).status_code == 404


def everything_stored() -> bytes:
    """Every row of every table, and every file: what a thief would carry away."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        rows = b""
        for (table,) in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t')
            rows += b"".join(row[0].encode() for row in cursor.fetchall())
    places = (Path(settings.MEDIA_ROOT).parent, Path(tempfile.gettempdir()))
    files = (p for place in places for p in place.glob("**/*" if place != places[1] else "*") if p.is_file())
    # Read by another process: closing a database file of SQLite's here would drop the locks that this process holds
    # on it, and the shred store would come apart under the tests that follow.
    return rows + subprocess.run(["cat", "--", *files], capture_output=True, check=False).stdout


@pytest.mark.parametrize(("picture", "extension"), [(telling_jpeg(), "jpg"), (telling_png(), "png")])
@pytest.mark.parametrize("way", ["signed", "file"])
def test_a_photograph_brings_no_place_and_no_camera(
    cast: Cast, picture: bytes, extension: str, way: str
) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    assert PLACE in picture and CAMERA in picture
    file = SimpleUploadedFile("Ganscatest signed.jpg", picture, "image/jpeg")
    if way == "signed":
        data = {"what": "plan", "language": "ro", "compartment": "casework", "file": file}
        answer = client.post(f"/cases/{case_id}/papers/signed/", data)
    else:
        answer = client.post(f"/cases/{case_id}/file/", {"compartment": "casework", "file": file})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    (kept,) = papers(cast.boris, case_id, "paper" if way == "signed" else "file")
    if way == "signed":
        assert (kept["signed"], kept["name"], kept["stripped"]) == (
            "paper",
            f"plan-CL-0001.{extension}",
            True,
        )
    sent = client.get(f"/cases/{case_id}/file/{kept['file']}/")
    content = b"".join(sent.streaming_content)  # type: ignore[attr-defined]
    assert len(content) == kept["size"] and content[:3] == picture[:3]
    for secret in (PLACE, CAMERA):
        assert secret not in content
        stored = everything_stored()
        assert secret not in stored and secret.hex().encode() not in stored


def test_what_cant_be_cleaned_is_refused_in_words(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)

    def bring(content: bytes, **more: str) -> tuple[int, str]:
        data = {"what": "plan", "language": "ro", "compartment": "casework", **more}
        answer = client.post(
            f"/cases/{case_id}/papers/signed/", {**data, "file": SimpleUploadedFile("a.jpg", content)}
        )
        return answer.status_code, answer.content.decode()

    for content, words in (
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (b"GIF89a" + bytes(40), "Bring a photograph"),
        (telling_jpeg()[:200], "damaged"),
        (b"%PDF-1.7 pages", "own scanner"),
        (b"%PDF-1.7 Exif\0\0 pages", "tells camera"),
    ):
        status, page = bring(content)
        assert status == 422 and words in page, content[:20]
    assert bring(b"%PDF-1.7 Exif\0\0 pages", pdf_known="on")[0] == 422
    assert papers(cast.boris, case_id) == []
    assert bring(b"%PDF-1.7 pages", pdf_known="on")[0] == 302
    assert papers(cast.boris, case_id)[0]["stripped"] is False
    assert bring(telling_jpeg(), compartment="health")[0] == 422
    damaged = SimpleUploadedFile("a.jpg", telling_jpeg()[:200])
    page = client.post(f"/cases/{case_id}/file/", {"compartment": "casework", "file": damaged})
    assert page.status_code == 422 and "damaged" in page.content.decode()


def test_a_partners_answer_brings_its_next_step(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    client.post(f"/cases/{case_id}/papers/referral/", VALID["referral"])
    url = f"/cases/{case_id}/papers/partner/"
    assert 'value="Casa Verde"' in client.get(url).content.decode(), "whom the last letter went to"
    said = {
        "organisation": "Casa Verde",
        "person": "Mrs Doina",
        "answer": "waiting_list",
        "words": "A room in two weeks.",
        "by_when": "2026-12-10",
        "step_text": "Ask Casa Verde again",
        "step_due": "2026-12-11",
    }
    assert client.post(url, {**said, "answer": ""}).status_code == 422
    assert client.post(url, said).status_code == 302
    (answer,) = papers(cast.boris, case_id, "partner_answer")
    assert (answer["answer"], answer["by_when"], answer["by_name"]) == (
        "waiting_list",
        "2026-12-10",
        "Boris Ceban",
    )
    with scoped(cast.org_id):
        assert Obligation.objects.filter(case_id=case_id, is_done=False).count() == 1
    page = client.get(f"/cases/{case_id}/").content.decode()
    assert "Casa Verde: On a waiting list" in page and "Mrs Doina: A room in two weeks." in page
    assert "Ask Casa Verde again" in page and "partner.answer" in verbs(cast)


def test_what_was_typed_is_kept_until_it_is_sent(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    url = f"/cases/{case_id}/papers/referral/"
    half = {"to": "Casa Verde", "facts": "working_name"}
    assert client.post(f"/drafts/paper_referral/{case_id}/", half).status_code == 204
    page = client.get(url).content.decode()
    assert 'value="Casa Verde"' in page and "Not sent yet" in page
    assert client.post(url, {"start_again": "1"}).status_code == 302
    assert 'value="Casa Verde"' not in client.get(url).content.decode()
    client.post(f"/drafts/paper_referral/{case_id}/", half)
    client.post(url, VALID["referral"])
    assert "Not sent yet" not in client.get(url).content.decode()


@pytest.mark.parametrize("stranger", ["dan", "olga"])
def test_strangers_find_no_papers(cast: Cast, stranger: str) -> None:
    case_id, client = open_case(cast.boris, cast), enter(getattr(cast, stranger))
    for part in ("", "plan/", "signed/", "partner/", "summary/"):
        assert client.get(f"/cases/{case_id}/papers/{part}").status_code == 404
    for what in rules.KINDS:
        assert client.post(f"/cases/{case_id}/papers/{what}/", VALID[what]).status_code == 404
    assert client.post(f"/cases/{case_id}/papers/plan/sign/", VALID["plan"]).status_code == 404
    assert papers(cast.boris, case_id) == []


def test_a_signed_file_is_opened_in_its_own_case_only(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    with scoped(cast.org_id):
        other = opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=NEW).id
    client.post(f"/cases/{case_id}/papers/plan/sign/", {**VALID["plan"], "strokes_her": "[[[1,1],[9,9]]]"})
    file_id = papers(cast.boris, case_id)[0]["file"]
    assert client.get(f"/cases/{other}/file/{file_id}/").status_code == 404


def test_the_blank_intake_form_needs_no_case(cast: Cast) -> None:
    client = enter(cast.carmen)
    assert b"/papers/intake/" in client.get("/").content
    assert b"/papers/intake/ru.pdf" in client.get("/papers/intake/").content
    answer = client.get("/papers/intake/ru.pdf")
    assert (
        answer.content[:5] == b"%PDF-"
        and answer["Content-Disposition"] == 'attachment; filename="intake-ru.pdf"'
    )
    assert client.get("/papers/intake/xx.pdf").status_code == 404
    assert "paper.blank" in verbs(cast)


def test_the_room_asks_the_database_the_same_however_much_was_made(cast: Cast) -> None:
    case_id, client = open_case(cast.boris, cast), enter(cast.boris)
    url = f"/cases/{case_id}/papers/"
    counts = []
    for more in (0, 1, 3):
        for _ in range(more):
            client.post(f"/cases/{case_id}/papers/plan/", VALID["plan"])
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts == [QUERIES_OF_THE_ROOM] * 3


QUERIES_OF_THE_ROOM = 15
