"""Interviews through the pages, on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import open_case

from acasa.audit.models import Entry
from acasa.cases.interviews import queries
from acasa.cases.interviews.services import Attachment, keep
from acasa.cases.models import Draft
from acasa.cases.papers import metadata
from acasa.cases.papers.tests.build import telling_jpeg as jpeg
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault.folders import Opened
from acasa.vault.testing import Cast, Colleague

SOURCE = "acasa.cases.interviews.tests.source"
pytestmark = pytest.mark.usefixtures("source")


@pytest.fixture
def source(settings: Any) -> None:
    settings.ACASA_FORM_SOURCES = {"test": SOURCE}
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def client_of(who: Colleague) -> Client:
    client = Client()
    client.post("/sign-in/", {"email": who.email, "password": who.password})
    return client


def interviews(who: Colleague, case: UUID) -> queries.Interviews:
    with scoped(who.user.org_id):
        return queries.interviews(who.actor(), case)


def newest(who: Colleague, case: UUID) -> Opened:
    return interviews(who, case).kept[0]


def begun(client: Client, case: UUID, ref: str = "test:first", **more: str) -> str:
    """Begin, and follow to the first page; returns the draft's address."""
    data = {"ref": ref, "respondent": "self", "language": "English (en)", **more}
    answer = client.post(f"/cases/{case}/interviews/new/", data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def send(client: Client, draft: str, key: str, names: list[str], do: str = "next", **values: Any) -> Any:
    return client.post(f"{draft}page/{key}/", {"on-page": names, "do": do, **_names(values)})


def _names(values: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", ":").replace("_1_", "~1:"): value for name, value in values.items()}


def drafts(cast: Cast) -> list[bytes]:
    with scoped(cast.org_id):
        return [bytes(sealed) for sealed in Draft.objects.values_list("sealed", flat=True)]


HOME = ["home:has", "home:needs", "home:where"]
LAST = [
    "last:at",
    "last:met",
    "last:order",
    "last:calm",
    "last:place",
    "last:picture",
    "last:sign",
    "last:read",
]


def test_from_the_first_page_to_the_record(cast: Cast, case: UUID) -> None:
    boris = client_of(cast.boris)
    choosing = boris.get(f"/cases/{case}/interviews/new/").content.decode()
    assert "First talk" in choosing and "Sleep" not in choosing, "Boris holds no health"
    draft = begun(boris, case)
    assert boris.get(draft)["Location"] == f"{draft}page/1/"
    # What is wrong is said beside its field, and nothing typed is lost.
    wrong = send(boris, draft, "1", ["nick", "age"], age="130")
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Fewer than 120 years, please" in page and "This needs an answer, or “Rather not say”." in page
    odd = send(boris, draft, "1", ["nick", "age"], nick="Ana", age="about forty")
    assert 'value="about forty"' in odd.content.decode() and "whole number" in odd.content.decode()
    assert 'value="about forty"' in boris.get(f"{draft}page/1/").content.decode()
    # Without script a page comes once more when more is asked on it.
    assert send(boris, draft, "1", ["nick", "age"], nick="Ana", age="40")["Location"] == f"{draft}page/2/"
    more = send(boris, draft, "2", ["home:has", "home:needs"], home__has="yes", home__needs=["food", "sleep"])
    assert more.status_code == 200 and "Where is it?" in more.content.decode()
    assert "Something more is asked now" in more.content.decode()
    assert "Thank you, <strong>Ana</strong>." in more.content.decode()
    done = send(boris, draft, "2", HOME, home__has="yes", home__needs=["food"], home__where="By the mill")
    assert done["Location"] == f"{draft}page/3/"
    # Children: one is there, one comes, one goes again with what was said.
    added = send(boris, draft, "3", [], do="add")
    assert added["Location"] == f"{draft}page/4.2/"
    send(
        boris,
        draft,
        "4.2",
        ["kids~2:kname", "kids~2:born"],
        **{"kids~2:kname": "Ion", "kids~2:born": "2019-05-03"},
    )
    assert "Ion" in boris.get(f"{draft}page/3/").content.decode()
    send(boris, draft, "3", [], do="remove:/data/kids[1]")
    # The last page: every kind of question, a file among them.
    last = boris.post(
        f"{draft}page/5/",
        {
            "on-page": LAST,
            "do": "next",
            "last:at": "9:30",
            "last:met_day": "1",
            "last:met_month": "mar",
            "last:met_year": "2027",
            "at:last:met": "18.15",
            "rank:last:order:food": "2",
            "rank:last:order:sleep": "1",
            "rank:last:order:doctor": "3",
            "last:calm": "4",
            "last:place": "47,0245 28,8322",
            "rough:last:place": "on",
            "last:picture": SimpleUploadedFile("me.jpg", jpeg(), "image/jpeg"),
            "strokes:last:sign": "[[[1,1],[9,9]]]",
            "not-said": ["last:read"],
        },
    )
    assert last["Location"] == f"{draft}end/", last.content.decode()
    review = boris.get(f"{draft}end/").content.decode()
    assert "By the mill" in review and "rather not say" in review and "Sleep, Food, A doctor" in review
    kept = boris.post(f"{draft}end/")
    record = newest(cast.boris, case)
    assert kept["Location"] == f"/cases/{case}/interviews/{record.id}/"
    data = record.data
    assert record.compartment == "casework" and data["state"] == "done" and data["form_version"] == "3"
    assert data["answers"]["home"] == {"has": "yes", "where": "By the mill", "needs": "food", "thanks": ""}
    assert [child["kname"] for child in data["answers"]["kids"]] == ["Ion"]
    assert (
        data["answers"]["last"]["order"] == "sleep food doctor" and data["answers"]["last"]["twice"] == "80"
    )
    assert (
        data["answers"]["last"]["place"] == "47 28.8 0 0" and data["answers"]["last"]["at"] == "09:30:00.000"
    )
    assert data["answers"]["last"]["met"].startswith("2027-03-01T18:15:00.000")
    assert data["not_said"] == ["/data/last/read"]
    assert set(data["files"]) == {"/data/last/picture", "/data/last/sign"}
    # Read question by question; the file opens and tells no place; paper comes.
    shown = boris.get(kept["Location"]).content.decode()
    assert "By the mill" in shown and "Which town?" not in shown and "me.jpg" in shown
    file_url = f"{kept['Location']}file/{data['files']['/data/last/picture']}/"
    content = b"".join(boris.get(file_url).streaming_content)
    assert content == metadata.stripped(jpeg()) != jpeg()
    pdf = boris.get(f"{kept['Location']}paper/")
    assert pdf.content[:5] == b"%PDF-" and b"Natalia" not in pdf.content
    assert "Interview: First talk" in boris.get(f"/cases/{case}/").content.decode()
    # The draft and its files are gone; a second press finds what the first one kept.
    assert not drafts(cast)
    assert boris.get(draft).status_code == 404
    with scoped(cast.org_id):
        verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {
        "interview.begin",
        "interview.keep",
        "interview.read",
        "interview.file",
        "interview.print",
    } <= verbs


def test_what_is_asked_follows_the_answers_while_typing(cast: Cast, case: UUID) -> None:
    boris = client_of(cast.boris)
    draft = begun(boris, case)
    send(boris, draft, "1", ["nick", "age"], nick="Ana")
    before = drafts(cast)
    data = {"on-page": ["home:has", "home:needs"], "home:has": "no", "home:needs": "food"}
    told = json.loads(boris.post(f"{draft}page/2/live/", data).content)["questions"]
    assert [each["name"] for each in told] == ["home:has", "home:needs", "home:town", "home:thanks"]
    assert (
        "Which town?" in told[2]["html"] and 'value="no"' in told[0]["html"] and "checked" in told[0]["html"]
    )
    data |= {"on-page": ["home:has", "home:needs", "home:town"], "home:town": "other"}
    told = json.loads(boris.post(f"{draft}page/2/live/", data).content)["questions"]
    assert "home:town_other" in [each["name"] for each in told]
    assert drafts(cast) == before, "nothing is written"
    # The page keeps itself: half a date too.
    half = {"on-page": ["kids~1:kname", "kids~1:born"], "kids~1:kname": "Ion", "kids~1:born_year": "2019"}
    assert boris.post(f"{draft}page/4.1/keep/", half).status_code == 204
    again = client_of(cast.boris)
    page = again.get(again.get(draft)["Location"]).content.decode()
    assert "Ion" in page and 'value="2019"' in page
    # At the end it is named, with the way there.
    end = again.get(f"{draft}end/").content.decode()
    assert f'href="{draft}page/4.1/#q-kids~1:born"' in end and "This could not be read." in end
    assert again.post(f"{draft}end/").status_code == 422
    assert not interviews(cast.boris, case).kept


def test_she_may_decline_and_stop(cast: Cast, case: UUID) -> None:
    boris = client_of(cast.boris)
    draft = begun(boris, case)
    # Declining answers what is required; an answer given later takes it back.
    assert send(boris, draft, "1", ["nick", "age"], **{"not-said": "nick"})["Location"].endswith("page/2/")
    assert 'value="nick" id="id_not-said_nick" checked' in boris.get(f"{draft}page/1/").content.decode()
    send(boris, draft, "1", ["nick", "age"], nick="Ana", **{"not-said": ["nick", "age"]})
    stopped = send(boris, draft, "2", ["home:has"], do="stop", home__has="no")
    assert stopped["Location"] == f"{draft}stop/"
    assert "We stop here" in boris.get(f"{draft}stop/").content.decode()
    boris.post(f"{draft}stop/", {"what": "keep"})
    record = newest(cast.boris, case)
    assert record.data["state"] == "stopped" and record.data["not_said"] == ["/data/age"]
    assert record.data["answers"]["nick"] == "Ana" and record.data["answers"]["home"]["has"] == "no"
    # Or nothing of it is kept, files included. A picture that can't be cleaned is refused with what to do.
    draft = begun(boris, case)
    moving = SimpleUploadedFile("me.gif", b"GIF89a\x01", "image/gif")
    refused = boris.post(f"{draft}page/5/", {"on-page": LAST, "last:picture": moving, "do": "next"})
    assert refused.status_code == 422 and "save the picture as JPEG or PNG" in refused.content.decode()
    boris.post(
        f"{draft}page/5/",
        {"on-page": LAST, "last:picture": SimpleUploadedFile("me.jpg", jpeg(), "image/jpeg"), "do": "later"},
    )
    assert len(drafts(cast)) == 2
    assert "Under way" in boris.get(f"/cases/{case}/interviews/").content.decode()
    boris.post(f"{draft}stop/", {"what": "forget"})
    assert not drafts(cast) and len(interviews(cast.boris, case).kept) == 1


def test_a_correction_supersedes_and_both_stay(cast: Cast, case: UUID) -> None:
    boris = client_of(cast.boris)
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        first = keep(
            actor,
            case,
            ref="test:first",
            answers={"nick": "Ana", "age": "40"},
            language="English (en)",
            files={"/data/last/picture": Attachment("me.jpg", "image/jpeg", jpeg())},
        )
    draft = str(boris.post(f"/cases/{case}/interviews/{first}/correct/")["Location"])
    other = str(boris.post(f"/cases/{case}/interviews/{first}/correct/")["Location"])
    send(boris, draft, "1", ["nick", "age"], nick="Ana", age="41")
    assert boris.post(f"{draft}end/").status_code == 302
    found = interviews(cast.boris, case)
    assert [record.data["answers"]["age"] for record in found.kept] == ["41"]
    assert found.corrected[0].id == first and found.corrected[0].data["superseded_by"] == str(
        found.kept[0].id
    )
    # The picture is the same sealed file, not a second one.
    assert found.kept[0].data["files"] == found.corrected[0].data["files"]
    assert "Corrected later" in boris.get(f"/cases/{case}/interviews/{first}/").content.decode()
    # The second correction of the same one came too late and is still there.
    late = boris.post(f"{other}end/")
    assert late["Location"] == f"/cases/{case}/interviews/{first}/"
    assert boris.get(other).status_code == 302
    with scoped(cast.org_id), pytest.raises(Conflict):
        keep(cast.boris.actor(), case, ref="test:first", answers={}, corrects=first)


def test_a_device_sends_the_same_five_times(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        actor = cast.carmen.actor()
        made = {
            keep(
                actor,
                case,
                ref="test:mood",
                answers={"mood": "badly"},
                source="device",
                instance_id="uuid:1",
                files={"/data/x": Attachment("x.heic", "image/heic", b"\0\0\0\x18ftypheic0000")},
            )
            for _time in range(5)
        }
        record = newest(cast.carmen, case)
        assert made == {record.id} and record.compartment == "health"
        (facts,) = record.data["file_facts"].values()
        assert facts["clean"] is False, "what could not be cleaned is kept, and says so"
        stored = queries.file_of(actor, case, record.id, UUID(record.data["files"]["/data/x"]))[1]
        assert b"".join(stored)[4:12] == b"ftypheic"
    shown = client_of(cast.carmen).get(f"/cases/{case}/interviews/{record.id}/").content.decode()
    assert "Place and camera could not be taken out" in shown


def test_others_see_nothing_of_it(cast: Cast, case: UUID) -> None:
    carmen, boris, dan, olga = (client_of(who) for who in (cast.carmen, cast.boris, cast.dan, cast.olga))
    draft = begun(carmen, case, ref="test:mood")
    # An interview under way is its leader's alone.
    for client in (boris, dan, olga):
        assert client.get(draft).status_code == 404
        assert client.post(f"{draft}page/1/", {"do": "next"}).status_code == 404
        assert client.post(f"{draft}stop/", {"what": "forget"}).status_code == 404
    send(carmen, draft, "1", ["mood"], mood="badly")
    carmen.post(f"{draft}end/")
    record = newest(cast.carmen, case)
    # Health is invisible without its key, and can't be begun.
    assert not interviews(cast.boris, case).kept
    assert "Sleep" not in boris.get(f"/cases/{case}/interviews/").content.decode()
    for client in (boris, dan, olga):
        assert client.get(f"/cases/{case}/interviews/{record.id}/").status_code == 404
    assert boris.post(f"/cases/{case}/interviews/new/", {"ref": "test:mood"}).status_code == 404
    with scoped(cast.org_id), pytest.raises(Refused):
        keep(cast.boris.actor(), case, ref="test:mood", answers={})
    with scoped(cast.olga.user.org_id), pytest.raises(Refused):
        keep(cast.olga.actor(), case, ref="test:mood", answers={})
    # Nor does an interview of one case open on another.
    other = open_case(cast.boris, cast.north, "Irina")[0]
    assert carmen.get(f"/cases/{other}/interviews/{record.id}/").status_code == 404


def test_what_follows_an_interview_stands_with_it(cast: Cast, case: UUID, settings: Any) -> None:
    settings.ACASA_AFTER_INTERVIEW = [f"{__name__}.breaks"]
    with scoped(cast.org_id):
        with pytest.raises(RuntimeError):
            keep(cast.boris.actor(), case, ref="test:first", answers={"nick": "Ana"})
        assert not interviews(cast.boris, case).kept
    settings.ACASA_AFTER_INTERVIEW = [f"{__name__}.counts"]
    with scoped(cast.org_id):
        keep(cast.boris.actor(), case, ref="test:first", answers={"nick": "Ana"})
    assert SEEN == ["Ana"]


SEEN: list[str] = []


def breaks(actor: Any, desk: Any, record: Opened) -> list[bytes]:
    raise RuntimeError


def counts(actor: Any, desk: Any, record: Opened) -> list[bytes]:
    SEEN.append(record.data["answers"]["nick"])
    return []


def test_blank_papers_in_each_language(cast: Cast) -> None:
    boris = client_of(cast.boris)
    for language in ("English (en)", "Română (ro)", "nothing"):
        pdf = boris.get("/interviews/blank/", {"ref": "test:first", "language": language})
        assert pdf.content[:5] == b"%PDF-"
    assert boris.get("/interviews/blank/", {"ref": "test:nothing"}).status_code == 404
    assert boris.get("/interviews/media/", {"ref": "test:first", "name": "x.png"}).status_code == 404


def test_statements_do_not_grow(cast: Cast, case: UUID) -> None:
    boris = client_of(cast.boris)

    def count(url: str) -> int:
        boris.get(url)
        with CaptureQueriesContext(connection) as told:
            assert boris.get(url).status_code == 200
        return len(told)

    draft = begun(boris, case)
    one = [count(f"/cases/{case}/interviews/"), count(f"{draft}page/1/"), count(f"{draft}end/")]
    with scoped(cast.org_id):
        for number in range(3):
            keep(cast.boris.actor(), case, ref="test:first", answers={"nick": str(number)})
    begun(boris, case)
    begun(boris, case)
    assert [count(f"/cases/{case}/interviews/"), count(f"{draft}page/1/"), count(f"{draft}end/")] == one
