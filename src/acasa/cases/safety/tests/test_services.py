"""Risk, plan and protocols on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import join, open_case

from acasa.cases.facts import facts
from acasa.cases.models import Obligation
from acasa.cases.queries import case as cases
from acasa.cases.queries import day
from acasa.cases.safety import queries, rules
from acasa.cases.safety.models import Run
from acasa.cases.safety.queries import SafetyFile
from acasa.cases.safety.services import assessing, planning, protocols, reacting
from acasa.cases.services import editing, opening, working
from acasa.cases.services.opening import Step
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership
from acasa.vault.testing import Cast, Colleague

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=7)


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> SafetyFile:
    with scoped(who.user.org_id):
        return queries.safety_file(who.actor(), case)


def assess(who: Colleague, case: UUID, answers: dict[str, str], **more: Any) -> UUID | None:
    told: dict[str, Any] = {
        "words": {},
        "protective": [],
        "protective_words": "",
        "level": "high",
        "why": "",
        "on": TODAY,
        "review_on": SOON,
        "alerts": [],
        "version": file_of(who, case).page.facts_version,
        **more,
    }
    with scoped(who.user.org_id):
        return assessing.assess(who.actor(), case, answers=answers, **told)


def begin(who: Colleague, case: UUID, signal: str = "suicide") -> UUID:
    with scoped(who.user.org_id):
        return protocols.begin(who.actor(), case, signal=signal)


def dues(who: Colleague) -> list[tuple[str, date]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), TODAY)
    return [(item.text, item.due) for item in (*found.late, *found.today, *found.ahead)]


def test_an_assessment_sets_the_one_level_of_the_case(cast: Cast, case: UUID) -> None:
    answers = {"threats": rules.PRESENT, "suicide_thoughts": rules.PRESENT, "debt": rules.ABSENT}
    said = {"threats": "calls at night"}
    begun = assess(
        cast.boris, case, answers, words=said, alerts=["suicide_risk"], level="medium", why="she is not alone",
        begin=["suicide"],
    )  # fmt: skip
    file = file_of(cast.boris, case)
    # People decide: what was suggested is kept beside it.
    told = file.assessments[0].data
    assert (told["level"], told["proposed"], told["why"]) == ("medium", "high", "she is not alone")
    assert told["answers"]["alone"] == rules.NOT_ASKED
    assert file.page.facts["risk"] == "medium" and file.page.facts["alerts"] == ["suicide_risk"]
    assert file.page.facts["risk_review"] == SOON.isoformat()
    assert begun is not None and file.running[0].id == begun
    with scoped(cast.org_id):
        found = cases.case_page(cast.boris.actor(), case)
        known = facts(found.case_folder, found.person_folder)
    assert known["risk_assessed_on"] == known["danger_signal_on"] == TODAY.isoformat()
    assert known["risk_review_on"] == SOON.isoformat() and "safety_plan_on" not in known
    assert ("Look at the risk again with her", SOON) in dues(cast.boris)


def test_the_review_follows_whichever_page_sets_it(cast: Cast, case: UUID) -> None:
    assess(cast.boris, case, {}, level="low")
    later = SOON + timedelta(days=1)
    with scoped(cast.org_id):
        editing.set_risk(
            cast.boris.actor(), case, risk="medium", review_on=later, alerts=["danger_now"],
            version=file_of(cast.boris, case).page.facts_version,
        )  # fmt: skip
    assert [due for text, due in dues(cast.boris) if text.startswith("Look at the risk")] == [later]
    file = file_of(cast.boris, case)
    assert (file.assessments[0].data["level"], file.page.facts["risk"]) == ("low", "medium")
    # The alert was set: its protocol is offered, until it is opened or said why not; and again when set anew.
    assert file.offers == ["danger_now"]
    with scoped(cast.org_id):
        protocols.decline(cast.boris.actor(), case, signal="danger_now", words="an old message")
    assert file_of(cast.boris, case).offers == []
    for alerts in ([], ["danger_now"]):
        with scoped(cast.org_id):
            editing.set_risk(
                cast.boris.actor(), case, risk="low", review_on=None, alerts=alerts,
                version=file_of(cast.boris, case).page.facts_version,
            )  # fmt: skip
    assert file_of(cast.boris, case).offers == ["danger_now"]
    assert not [text for text, _due in dues(cast.boris) if text.startswith("Look at the risk")]
    with scoped(cast.org_id):
        assert Obligation.objects.count() == 1


def test_two_who_assess_at_once(cast: Cast, case: UUID) -> None:
    version = file_of(cast.boris, case).page.facts_version
    assess(cast.boris, case, {}, level="high")
    with pytest.raises(Conflict):
        assess(cast.alina, case, {}, level="low", version=version, begin=["suicide"])
    # Nothing of the second one stands: no assessment, no protocol.
    file = file_of(cast.boris, case)
    assert (len(file.assessments), file.page.facts["risk"], file.running) == (1, "high", [])


def test_words_about_health_are_sealed_in_health(cast: Cast, case: UUID) -> None:
    said = {"self_harm": "on the left arm, since Sunday", "debt": "3000"}
    assess(cast.carmen, case, dict.fromkeys(said, rules.PRESENT), words=said)
    seen = {}
    for who in (cast.boris, cast.carmen):
        file = file_of(who, case)
        record = file.assessments[0]
        seen[who.email] = {**record.data["words"], **file.clinical(record)}
    assert list(seen.values()) == [{"debt": "3000"}, said]
    with pytest.raises(Refused):
        assess(cast.boris, case, {"self_harm": rules.PRESENT}, words={"self_harm": "a word too many"})
    assert len(file_of(cast.boris, case).assessments) == 1


def test_a_protocol_from_the_press_to_its_end(cast: Cast, case: UUID) -> None:
    record = begin(cast.boris, case)
    # A second press leads to the same one.
    assert begin(cast.alina, case) == record
    assert dues(cast.boris) == [("Danger of suicide or self-harm", TODAY)]
    night = join(cast, "zina", "Zina Moraru", "shelter_staff", cast.north)
    with scoped(cast.org_id):
        protocols.settle(night.actor(), case, record, step="stay", state="done")
        with pytest.raises(Conflict) as twice:
            protocols.settle(cast.boris.actor(), case, record, step="stay", state="done")
        assert twice.value.yours == {"problem": "settled"}
        with pytest.raises(Conflict):
            protocols.settle(cast.boris.actor(), case, record, step="means", state="skipped", words=" ")
        protocols.settle(
            cast.boris.actor(), case, record, step="means", state="skipped", words="nothing there"
        )
        protocols.add_note(cast.carmen.actor(), case, record, text="no plan, no means")
        # While it runs the case stays open.
        with pytest.raises(NotYet) as first:
            working.close(cast.boris.actor(), case, reason="administrative", on=TODAY)
        assert "still running" in first.value.reasons[0]
        # Whoever lacks case work stamps, and does not end; whoever lacks health writes no clinical word.
        step = Step("Ana sees her", SOON)
        with pytest.raises(Refused):
            protocols.end(night.actor(), case, record, outcome="other", words="", step=step)
        with pytest.raises(Refused):
            protocols.add_note(cast.boris.actor(), case, record, text="x")
    at_night = file_of(night, case)
    shown = at_night.running[0].data
    assert [(s["code"], s["by_name"]) for s in shown["steps"] if s["state"] == "done"] == [
        ("stay", "Zina Moraru")
    ]
    assert at_night.notes(at_night.running[0]) == [] and at_night.assessments == []
    with scoped(cast.org_id):
        editing.set_risk(
            cast.boris.actor(), case, risk="high", review_on=None, alerts=["suicide_risk", "pregnant"],
            version=file_of(cast.boris, case).page.facts_version,
        )  # fmt: skip
        protocols.end(
            cast.boris.actor(), case, record, outcome="safe_with_us", words="she sleeps", step=step,
            alerts_off=True,
        )  # fmt: skip
        with pytest.raises(Conflict):
            protocols.end(cast.alina.actor(), case, record, outcome="other", words="", step=step)
        assert not Run.objects.filter(ended_at=None).exists()
    file = file_of(cast.boris, case)
    assert (file.running, file.offers, file.page.facts["alerts"]) == ([], [], ["pregnant"])
    # What comes next is case work: the night learns the day of it alone.
    assert file.followup(file.protocols[0]) == "Ana sees her"
    at_night = file_of(night, case)
    assert "Ana sees her" not in str([r.data for r in at_night.page.case_folder.records])
    assert at_night.protocols[0].data["followup"]["due"] == SOON.isoformat()
    assert at_night.followup(at_night.protocols[0]) == ""
    assert dues(cast.boris) == [("Ana sees her", SOON)]
    carmen = file_of(cast.carmen, case)
    assert [note.data["text"] for note in carmen.notes(carmen.protocols[0])] == ["no plan, no means"]


def test_who_sees_on_the_day_that_a_protocol_runs(cast: Cast, case: UUID) -> None:
    sofia = join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)
    hidden, _ = open_case(sofia, cast.south, "Rodica")

    def queries_of_the_day() -> int:
        with scoped(cast.org_id):
            actor = cast.boris.actor()
            with CaptureQueriesContext(connection) as asked:
                queries.running_now(actor, TODAY)
        return len(asked)

    assert queries_of_the_day() == 1
    begin(cast.carmen, case)
    begin(sofia, hidden, "danger_now")

    def seen(who: Colleague) -> list[tuple[str, bool]]:
        with scoped(who.user.org_id):
            return [
                (item.name, item.protocol is not None) for item in queries.running_now(who.actor(), TODAY)
            ]

    assert seen(cast.boris) == [("Natalia", True)]
    # Who opened it; a supervisor all of them; nobody else, and nobody elsewhere.
    assert seen(cast.carmen) == [("Natalia", True)]
    assert seen(sofia) == [("Rodica", True)]
    assert sorted(seen(cast.alina)) == [("Natalia", True), ("Rodica", True)]
    assert seen(cast.dan) == [] and seen(cast.olga) == []
    with_one = queries_of_the_day()
    for name in ("Ileana", "Maria"):
        begin(cast.boris, open_case(cast.boris, cast.north, name)[0])
    assert queries_of_the_day() == with_one == 7


def test_a_protocol_that_is_hidden_or_elsewhere_is_told_to_nobody_outside(cast: Cast) -> None:
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Veronica"})
        hidden = opening.open_case(
            cast.boris.actor(), team_id=cast.north.id, new=new, deputy_id=cast.carmen.user.id
        ).id
    begin(cast.boris, hidden)

    def seen(who: Colleague) -> list[str]:
        with scoped(who.user.org_id):
            return [item.name for item in queries.running_now(who.actor(), TODAY)]

    assert seen(cast.boris) == ["Veronica"]
    assert seen(cast.alina) == []
    # A supervisor of another team learns nothing of what runs in the south, not even that it does.
    with scoped(cast.org_id):
        Membership.objects.filter(user=cast.alina.user, team=cast.south).delete()
    sofia = join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)
    begin(sofia, open_case(sofia, cast.south, "Rodica")[0])
    with scoped(cast.org_id):
        actor = cast.alina.actor()
        teamless = replace(actor, keyring=None)
        assert [item.name for item in queries.running_now(teamless, TODAY)] == []


def test_versions_of_a_safety_plan(cast: Cast, case: UUID) -> None:
    def save(who: Colleague, number: int, agreed: str = "not_yet", **parts: str) -> int:
        with scoped(cast.org_id):
            return planning.save(
                who.actor(), case, parts=parts, on=TODAY, review_on=SOON, agreed=agreed,
                safe_to_take_home="no", number=number,
            )  # fmt: skip

    assert save(cast.boris, 0, warning="when he drinks", night="aunt", code_word="cherries") == 1
    with pytest.raises(Conflict) as faster:
        save(cast.alina, 0, warning="other words")
    assert faster.value.current["night"] == "aunt" and faster.value.version == 1
    assert save(cast.alina, 1, warning="when he drinks", night="neighbour", code_word="cherries") == 2
    with scoped(cast.org_id):
        planning.answer(
            cast.boris.actor(), case, number=2, agreed="agreed", safe_to_take_home="no", words="it is mine"
        )
        with pytest.raises(Conflict):
            planning.answer(
                cast.boris.actor(), case, number=1, agreed="refused", safe_to_take_home="yes", words=""
            )
    file = file_of(cast.boris, case)
    new, old = queries.whole_plan(file), queries.whole_plan(file, 1)
    assert new is not None and old is not None
    assert rules.changed_parts(old, new) == ["night"]
    assert (new["number"], new["agreed"], new["answer_words"]) == (2, "agreed", "it is mine")
    assert [text for text, _due in dues(cast.boris)] == ["Look at the safety plan again with her"]
    # The night has its three lines and nothing else.
    night = join(cast, "zina", "Zina Moraru", "shelter_staff", cast.north)
    at_night = file_of(night, case)
    assert at_night.plans == [] and at_night.night is not None
    assert at_night.night.data["night"] == "neighbour" and "warning" not in at_night.night.data


def test_reactions_of_a_child_offer_a_protocol(cast: Cast, case: UUID) -> None:
    person = file_of(cast.boris, case).page.person_id
    told: dict[str, Any] = {"child": str(person), "age": "6-11", "intensity": "strong", "on": TODAY}
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        assert reacting.add(actor, case, reactions=["sleep", "clings"], **told) == []
        assert reacting.add(actor, case, reactions=["speaks_of_dying", "unknown"], **told) == ["suicide"]
        for wrong in ({"child": str(case)}, {"age": "99"}, {"intensity": "none"}):
            with pytest.raises(Refused):
                reacting.add(actor, case, reactions=["sleep"], **{**told, **wrong})
    file = file_of(cast.boris, case)
    assert [r.data["reactions"] for r in file.reactions] == [["speaks_of_dying"], ["sleep", "clings"]]
    assert file.offers == ["suicide"]
    begin(cast.boris, case)
    assert file_of(cast.boris, case).offers == []


def test_the_room_asks_the_same_however_much_stands_in_it(cast: Cast, case: UUID) -> None:
    def asked() -> int:
        with scoped(cast.org_id):
            actor = cast.boris.actor()
            with CaptureQueriesContext(connection) as queries_made:
                queries.safety_file(actor, case)
        return len(queries_made)

    assess(cast.boris, case, {"debt": rules.PRESENT})
    begin(cast.boris, case)
    with_one = asked()
    for _time in range(2):
        assess(cast.boris, case, {"debt": rules.ABSENT}, level="low")
    begin(cast.boris, case, "missing_child")
    assert asked() == with_one


@pytest.mark.parametrize("who", ["olga", "dan"])
def test_the_outsider_finds_nothing_and_writes_nothing(cast: Cast, case: UUID, who: str) -> None:
    record = begin(cast.boris, case)
    outsider: Colleague = getattr(cast, who)
    with scoped(outsider.user.org_id):
        actor = outsider.actor()
        acts = (
            lambda: queries.safety_file(actor, case),
            lambda: protocols.begin(actor, case, signal="suicide"),
            lambda: protocols.settle(actor, case, record, step="stay", state="done"),
            lambda: protocols.decline(actor, case, signal="suicide", words="x"),
            lambda: protocols.add_note(actor, case, record, text="x"),
        )
        for act in acts:
            with pytest.raises(Refused):
                act()
        assert not Run.objects.exclude(org_id=actor.org_id).exists()
    assert people.CASEWORK in file_of(cast.boris, case).page.compartments
