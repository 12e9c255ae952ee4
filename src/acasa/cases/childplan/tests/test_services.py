"""A child's plan and school on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import join, open_case

from acasa.cases import facts
from acasa.cases.childplan import paper, queries
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.childplan.services import drafting, school, signing, versions
from acasa.cases.children import library as children
from acasa.cases.children.services import guarding
from acasa.cases.family import services as family
from acasa.cases.models import Obligation
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.papers.orders import Order
from acasa.cases.papers.tests.build import telling_jpeg
from acasa.cases.queries import day
from acasa.cases.services import editing
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
SOON = TODAY + timedelta(days=3)
LATER = TODAY + timedelta(days=9)
SIGNED = [{"who": "team", "user": "", "name": "Boris Ceban", "profession": "case_manager"}]


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Daria", alerts=["minor"])[0]


def file_of(who: Colleague, case: UUID) -> ChildFile:
    with scoped(who.user.org_id):
        return queries.child_file(who.actor(), case)


def line(who: Colleague, case: UUID, rev: int = 0, line_id: str = "", **said: Any) -> str:
    data = {
        "domain": "family",
        "need": "",
        "goal": "That mama stays.",
        "action": "An hour together",
        "responsible": "",
        "responsible_id": "",
        "organisation": "",
        "due": SOON.isoformat(),
        "resources": "",
        "child_view": "A house with a door.",
        "child_view_how": "drawn",
        "consent": "agreed",
        "review_on": LATER.isoformat(),
        **said,
    }
    with scoped(who.user.org_id):
        return drafting.save_line(who.actor(), case, line_id=line_id, data=data, rev=rev)


def version(who: Colleague, case: UUID, review: date | None = None) -> int | None:
    draft = file_of(who, case).draft
    with scoped(who.user.org_id):
        return versions.make_version(
            who.actor(), case, on=TODAY, review_on=review, version=draft.version if draft else 0
        )


def look(who: Colleague, case: UUID, rev: int = 1, line_id: str = "l1", **said: Any) -> None:
    data = {"status": "open", "outcome": "", "child_view": "", "child_view_how": "silent"}
    days = {name: said.pop(name, None) for name in ("due", "review_on")}
    level = said.pop("level", "")
    with scoped(who.user.org_id):
        versions.look_again(
            who.actor(), case, line_id, data={**data, **said}, level=level, on=TODAY, rev=rev, **days
        )


def due(who: Colleague) -> list[tuple[str, date]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), TODAY)
    return [(item.text, item.due) for item in (*found.late, *found.today, *found.ahead)]


def facts_of(who: Colleague, case: UUID) -> dict[str, str]:
    page = file_of(who, case).page
    return facts.facts(page.case_folder, page.person_folder)


def test_from_a_draft_to_the_day_and_the_facts(cast: Cast, case: UUID) -> None:
    line(cast.boris, case, responsible_id=str(cast.carmen.user.id), responsible="Carmen Lupu")
    line(cast.boris, case, domain="health", action="The doctor", organisation="Clinic „Salcia”", review_on="")
    with scoped(cast.org_id):
        drafting.nothing_needed(cast.boris.actor(), case, domain="means", on=TODAY.isoformat())
    assert due(cast.boris) == [] and "child_plan_on" not in facts_of(cast.boris, case)
    assert version(cast.boris, case, TODAY + timedelta(days=12)) == 1
    plan = file_of(cast.boris, case).plan
    assert plan is not None and file_of(cast.boris, case).draft is None
    wanted = {"id", "domain", "need", "goal", "action", "responsible", "organisation", "due", "resources"}
    wanted |= {"child_view", "consent", "status", "review_on", "obligation"}
    assert wanted <= set(plan.data["lines"][0]) and plan.data["signed"] == []
    assert plan.data["looked"]["means"]["by_name"] == "Boris Ceban"
    assert due(cast.carmen) == [("An hour together", SOON)]
    assert due(cast.boris) == [
        ("The doctor (Clinic „Salcia”)", SOON),
        ("See how it goes: Family and closeness, An hour together", LATER),
        ("Look at the child's plan again, with the child", TODAY + timedelta(days=12)),
    ]
    found = facts_of(cast.boris, case)
    assert (found["child_plan_on"], found["child_plan_review_on"]) == (TODAY.isoformat(), LATER.isoformat())


def test_looking_at_a_line_again(cast: Cast, case: UUID) -> None:
    line(cast.boris, case)
    version(cast.boris, case)
    line(cast.alina, case, domain="mind", action="Meanwhile in the draft")
    look(cast.boris, case, level="worse", outcome="She hid.", review_on=TODAY + timedelta(days=11))
    again = "See how it goes: Family and closeness, An hour together"
    assert due(cast.boris) == [("An hour together", SOON), (again, TODAY + timedelta(days=11))]
    file = file_of(cast.boris, case)
    # Silence is an answer, the draft learns it, and how it went is kept by domain.
    assert file.plan is not None and file.plan.data["lines"][0]["child_view"] == ""
    assert file.next is not None and file.next["lines"][0]["outcome"] == "She hid."
    assert [(p.level, p.step) for p in file.points()["family"]] == [("worse", 1)]
    with pytest.raises(Conflict) as clash:
        look(cast.alina, case, outcome="Another word.")
    assert clash.value.current["outcome"] == "She hid." and clash.value.version == 2
    look(cast.alina, case, rev=2, status="done", outcome="She gave her the pencil.", level="well")
    assert due(cast.boris) == []
    assert version(cast.boris, case) == 2
    assert [text for text, _day in due(cast.boris)] == [
        "Meanwhile in the draft",
        "See how it goes: Peace of mind, Meanwhile in the draft",
    ]
    with scoped(cast.org_id):
        assert Obligation.objects.filter(is_done=False).count() == 2


def test_two_at_two_lines_and_two_at_one(cast: Cast, case: UUID) -> None:
    line(cast.boris, case)
    line(cast.boris, case, domain="mind")
    line(cast.alina, case, 1, "l1", goal="Alina's")
    line(cast.boris, case, 1, "l2", goal="Boris's")
    assert [item["goal"] for item in (file_of(cast.boris, case).next or {})["lines"]] == [
        "Alina's",
        "Boris's",
    ]
    with pytest.raises(Conflict) as clash:
        line(cast.boris, case, 1, "l1", goal="Too late")
    assert (clash.value.current["goal"], clash.value.yours["goal"]) == ("Alina's", "Too late")
    with scoped(cast.org_id):
        drafting.take_out(cast.alina.actor(), case, line_id="l1")
    with pytest.raises(Conflict) as gone:
        line(cast.boris, case, 2, "l1", goal="Taken out")
    assert gone.value.current == {"gone": True}
    before = file_of(cast.boris, case).draft
    line(cast.alina, case, domain="care")
    with pytest.raises(Conflict), scoped(cast.org_id):
        assert before is not None
        versions.make_version(cast.boris.actor(), case, on=TODAY, review_on=None, version=before.version)


def test_lines_of_a_template_are_copied_once(cast: Cast, case: UUID) -> None:
    def begin(*chosen: str) -> int:
        with scoped(cast.org_id):
            return drafting.begin_from(
                cast.boris.actor(), case, template="child_default", chosen=chosen, language="ro", today=TODAY
            )

    assert begin("safe_people", "back_to_school") == 2
    assert begin("back_to_school", "a_friend", "no such line") == 1
    lines = (file_of(cast.boris, case).next or {})["lines"]
    assert [item["domain"] for item in lines] == ["safety", "education", "friends"]
    assert [item["id"] for item in lines] == ["l1", "l2", "l3"] and "școală" in lines[1]["goal"]
    with pytest.raises(Refused), scoped(cast.org_id):
        drafting.begin_from(
            cast.boris.actor(), case, template="../duties/MD", chosen=["x"], language="en", today=TODAY
        )
    with pytest.raises(Refused), scoped(cast.org_id):
        drafting.nothing_needed(cast.boris.actor(), case, domain="culture", on="")


def sign(who: Colleague, case: UUID, signers: list[dict[str, str]], number: int = 1) -> None:
    file = file_of(who, case)
    order = Order(what=signing.PAPER, language="en")
    drawn = [{**one, "drawing": papers.drawing([[(1, 1), (90, 90)]])} for one in signers]
    document = paper.build(file, order, organisation="North", today=TODAY, signers=drawn)
    with scoped(who.user.org_id):
        signing.sign(
            who.actor(), case, signers=signers, number=number, on=TODAY, document=document, name="p.pdf"
        )


def test_who_signs_and_what_is_said(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        family_of = [("Natalia", {"parental_rights": "yes"}), ("Sergiu", {"conflict": True})]
        for name, more in family_of:
            relation = "mother" if name == "Natalia" else "father"
            family.add_kin(boris, case, data={"relation": relation, "name": name, **more})
    line(cast.boris, case)
    version(cast.boris, case)
    guardians = {one.name: one for one in file_of(cast.boris, case).guardians(TODAY)}
    assert guardians["Natalia"].may_sign and guardians["Sergiu"].why == "conflict"
    mother = {"who": "guardian", "name": "Natalia", "guardian": guardians["Natalia"].id}
    sign(cast.boris, case, [*SIGNED, mother, {"who": "child", "name": "Daria"}])
    file = file_of(cast.boris, case)
    assert file.plan is not None
    assert [(one["who"], one["name"]) for one in file.plan.data["signed"]] == [
        ("team", "Boris Ceban"),
        ("guardian", "Natalia"),
        ("child", "Daria"),
    ]
    kept = file.page.case_folder.of_kind("paper")[0].data
    assert (kept["what"], kept["signed"]) == ("child_plan", "screen") and kept["size"] > 5000
    # Whose conflict of interest is possible does not sign, even if the page was made before it was found.
    for record in (guardians["Sergiu"].id, str(uuid4())):
        with pytest.raises(Refused):
            sign(cast.boris, case, [{"who": "guardian", "name": "Sergiu", "guardian": record}])
    with pytest.raises(Conflict):
        sign(cast.boris, case, SIGNED, number=2)
    # By hand: without place and camera, and the file's own name forgotten.
    with scoped(cast.org_id):
        signing.keep(
            cast.boris.actor(), case, signers=SIGNED, number=1, on=TODAY, content=telling_jpeg(), code="MD-1",
            language="ro", pdf_known=False,
        )  # fmt: skip
        no = {"answer": "refused", "how": "shown", "words": "Shakes her head."}
        versions.answer(cast.boris.actor(), case, who="child", data=no, number=1, rev=0)
    with pytest.raises(Conflict), scoped(cast.org_id):
        versions.answer(cast.alina.actor(), case, who="child", data=no, number=1, rev=0)
    file = file_of(cast.boris, case)
    told = [record.data for record in file.page.timeline if record.data["kind"] == "child_plan_event"]
    assert told[0]["answer"] == "refused" and len(file.page.case_folder.of_kind("paper")) == 2
    # A no costs nothing: what is due stays due.
    assert ("An hour together", SOON) in due(cast.boris)


def test_nobody_signs_whom_the_childs_own_room_holds_back(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        family.add_kin(boris, case, data={"relation": "father", "name": "Stepan"})
        rights = {"relation": "mother", "name": "Natalia", "parental_rights": "yes"}
        family.add_kin(boris, case, data=rights)
        clear = dict.fromkeys(children.questions(), "no")
        data = {"name": "Rodica", "from": "2026-03-11", "to": "", "answers": clear}
        guarding.save(boris, case, data=data)
    line(cast.boris, case)
    version(cast.boris, case)
    found = {one.name: one for one in file_of(cast.boris, case).guardians(TODAY)}
    # Nobody wrote down his rights; her appointment begins tomorrow.
    assert {name: one.why for name, one in found.items()} == {
        "Natalia": "",
        "Stepan": "rights_unknown",
        "Rodica": "not_begun",
    }
    for name in ("Stepan", "Rodica"):
        with pytest.raises(Refused):
            sign(cast.boris, case, [{"who": "guardian", "name": name, "guardian": found[name].id}])
    mother = {"who": "guardian", "name": "Natalia", "guardian": found["Natalia"].id}
    sign(cast.boris, case, [mother])
    # Eighteen today: the mother signs no more.
    with scoped(cast.org_id):
        editing.set_identity(cast.boris.actor(), case, data={"birth_date": "2008-03-10"}, version=0)
    with pytest.raises(Refused):
        sign(cast.boris, case, [mother])


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_the_papers(cast: Cast, case: UUID, language: str) -> None:
    with scoped(cast.org_id):
        drafting.begin_from(
            cast.boris.actor(),
            case,
            template="child_default",
            chosen=[entry["id"] for entry in queries.library.templates()[0].lines],
            language=language,
            today=TODAY,
        )
    line(cast.boris, case, goal="Refused by me", consent="refused")
    line(cast.boris, case, goal="Sing again", responsible="Carmen", child_view="If nobody asks.")
    version(cast.boris, case, LATER)
    file = file_of(cast.boris, case)
    goals = dict(paper.goals(file))
    assert "Refused by me" not in goals.values() and "Sing again" in goals.values()
    chosen = frozenset(name for name, words in goals.items() if words == "Sing again")
    whole, copy, bare = (
        paper.build(file, order, organisation="Centrul", today=TODAY)
        for order in (
            Order(what=signing.PAPER, language=language),
            Order(what=signing.COPY, language=language, ticked=chosen),
            Order(what=signing.PAPER, language=language, names=papers.CODE_ONLY),
        )
    )
    said = json.dumps(copy.data(), ensure_ascii=False)
    # The child's copy: its own goals and who helps; no organisation, no case, no need, no view, nobody else's goal.
    assert "Sing again" in said and "Carmen" in said
    for hidden in ("Centrul", str(file.page.facts["code"]), "If nobody asks.", "An hour together"):
        assert hidden not in said
    assert said.count('"wish"') == 1
    assert "Daria" not in json.dumps(bare.data()) and "Carmen" not in json.dumps(bare.data())
    typesetting.pdf(copy.data())
    begun = time.perf_counter()
    pdf = typesetting.pdf(whole.data())
    print(language, len(pdf), f"{(time.perf_counter() - begun) * 1000:.0f} ms")
    assert pdf.startswith(b"%PDF")


def test_school_and_what_is_known_there(cast: Cast, case: UUID) -> None:
    data = {
        "state": "waiting",
        "school": "School 5",
        "group": "3b",
        "from": "",
        "to": "",
        "may_know": ["moved"],
    }
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        place = school.save(boris, case, school_id=None, data=data, version=0)
        assert "school_enrolled_on" not in facts_of(cast.boris, case)
        begun = {**data, "state": "school", "from": "2026-03-02"}
        school.save(boris, case, school_id=place, data=begun, version=1)
        school.told(
            boris, case, school_id=place, data={"who": "The teacher", "on": "2026-03-03", "told": ["helped"]}
        )
        school.note(boris, case, data={"on": "2026-03-04", "attendance": "hurt", "words": "They call names."})
    with pytest.raises(Conflict), scoped(cast.org_id):
        school.save(cast.alina.actor(), case, school_id=place, data=data, version=1)
    file = file_of(cast.boris, case)
    assert facts_of(cast.boris, case)["school_enrolled_on"] == "2026-03-02"
    assert file.schools[0].data["history"][0]["was"] == {"state": "waiting", "from": ""}
    assert len(file.school_told) == len(file.school_notes) == 1


def client_of(colleague: Colleague, settings: Any) -> Client:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    said = {"email": colleague.email, "password": colleague.password}
    assert client.post("/sign-in/", said).status_code == 302
    return client


def test_the_room_stands_for_a_child_alone(cast: Cast, case: UUID, settings: Any) -> None:
    adult, _ = open_case(cast.boris, cast.north, "Natalia")
    client = client_of(cast.boris, settings)
    tab = reverse("childplan:room", args=[case])
    assert f'href="{tab}"' in client.get(reverse("family:room", args=[case])).content.decode()
    there = reverse("childplan:room", args=[adult])
    assert f'href="{there}"' not in client.get(reverse("family:room", args=[adult])).content.decode()
    assert client.get(there).status_code == 404
    with pytest.raises(Refused):
        line(cast.boris, adult)
    # Who has come of age keeps reading what was planned.
    line(cast.boris, case)
    version(cast.boris, case)
    with scoped(cast.org_id):
        found = folders.open_one(cast.boris.actor(), case, verb="case.read")
        told = found.one("case")
        assert told is not None
        grown = {**told.data, "alerts": []}
        folders.note(
            cast.boris.actor(),
            "case.risk",
            case,
            written=[folders.change(found, told, grown, expected_version=told.version)[1]],
        )
    assert client.get(tab).status_code == 200


def test_a_paper_is_made_after_the_question_and_the_way_to_a_due_line(
    cast: Cast, case: UUID, settings: Any
) -> None:
    line(cast.boris, case)
    version(cast.boris, case, LATER)
    client = client_of(cast.boris, settings)
    url = reverse("childplan:print", args=[case])
    asked = {"language": "ro", "copy": "child_copy", "goals": ["l1"], "names": "working"}
    assert client.post(url, asked).status_code == 422
    answer = client.post(url, {**asked, "safe": "yes"})
    assert answer.content.startswith(b"%PDF") and 'filename="my-plan.pdf"' in answer["Content-Disposition"]
    here = client.post(url, {**asked, "safe": "no", "instead": "read_here"})
    assert "That mama stays." in here.content.decode()
    plan = file_of(cast.boris, case).plan
    assert plan is not None
    found = plan.data["lines"][0]
    for obligation in (found["obligation"], found["review_obligation"]):
        back = client.get(reverse("childplan:due", args=[case, obligation]))
        assert back["Location"] == reverse("childplan:look", args=[case, "l1"])
    back = client.get(reverse("childplan:due", args=[case, plan.data["review_obligation"]]))
    assert back["Location"] == reverse("childplan:review", args=[case])
    # Signing needs somebody, and a pad that nobody used is not a signature.
    sign_url = reverse("childplan:sign", args=[case])
    said = {"number": "1", "language": "ro", "how": "screen", "child": "on"}
    assert client.post(sign_url, {**said, "child": ""}).status_code == 422
    assert 'name="strokes_0"' in client.post(sign_url, said).content.decode()
    assert client.post(sign_url, {**said, "pads": "1", "strokes_0": ""}).status_code == 422
    done = client.post(sign_url, {**said, "pads": "1", "strokes_0": "[[[1,1],[9,9]]]"})
    assert done.status_code == 302
    plan = file_of(cast.boris, case).plan
    assert plan is not None and plan.data["signed"][0]["on"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("stranger", ["olga", "dan", "lara"])
def test_whoever_has_no_key_is_refused(cast: Cast, case: UUID, stranger: str) -> None:
    lara = join(cast, "lara", "Lara Munteanu", "lawyer", cast.north) if stranger == "lara" else None
    who: Colleague = lara or getattr(cast, stranger)
    line(cast.boris, case)
    version(cast.boris, case)
    place: UUID
    with scoped(cast.org_id):
        place = school.save(cast.boris.actor(), case, school_id=None, data={"state": "school"}, version=0)
    said = {"status": "open", "outcome": ""}
    for act in (
        lambda actor: queries.child_file(actor, case),
        lambda actor: drafting.save_line(actor, case, line_id="", data={"domain": "mind"}, rev=0),
        lambda actor: drafting.take_out(actor, case, line_id="l1"),
        lambda actor: drafting.nothing_needed(actor, case, domain="means", on=""),
        lambda actor: drafting.leave(actor, case),
        lambda actor: versions.make_version(actor, case, on=TODAY, review_on=None, version=2),
        lambda actor: versions.answer(actor, case, who="child", data={"answer": "agreed"}, number=1, rev=0),
        lambda actor: versions.look_again(
            actor, case, "l1", data=said, due=None, review_on=None, on=TODAY, rev=1
        ),
        lambda actor: versions.reviewed(actor, case, on=None),
        lambda actor: signing.read_here(actor, case, order=Order(what="child_plan", language="en")),
        lambda actor: school.save(actor, case, school_id=place, data={"state": "out"}, version=1),
        lambda actor: school.note(actor, case, data={"on": "2026-03-01"}),
        lambda actor: school.told(actor, case, school_id=place, data={"who": "X", "on": "", "told": []}),
    ):
        with pytest.raises(Refused), scoped(who.user.org_id):
            act(who.actor())


def test_statements_do_not_grow_with_the_plan(cast: Cast, case: UUID) -> None:
    def statements(count: int) -> tuple[int, int]:
        for number in range(count):
            line(cast.boris, case, domain="mind", action=f"Do {number}")
        draft = file_of(cast.boris, case).draft
        assert draft is not None
        with scoped(cast.org_id):
            actor = cast.boris.actor()
            with CaptureQueriesContext(connection) as writing:
                versions.make_version(actor, case, on=TODAY, review_on=LATER, version=draft.version)
            with CaptureQueriesContext(connection) as reading:
                queries.child_file(actor, case)
        return len(writing), len(reading)

    statements(1)
    few = statements(1)
    assert statements(6) == few
