"""Ecomap and matrix on a real PostgreSQL: gathered from the whole case, set by hand, two at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import join, open_case, sign_in

from acasa.cases.family import services as family
from acasa.cases.papers import services as papers
from acasa.cases.pictures import queries, rules, services
from acasa.cases.plan.services import drafting, needs, versions
from acasa.cases.queries import case as case_queries
from acasa.cases.visits.services import appointments
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague


@pytest.fixture
def case(cast: Cast) -> UUID:
    """Natalia with a daughter at home, two needs, an action at a clinic that accepted, and a day at court."""
    case, _person = open_case(cast.boris, cast.north, "Natalia")
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        family.add_kin(boris, case, data={"relation": "child", "name": "Daria", "household": True})
        need = {"about": "", "about_name": "", "severity": "urgent", "status": "open", "words": "To sleep."}
        sleep = needs.add(boris, case, kind="need", data={**need, "domain": "mental_health"})
        needs.add(boris, case, kind="need", data={**need, "domain": "home", "words": "A door."})
        goal = {"words": "Sleep.", "needs": [str(sleep)], "challenges": []}
        drafting.save_goal(boris, case, goal_id="", data=goal, rev=0)
        action = {"text": "See the doctor", "assistance": "psychiatric", "organisation": "Clinic „Salcia”"}
        action |= {"who": "", "who_name": "", "due": ""}
        drafting.save_action(boris, case, goal_id="g1", action_id="", data=action, rev=0)
        versions.make_version(boris, case, review_on=None, review_words="", version=2)
        answer = {"organisation": "clinic „salcia”", "person": "", "answer": "waiting_list", "words": ""}
        papers.partner_answered(boris, case, data=answer, by_when=None, step=None)
        day = timezone.localdate() + timedelta(days=2)
        appointments.add(boris, case, new=appointments.Appointment("court", day, None, {}))
    return case


@pytest.fixture
def browser(cast: Cast, settings: Any) -> Client:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    sign_in(client, cast.boris)
    return client


def nodes(who: Colleague, case: UUID) -> dict[str, rules.Node]:
    with scoped(who.user.org_id):
        return {node.name: node for node in queries.nodes(case_queries.case_page(who.actor(), case))}


def tie(who: Colleague, case: UUID, version: int, **ties: tuple[str, str]) -> None:
    with scoped(who.user.org_id):
        made = {name: {"strength": strong, "direction": way} for name, (strong, way) in ties.items()}
        services.set_ties(who.actor(), case, ties=made, version=version)


def test_the_ecomap_is_gathered_and_the_ties_are_hers(cast: Cast, case: UUID, browser: Client) -> None:
    found = nodes(cast.boris, case)
    groups = {name: node.group for name, node in found.items()}
    assert sorted(groups.values()) == ["household", "service", "service", "us"]
    assert (groups["North"], groups["Court"], groups["Clinic „Salcia”"]) == ("us", "service", "service")
    clinic = found["Clinic „Salcia”"]
    assert clinic.sources == ("plan", "answer")
    url = reverse("pictures:ties", args=[case])
    sent = {f"strength_{clinic.id}": "strong", f"direction_{clinic.id}": "to_her", "strength_us": "stressful"}
    assert browser.post(url, {**sent, "new_name": "Axenia"}).status_code == 422
    done = browser.post(url, {**sent, "new_name": "Axenia", "new_group": "friend"}, follow=True)
    shown = done.content.decode()
    for words in ("eco-tie--strong", "eco-tie--stressful", "Axenia", "gives to her", "friend, neighbour"):
        assert words in shown, words
    assert "style=" not in shown.split("<main")[1]
    axenia = nodes(cast.boris, case)["Axenia"]
    done = browser.post(url, {**sent, f"out_{axenia.id}": "on", "version": "1"}, follow=True)
    assert "Axenia" not in done.content.decode() and "gives to her" in done.content.decode()


def test_two_who_set_ties_see_both(cast: Cast, case: UUID, browser: Client) -> None:
    tie(cast.alina, case, 0, us=("strong", "both"))
    with pytest.raises(Conflict):
        tie(cast.carmen, case, 0, us=("weak", ""))
    answer = browser.post(
        reverse("pictures:ties", args=[case]), {"version": "0", "strength_us": "weak"}
    ).content.decode()
    for words in ("Somebody saved first", "Alina Rusu", "North: How strong is the tie?", "strong", "weak"):
        assert words in answer
    again = browser.post(reverse("pictures:ties", args=[case]), {"version": "1", "strength_us": "weak"})
    assert again.status_code == 302 and nodes(cast.boris, case)["North"].strength == "weak"


def test_only_with_casework_and_known_words(cast: Cast, case: UUID) -> None:
    lia = join(cast, "lia", "Lia Codreanu", "lawyer", cast.north)
    for who in (lia, cast.dan, cast.olga):
        with pytest.raises(Refused), scoped(who.user.org_id):
            queries.page(who.actor(), case)
        with pytest.raises(Refused):
            tie(who, case, 0, us=("strong", ""))
    with pytest.raises(Refused):
        tie(cast.boris, case, 0, us=("unbreakable", ""))


def test_needs_against_services_show_what_is_missing(cast: Cast, case: UUID, browser: Client) -> None:
    url = reverse("pictures:matrix", args=[case])
    shown = browser.get(url).content.decode()
    for words in (
        "1 open need has nothing planned yet",
        "nothing planned yet",
        "Psychiatric care",
        "See the doctor",
        "On a waiting list",
    ):
        assert words in shown, words
    assert 'scope="col">Clinic „Salcia”' in browser.get(url, {"by": "organisation"}).content.decode()


def test_the_pages_count_alike_however_much_there_is(cast: Cast, case: UUID, browser: Client) -> None:
    pages = [reverse(f"pictures:{name}", args=[case]) for name in ("ecomap", "ties", "matrix")]

    def counts() -> list[int]:
        found = []
        for url in pages:
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(url).status_code == 200
            found.append(len(caught))
        return found

    counts()
    before = counts()
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        for name in ("Mihai", "Olga", "Ion"):
            family.add_kin(boris, case, data={"relation": "child", "name": name})
            need = {"about": "", "about_name": "", "severity": "some", "status": "open", "words": name}
            needs.add(boris, case, kind="need", data={**need, "domain": "work"})
    assert counts() == before
