"""A child's file on a real PostgreSQL: gates, guardians, emergencies, birthdays, and who sees nothing of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acasa.cases import facts as case_facts
from acasa.cases.children import library, queries, urls
from acasa.cases.children.services import aging, caring, deciding, guarding, turning
from acasa.cases.family import queries as family_queries
from acasa.cases.family import rules as family_rules
from acasa.cases.family import services as family
from acasa.cases.models import Obligation
from acasa.cases.queries import case as case_queries
from acasa.cases.services import after, editing, opening, working
from acasa.cases.services.opening import NewCase
from acasa.core import clock
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership, User
from acasa.vault import folders, locks, organisation
from acasa.vault.testing import Cast, Colleague

TODAY = datetime.now(UTC).date()
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=90)
CLEAR = dict.fromkeys(library.questions(), "no")


def open_child(cast: Cast, name: str = "Daria", birth: str = "", **more: Any) -> UUID:
    new = NewCase(
        essentials={"working_name": name}, identity={"birth_date": birth} if birth else {}, alerts=["minor"]
    )
    with scoped(cast.org_id):
        return opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new, **more).id


def child_of(who: Colleague, case: UUID) -> queries.Child:
    with scoped(who.user.org_id):
        return queries.need(who.actor(), case, "child.read")[1]


def appointed(cast: Cast, case: UUID, **more: Any) -> UUID:
    data = {
        "kin": "",
        "name": "Maria Rusu",
        "by_whom": "Guardianship authority, 12/2026",
        "from": TODAY.isoformat(),
    }
    data |= {"to": "", "contact": "", "tasks": "", "words": ""}
    with scoped(cast.org_id):
        return guarding.save(cast.boris.actor(), case, data={**data, "answers": CLEAR, **more})


ELEMENTS = ("identity", "family", "safety", "vulnerability", "health", "education", "solutions")


def assessed(cast: Cast, case: UUID, **more: Any) -> None:
    data: dict[str, Any] = {"child_view": "With grandmother.", "heard_how": "play", "heard_by": "Carmen"}
    data |= {"not_heard_why": "", "took_part": "", **more}
    data["elements"] = {
        code: {"findings": "Nobody knows yet.", "source": "", "certainty": ""} for code in ELEMENTS
    }
    with scoped(cast.org_id):
        deciding.save_assessment(cast.boris.actor(), case, data=data, version=0, finished=True)


def panel_and_options(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        for name, profession in (("Ana", "psychologist"), ("Ion", "lawyer"), ("Vera", "other")):
            member = {"name": name, "profession": profession, "organisation": "Acasă", "conflict": False}
            deciding.add_member(boris, case, member=member)
        for code in ("family_care", "return_reunification"):
            draft = queries.need(boris, case, "child.read")[1].draft
            assert draft is not None
            option = {"code": code, "pros": "", "cons": "", "risks": "", "child_view": "Yes."}
            deciding.weigh(boris, case, option=option, version=draft.version)


def decided(cast: Cast, case: UUID, decision: str = "family_care", *, tell: bool = True) -> int:
    """From an assessment to a decision that the child was told."""
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        child = queries.need(boris, case, "child.read")[1]
        if child.draft is None:
            deciding.begin(boris, case)
    panel_and_options(cast, case) if not child_of(cast.boris, case).decided else None
    with scoped(cast.org_id):
        draft = queries.need(boris, case, "child.read")[1].draft
        assert draft is not None
        number = deciding.decide(
            boris,
            case,
            decision=decision,
            reasons="She sleeps there without a light.",
            dissent=[{"name": "Ion", "words": "I would wait."}],
            on=TODAY,
            review_on=LATER,
            version=draft.version,
        )
        if tell:
            told = {"on": TODAY.isoformat(), "how": "play", "told_by": "Carmen", "said": "Good."}
            deciding.tell_child(boris, case, number=number, told=told)
    return number


def place(cast: Cast, case: UUID, *, emergency: bool = False, **more: Any) -> UUID:
    data = {"placement": "foster", "who_name": "Family Munteanu", "from": TODAY.isoformat(), "decided_by": ""}
    with scoped(cast.org_id):
        return caring.place(
            cast.boris.actor(), case, data={**data, "danger": "", **more}, emergency=emergency
        )


def reasons_against(cast: Cast, case: UUID, act: str) -> list[str]:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        return after.reasons_against(act, boris, working.take(boris, case, "case.read"))


def test_return_reunification_and_care_wait_for_a_determination(cast: Cast) -> None:
    case = open_child(cast)
    for act in ("return", "reunification", "care_change"):
        assert reasons_against(cast, case, act) == [
            "The child's best interests must be determined first. Nothing is decided yet."
        ]
    assert reasons_against(cast, case, "stage:reintegration") == []
    with pytest.raises(NotYet):
        place(cast, case)
    # How the child was found is no change: it is written down as it is.
    assert place(cast, case, **{"from": "2020-01-01"}, placement="kin", who_name="Lidia")
    # Nobody decides before the child was heard.
    with scoped(cast.org_id), pytest.raises(NotYet):
        deciding.begin(cast.boris.actor(), case)
    with pytest.raises(NotYet) as caught:
        assessed(cast, case, child_view="")
    assert caught.value.reasons == ["Hear the child first, or say why that was not possible."]
    assessed(cast, case)
    assert decided(cast, case, tell=False) == 1
    assert reasons_against(cast, case, "care_change") == ["The child must be told what was decided first."]
    told = {"on": TODAY.isoformat(), "how": "play", "told_by": "Carmen", "said": ""}
    with scoped(cast.org_id):
        deciding.tell_child(cast.boris.actor(), case, number=1, told=told)
    assert reasons_against(cast, case, "return") == ["The determination of best interests decided otherwise."]
    moved = place(cast, case)
    child = child_of(cast.boris, case)
    assert child.care is not None and child.care.id == moved and child.care.data["determination"] == 1
    # What went on before ended with it.
    assert [care.data["to"] for care in child.cares] == [TODAY.isoformat(), ""]
    with scoped(cast.org_id), clock.at(datetime.now(UTC) + timedelta(days=91)):
        page = case_queries.case_page(cast.boris.actor(), case)
        assert queries.of_page(page).holding is not None
    with clock.at(datetime.now(UTC) + timedelta(days=92)):
        assert "must be reviewed first" in reasons_against(cast, case, "care_change")[0]


def test_a_decided_version_stays_and_a_review_makes_a_new_one(cast: Cast) -> None:
    case = open_child(cast)
    assessed(cast, case)
    decided(cast, case)
    with scoped(cast.org_id):
        before = queries.need(cast.boris.actor(), case, "child.read")[1].decided[0]
        deciding.begin(cast.boris.actor(), case, reason="Grandmother fell ill.")
    assert "reopened" in reasons_against(cast, case, "care_change")[0]
    with scoped(cast.org_id), pytest.raises(NotYet):
        deciding.begin(cast.boris.actor(), case)
    # Put aside, the old one holds again; the next version counts on.
    with scoped(cast.org_id):
        deciding.put_aside(cast.boris.actor(), case)
    assert reasons_against(cast, case, "care_change") == []
    with scoped(cast.org_id):
        deciding.begin(cast.carmen.actor(), case, reason="She asked again.")
    assert decided(cast, case, "return_reunification") == 3
    child = child_of(cast.carmen, case)
    assert [one.data["number"] for one in child.decided] == [3, 1]
    assert child.decided[1].data == before.data and child.decided[1].version == before.version
    assert child.decided[0].data["dissent"] == [{"name": "Ion", "words": "I would wait."}]
    assert reasons_against(cast, case, "return") == []
    # One review is due: that of the version that holds.
    open_ones = Obligation.objects.filter(case_id=case, is_done=False)
    with scoped(cast.org_id):
        assert [row.due for row in open_ones] == [LATER]
        # Whoever decides on what somebody else changed meanwhile is told so.
        deciding.begin(cast.boris.actor(), case, reason="Once more.")
        draft = queries.need(cast.boris.actor(), case, "child.read")[1].draft
        assert draft is not None
        deciding.remove_member(cast.carmen.actor(), case, member_id="m1")
        deciding.add_member(
            cast.carmen.actor(),
            case,
            member={"name": "Ira", "profession": "doctor", "organisation": "", "conflict": False},
        )
    with scoped(cast.org_id), pytest.raises(Conflict):
        deciding.decide(
            cast.boris.actor(), case, decision="family_care", reasons="So.", dissent=[], on=TODAY,
            review_on=LATER, version=draft.version,
        )  # fmt: skip


def test_an_emergency_placement_is_marked_due_and_bounded(cast: Cast) -> None:
    case = open_child(cast)
    with pytest.raises(NotYet) as caught:
        place(cast, case, emergency=True)
    assert caught.value.reasons == ["Say what the immediate danger is."]
    zone = ZoneInfo("Europe/Chisinau")
    # Late in the evening of the field's own day: 72 hours later is a day that UTC does not have yet.
    with timezone.override(zone), clock.at(datetime(2026, 3, 10, 23, 30, tzinfo=zone)):
        care = place(
            cast, case, emergency=True, danger="The stepfather came with a knife.", **{"from": "2026-03-10"}
        )
        with scoped(cast.org_id):
            row = Obligation.objects.get(case_id=case, is_done=False)
        assert row.due == date(2026, 3, 13)
        assert reasons_against(cast, case, "close") == [
            "An emergency placement has not been looked at again yet."
        ]
        with scoped(cast.org_id):
            boris = cast.boris.actor()
            far = {"result": "extended", "on": date(2026, 3, 12), "reason": "He was seen at the gate."}
            with pytest.raises(NotYet) as caught:
                caring.review_emergency(boris, case, care, until=date(2026, 5, 1), **far)
            assert "45 days" in caught.value.reasons[0]
            caring.review_emergency(boris, case, care, until=date(2026, 4, 24), **far)
            row.refresh_from_db()
            assert (row.due, row.is_done) == (date(2026, 4, 24), False)
            with pytest.raises(NotYet):
                caring.review_emergency(
                    boris, case, care, result="determined", on=date(2026, 3, 12), reason="So."
                )
            caring.review_emergency(boris, case, care, result="ended", on=date(2026, 3, 20), reason="Home.")
            row.refresh_from_db()
            assert row.is_done
            with pytest.raises(Refused):
                caring.review_emergency(boris, case, care, result="ended", on=date(2026, 3, 20), reason="")
    assert reasons_against(cast, case, "close") == []


def test_back_to_a_parent_is_a_reunification(cast: Cast) -> None:
    mother, case = open_child(cast, "Natalia"), open_child(cast)
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        father = family.add_kin(boris, mother, data={"relation": "husband", "name": "Sergiu"})
        kin = family.add_kin(boris, mother, data={"relation": "child", "name": "Daria"})
        family.link_case(boris, mother, kin, other_id=case, she_is="mother", name_there="")
    assessed(cast, case)
    # Decided for a foster family: that opens other homes, and not the parents'.
    decided(cast, case)
    care = {"who_name": "Sergiu", "who_kind": "relative", "carer": str(father), "relation": "husband"}
    with scoped(cast.org_id), pytest.raises(NotYet):
        family.add_care(boris, mother, kin, data={**care, "from": TODAY.isoformat(), "to": ""})
    with pytest.raises(NotYet):
        place(cast, case, placement="parents", who_name="Sergiu")
    there = place(cast, case, emergency=True, danger="Nobody else is there.", placement="parents")
    with scoped(cast.org_id), pytest.raises(NotYet):
        caring.review_emergency(boris, case, there, result="determined", on=TODAY, reason="So.")
    with scoped(cast.org_id):
        deciding.begin(boris, case, reason="He has a flat.")
    decided(cast, case, "return_reunification")
    with scoped(cast.org_id):
        caring.review_emergency(boris, case, there, result="determined", on=TODAY, reason="So.")


def test_a_day_long_past_moves_no_child_out_of_an_emergency_placement(cast: Cast) -> None:
    case = open_child(cast)
    care = place(cast, case, emergency=True, danger="He came back.")
    before = (TODAY - timedelta(days=3)).isoformat()
    with pytest.raises(NotYet):
        place(cast, case, placement="unrelated", who_name="Ion", **{"from": before})
    assert [one.id for one in child_of(cast.boris, case).emergencies] == [care]


def test_the_family_room_moves_no_child_past_its_own_file(cast: Cast) -> None:
    mother = open_child(cast, "Natalia")
    child = open_child(cast, "Daria")
    care = {"who_name": "Nina", "who_kind": "known", "carer": "", "to": ""}
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        kin = family.add_kin(boris, mother, data={"relation": "child", "name": "Daria"})
        family.link_case(boris, mother, kin, other_id=child, she_is="mother", name_there="")
        with pytest.raises(NotYet) as caught:
            family.add_care(boris, mother, kin, data={**care, "from": TODAY.isoformat()})
        assert "file of its own" in caught.value.reasons[-1]
        # How it was before, and what is over, is history.
        past = family.add_care(boris, mother, kin, data={**care, "from": "2020"})
        with pytest.raises(NotYet):
            family.change_care(
                boris, mother, past, data={**care, "from": TODAY.isoformat(), "who_name": "Ion"}, version=1
            )
    assessed(cast, child)
    decided(cast, child)
    with scoped(cast.org_id):
        assert family.add_care(cast.boris.actor(), mother, kin, data={**care, "from": TODAY.isoformat()})


def test_a_conflict_bars_the_signature_and_stands_in_the_family_too(cast: Cast) -> None:
    case = open_child(cast)
    assert child_of(cast.boris, case).may_sign(TODAY) == ["no_guardian"]
    appointed(
        cast, case, name="Uncle Vasile", answers={**CLEAR, "benefits": "yes"}, words="He asks for her money."
    )
    with scoped(cast.org_id):
        page = case_queries.case_page(cast.boris.actor(), case)
        assert page.facts["alerts"] == ["minor", "guardian_conflict"]
        kin = page.case_folder.of_kind("kin")[0]
        assert (kin.data["name"], kin.data["relation"], kin.data["conflict"]) == (
            "Uncle Vasile",
            "guardian",
            True,
        )
    assert child_of(cast.boris, case).may_sign(TODAY) == ["conflict_found"]
    # An aunt of the family is appointed: the family's own warning goes with it.
    with scoped(cast.org_id):
        aunt = family.add_kin(cast.boris.actor(), case, data={"relation": "aunt_uncle", "name": "Lidia"})
    second = appointed(cast, case, kin=str(aunt), name="Lidia")
    assert child_of(cast.boris, case).may_sign(TODAY) == []
    with scoped(cast.org_id):
        found, kin_now = family_queries.room(cast.boris.actor(), case)
        assert not family_rules.needs_another(kin_now.data)
        # A mark in the family's room bars her here as well, in the same breath.
        record = family_queries.kin_of(found, aunt, "family.change")
        family.change_kin(
            cast.boris.actor(), case, aunt, data={"conflict": True, "conflict_words": "His sister."},
            version=record.version,
        )  # fmt: skip
    child = child_of(cast.boris, case)
    assert next(one for one in child.guardians if one.id == second).data["conflict"] == "possible"
    assert child.may_sign(TODAY) == ["conflict_found", "conflict_possible"]
    with scoped(cast.org_id), pytest.raises(Conflict):
        guarding.save(
            cast.carmen.actor(), case, guardian_id=second, version=1,
            data={**child.guardians[1].data, "answers": CLEAR},
        )  # fmt: skip


def test_a_mark_of_the_family_outlasts_what_is_changed_about_the_guardian(cast: Cast) -> None:
    case = open_child(cast)
    marked = {"relation": "aunt_uncle", "name": "Pavel", "conflict": True, "conflict_words": "Her money."}
    with scoped(cast.org_id):
        kin = family.add_kin(cast.boris.actor(), case, data=marked)
    guardian = appointed(cast, case, kin=str(kin), name="Pavel")
    for contact in ("By day", "Evenings"):
        record = child_of(cast.boris, case).guardians[0]
        with scoped(cast.org_id):
            data = {**record.data, "contact": contact, "answers": CLEAR, "words": ""}
            guarding.save(cast.boris.actor(), case, guardian_id=guardian, version=record.version, data=data)
        assert child_of(cast.boris, case).may_sign(TODAY) == ["conflict_possible"]
        with scoped(cast.org_id):
            person = case_queries.case_page(cast.boris.actor(), case).case_folder.of_kind("kin")[0].data
        assert (person["conflict"], person["conflict_words"]) == (True, "Her money.")
    # What the answers themselves marked goes with them.
    other = appointed(cast, case, name="Ion", answers={**CLEAR, "benefits": "yes"})
    record = next(one for one in child_of(cast.boris, case).guardians if one.id == other)
    with scoped(cast.org_id):
        data = {**record.data, "answers": CLEAR}
        guarding.save(cast.boris.actor(), case, guardian_id=other, version=record.version, data=data)
    assert child_of(cast.boris, case).may_sign(TODAY) == []


def test_a_child_by_the_date_of_birth_is_one_for_whoever_can_not_open_it(cast: Cast) -> None:
    def alerts_of(case: UUID) -> list[str]:
        return list(case_queries.case_page(cast.carmen.actor(), case).facts["alerts"])

    birth = {"birth_date": f"{TODAY.year - 12}-01-01"}
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        known = NewCase(essentials={"working_name": "Daria"}, identity=birth)
        opened = opening.open_case(boris, team_id=cast.north.id, new=known).id
        later = opening.open_case(boris, team_id=cast.north.id, new=NewCase({"working_name": "S."})).id
        assert (alerts_of(opened), alerts_of(later)) == (["minor"], [])
        editing.set_identity(boris, later, data=birth, version=0)
        assert alerts_of(later) == ["minor"]
        for case in (opened, later):
            desk = working.take(cast.carmen.actor(), case, "case.read")
            assert not desk.person_folder.can_open(people.IDENTITY)
            assert after.reasons_against("return", cast.carmen.actor(), desk) != []
            assert queries.need(cast.carmen.actor(), case, "child.read")[1].standing.child


def test_a_presumption_raises_the_alert_and_only_a_review_takes_it_away(cast: Cast) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        new = NewCase(essentials={"working_name": "S."}, identity={"birth_date": "2000-01-01"})
        case = opening.open_case(boris, team_id=cast.north.id, new=new).id
        assert reasons_against(cast, case, "return") == []
        data: dict[str, Any] = {"stated": "26, says the passport", "estimated_from": 15, "estimated_to": 19}
        data |= {"source": "professionals", "method": "Ana and the doctor", "on": TODAY.isoformat()}
        aging.set_age(boris, case, data={**data, "doubt": True, "review_on": SOON}, version=0)
        assert case_queries.case_page(boris, case).facts["alerts"] == ["minor"]
        assert Obligation.objects.get(case_id=case).due == SOON
    assert reasons_against(cast, case, "return") != []
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        with pytest.raises(NotYet):
            turning.of_age(boris, case)
        with pytest.raises(Conflict):
            aging.set_age(boris, case, data={**data, "review_on": None}, version=7)
        data |= {"estimated_from": 20, "estimated_to": 24, "doubt": False, "review_on": None}
        aging.set_age(boris, case, data=data, version=1)
        page = case_queries.case_page(boris, case)
        assert page.facts["alerts"] == [] and not Obligation.objects.filter(case_id=case, is_done=False)
        record = page.case_folder.one("age")
        assert record is not None and record.data["history"][0]["presumed_minor"] is True


def test_eighteen_is_prepared_in_time_and_comes_on_the_day_of_the_field(cast: Cast) -> None:
    # Born on a leap day: a child until the end of February
    zone = ZoneInfo("Asia/Ashgabat")
    case = open_child(cast, birth="2008-02-29")
    with timezone.override(zone), clock.at(datetime(2025, 12, 1, 9, tzinfo=zone)):
        appointed(cast, case, **{"from": "2025-11-01"})
        with scoped(cast.org_id):
            turning.prepare(cast.boris.actor(), case)
            dues = {row.due for row in Obligation.objects.filter(case_id=case, is_done=False)}
            # What should have been done by now is due today; the birthday is a Sunday, and its item is due on Monday.
            assert min(dues) == date(2025, 12, 1) and max(dues) == date(2026, 3, 2)
            count = Obligation.objects.filter(case_id=case).count()
            turning.prepare(cast.boris.actor(), case)
            assert Obligation.objects.filter(case_id=case).count() == count
            turning.done(cast.boris.actor(), case, "documents", on=date(2025, 12, 1), result="Asked for.")
            assert Obligation.objects.filter(case_id=case, is_done=False).count() == count - 1
    # The evening before in UTC is the day itself in Ashgabat, and the other way round.
    with timezone.override(zone), clock.at(datetime(2026, 2, 28, 18, 59, tzinfo=UTC)):
        child = child_of(cast.boris, case)
        assert child.standing.child and child.may_sign(queries.today()) == []
        with scoped(cast.org_id), pytest.raises(NotYet):
            turning.of_age(cast.boris.actor(), case)
    with timezone.override(zone), clock.at(datetime(2026, 2, 28, 19, 1, tzinfo=UTC)):
        child = child_of(cast.boris, case)
        assert not child.standing.child and child.may_sign(queries.today()) == ["adult"]
        with scoped(cast.org_id):
            turning.of_age(cast.boris.actor(), case)
            assert case_queries.case_page(cast.boris.actor(), case).facts["alerts"] == []
        assert child_of(cast.boris, case).guardians[0].data["to"] == "2026-02-28"


def test_facts_of_a_child(cast: Cast) -> None:
    birth = TODAY.replace(year=TODAY.year - 12, day=1)
    case = open_child(cast, birth=birth.isoformat())
    appointed(cast, case)
    with scoped(cast.org_id):
        guarding.notify(cast.boris.actor(), case, on=TODAY, to="Guardianship authority", how="")
    assessed(cast, case)
    decided(cast, case)
    place(cast, case)

    def told(who: Colleague) -> dict[str, str]:
        with scoped(cast.org_id):
            page = case_queries.case_page(who.actor(), case)
            return case_facts.facts(page.case_folder, page.person_folder)

    wanted = {
        "is_child": "yes",
        "eighteenth_birthday": birth.replace(year=birth.year + 18).isoformat(),
        "guardian_on": TODAY.isoformat(),
        "best_interests_on": TODAY.isoformat(),
        "best_interests_review_on": LATER.isoformat(),
        "child_notified_on": TODAY.isoformat(),
        "placement_kind": "foster",
    }
    found = told(cast.boris)
    assert wanted.items() <= found.items()
    # A psychologist has no key to the identity: the birthday is not there, the rest is.
    assert {**found, "eighteenth_birthday": ""} == {**told(cast.carmen), "eighteenth_birthday": ""}
    assert "eighteenth_birthday" not in told(cast.carmen)
    # Somebody else's file is no child's.
    with scoped(cast.org_id):
        new = NewCase(essentials={"working_name": "Natalia"}, identity={"birth_date": "1990-01-01"})
        adult = opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id
        page = case_queries.case_page(cast.boris.actor(), adult)
        assert "is_child" not in case_facts.facts(page.case_folder, page.person_folder)
        with pytest.raises(Refused):
            guarding.notify(cast.boris.actor(), adult, on=TODAY, to="x", how="")


def test_the_hours_of_an_emergency_run_for_no_other_home(cast: Cast) -> None:
    def placed_on() -> str | None:
        with scoped(cast.org_id):
            page = case_queries.case_page(cast.boris.actor(), case)
            return case_facts.facts(page.case_folder, page.person_folder).get("placed_on")

    case = open_child(cast)
    place(cast, case, **{"from": "2020-01-01"})
    assert placed_on() is None
    care = place(cast, case, emergency=True, danger="He came back.")
    assert placed_on() == TODAY.isoformat()
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        caring.review_emergency(boris, case, care, result="extended", on=TODAY, until=SOON, reason="So.")
    assert placed_on() is None


def test_deadlines_take_a_child_for_one_as_long_as_its_file_does(cast: Cast) -> None:
    def told() -> dict[str, str]:
        with scoped(cast.org_id):
            page = case_queries.case_page(cast.boris.actor(), case)
            return case_facts.facts(page.case_folder, page.person_folder)

    # Born on a leap day, and the alert stands until somebody takes it away.
    case = open_child(cast, birth="2008-02-29")
    zone = ZoneInfo("Asia/Ashgabat")
    with timezone.override(zone), clock.at(datetime(2026, 2, 28, 18, 59, tzinfo=UTC)):
        assert (told()["is_child"], told()["eighteenth_birthday"]) == ("yes", "2026-03-01")
    # In Ashgabat it is March by now.
    with timezone.override(zone), clock.at(datetime(2026, 2, 28, 19, 1, tzinfo=UTC)):
        assert "is_child" not in told()


def joined(cast: Cast, profession: str) -> Colleague:
    """One more colleague in team north, with the rings of the profession."""
    with scoped(cast.org.id):
        user = User.objects.create(
            org=cast.org,
            email=f"{profession}@example.org",
            display_name="Daniel Stan",
            profession=profession,
            short=organisation.new_short(),
        )
        Membership.objects.create(org=cast.org, team=cast.north, user=user)
        wanted: list[tuple[UUID | None, str]] = [
            (cast.north.id, name) for name in people.default_compartments(profession)
        ]
        token, _expires = organisation.invite(cast.alina.actor(), user, wanted)
        bundle = locks.use_link(token, cast.alina.password)
        assert bundle is not None
    return Colleague(user, bundle)


def signed_in(who: Colleague, settings: Any) -> Client:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in/", {"email": who.email, "password": who.password}).status_code == 302
    return client


def test_the_mothers_lawyer_sees_nothing_of_the_child(cast: Cast, settings: Any) -> None:
    mother = open_child(cast, "Natalia")
    # The child's file is restricted: Boris, and Carmen as the deputy
    child = open_child(cast, "Daria-Necunoscuta", deputy_id=cast.carmen.user.id)
    with scoped(cast.org_id):
        kin = family.add_kin(cast.boris.actor(), mother, data={"relation": "child", "name": "Daria"})
        family.link_case(cast.boris.actor(), mother, kin, other_id=child, she_is="mother", name_there="")
    appointed(cast, child)
    assessed(cast, child)
    decided(cast, child)
    care = place(cast, child)
    lawyer = signed_in(joined(cast, "lawyer"), settings)
    assert lawyer.get(f"/cases/{mother}/").status_code == 200
    # Every address of the part, of the child's file and of the mother's, is as if it were not there.
    ids = {"guardian_id": uuid4(), "care_id": care, "record_id": uuid4(), "member_id": "m1"}
    ids |= {"code": "family_care", "number": 1}
    for pattern in urls.urlpatterns:
        named = {name: ids[name] for name in pattern.pattern.converters if name != "case_id"}
        for case in (child, mother):
            address = reverse(f"children:{pattern.name}", kwargs={"case_id": case, **named})
            for answer in (lawyer.get(address), lawyer.post(address, {})):
                assert answer.status_code in (404, 405), address
                assert "Necunoscuta" not in answer.content.decode()
    assert "Necunoscuta" not in lawyer.get(f"/cases/{mother}/").content.decode()
    # Nor does a colleague with the mother's case work, who is not named in the child's file.
    alina = signed_in(cast.alina, settings)
    assert alina.get(f"/cases/{child}/child/").status_code == 404
    with scoped(cast.org_id):
        # What she writes of the child's care in the mother's file asks nothing of a file that she can't open.
        data = {"who_name": "Nina", "who_kind": "known", "carer": "", "to": "", "from": TODAY.isoformat()}
        assert family.add_care(cast.alina.actor(), mother, kin, data=data)
    outsider = signed_in(cast.olga, settings)
    assert outsider.get(f"/cases/{child}/child/").status_code == 404
    with scoped(cast.olga.user.org_id), pytest.raises(Refused):
        turning.prepare(cast.olga.actor(), child)


def test_the_room_says_why_and_costs_the_same_however_long_the_file(cast: Cast, settings: Any) -> None:
    case = open_child(cast, birth=f"{TODAY.year - 17}-{TODAY.month:02d}-01")
    boris = signed_in(cast.boris, settings)
    address = f"/cases/{case}/child/"
    assert "Nothing is decided yet." in boris.get(address).content.decode()
    with CaptureQueriesContext(connection) as few:
        boris.get(address)
    with CaptureQueriesContext(connection) as few_on_the_case:
        boris.get(f"/cases/{case}/")
    appointed(cast, case, answers={**CLEAR, "suspect": "yes"})
    assessed(cast, case)
    decided(cast, case)
    for _time in range(2):
        care = place(cast, case, emergency=True, danger="He came back.")
        with scoped(cast.org_id):
            visit = {
                "on": TODAY,
                "alone": "yes",
                "words": "Quiet.",
                "said": "„Aici e cald.”",
                "next_visit": SOON,
            }
            caring.visited(cast.boris.actor(), case, care, data=visit)
    with scoped(cast.org_id):
        turning.prepare(cast.boris.actor(), case)
    with CaptureQueriesContext(connection) as many:
        page = boris.get(address).content.decode()
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as many_on_the_case:
        whole = boris.get(f"/cases/{case}/").content.decode()
    assert len(many_on_the_case) == len(few_on_the_case)
    for words in (
        "Another guardian must be appointed",
        "emergency placement",
        "Aici e cald",
        "I would wait.",
    ):
        assert words in page, words
    assert "to be looked at again by" in whole and "things to get ready" in whole
    # The gate's reason stands in the form's summary, and what was typed stays.
    with scoped(cast.org_id):
        deciding.begin(cast.boris.actor(), case, reason="She asked.")
    values = {"placement": "kin", "who_name": "Bunica Vera", "on": TODAY.isoformat()}
    answer = boris.post(f"{address}care/", values)
    assert answer.status_code == 422
    assert "reopened" in answer.content.decode() and "Bunica Vera" in answer.content.decode()


def test_without_identity_the_prepared_birthday_is_known(cast: Cast) -> None:
    case = open_child(cast, birth=f"{TODAY.year - 17}-01-01")
    with scoped(cast.org_id):
        turning.prepare(cast.boris.actor(), case)
        # Without the alert's help the date of birth says it, for who may not open it as well.
        page = case_queries.case_page(cast.boris.actor(), case)
        editing.set_risk(
            cast.boris.actor(), case, risk="low", review_on=None, alerts=["minor"], version=page.facts_version
        )
    assert child_of(cast.carmen, case).birthday == date(TODAY.year + 1, 1, 1)
    with scoped(cast.org_id):
        opened = folders.open_one(cast.carmen.actor(), case, verb="case.read")
        assert not opened.can_open(people.IDENTITY) and opened.one("eighteen") is not None
