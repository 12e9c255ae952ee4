"""Families on a real PostgreSQL: who sees what, what follows from what, and two files with rights of their own."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from acasa.cases.family import queries, rules, services
from acasa.cases.queries import case as case_queries
from acasa.cases.services import opening
from acasa.cases.services.opening import NewCase
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership, User
from acasa.vault import locks, organisation
from acasa.vault.testing import Cast, Colleague

NATALIA = NewCase(essentials={"working_name": "Natalia", "must_not_know": "the neighbour"})
ANA = {"relation": "child", "name": "Ana", "birth_year": 2018, "gender": "Feminine", "household": True}


def open_for(who: Colleague, cast: Cast, new: NewCase = NATALIA, **more: Any) -> UUID:
    with scoped(who.user.org_id):
        team = more.pop("team", cast.north)
        return opening.open_case(who.actor(), team_id=team.id, new=new, **more).id


def family_of(who: Colleague, case_id: UUID) -> queries.Family:
    with scoped(who.user.org_id):
        return queries.room(who.actor(), case_id)[1]


def add(who: Colleague, case_id: UUID, **data: Any) -> UUID:
    with scoped(who.user.org_id):
        return services.add_kin(who.actor(), case_id, data=data)


def joined(cast: Cast, profession: str) -> Colleague:
    """One more colleague in team north, with the rings of the profession."""
    with scoped(cast.org.id):
        user = User.objects.create(
            org=cast.org,
            email=f"{profession}@example.org",
            display_name="Lidia Stan",
            profession=profession,
            short=organisation.new_short(),
        )
        Membership.objects.create(org=cast.org, team=cast.north, user=user)
        wanted: list[tuple[UUID | None, str]] = [
            (cast.north.id, name)
            # Of Alina's, who invites: legal among them.
            for name in people.default_compartments(profession)
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


def test_a_person_is_recorded_changed_and_ended_and_nothing_is_lost(cast: Cast) -> None:
    case = open_for(cast.boris, cast)
    kin = add(cast.boris, case, relation="husband", name="Mihai")
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        services.change_kin(boris, case, kin, data={"bond": "separated"}, version=1)
    family = family_of(cast.carmen, case)
    assert [(one.data["name"], one.data["bond"]) for one in family.kin] == [("Mihai", "separated")]
    assert [event.data["what"] for event in family.events] == ["changed", "added"]
    assert family.events[0].data["before"]["name"] == "Mihai"
    with scoped(cast.org_id):
        services.remove_kin(cast.boris.actor(), case, kin, words="Her cousin, not her husband.", version=2)
    family = family_of(cast.boris, case)
    assert family.kin == [] and family.events[0].data["before"]["bond"] == "separated"
    # What was taken back is not there to be changed.
    with scoped(cast.org_id), pytest.raises(Refused):
        services.change_kin(cast.boris.actor(), case, kin, data={}, version=3)


def test_whoever_comes_second_sees_what_the_first_one_saved(cast: Cast) -> None:
    case = open_for(cast.boris, cast)
    kin = add(cast.boris, case, **ANA)
    with scoped(cast.org_id):
        services.change_kin(cast.carmen.actor(), case, kin, data={"words": "She sings."}, version=1)
    with scoped(cast.org_id), pytest.raises(Conflict) as caught:
        services.change_kin(cast.boris.actor(), case, kin, data={"words": "She is silent."}, version=1)
    assert caught.value.current["words"] == "She sings." and caught.value.current["by_name"] == "Carmen Lupu"


def test_a_guardian_in_conflict_raises_the_alert(cast: Cast) -> None:
    case = open_for(cast.boris, cast)
    add(cast.boris, case, relation="guardian", name="Uncle Vasile", conflict=True)
    with scoped(cast.org_id):
        page = case_queries.case_page(cast.boris.actor(), case)
    assert page.facts["alerts"] == ["guardian_conflict"]
    assert rules.needs_another(family_of(cast.boris, case).data)
    add(cast.boris, case, relation="guardian", name="Aunt Vera")
    assert not rules.needs_another(family_of(cast.boris, case).data)
    # A second mark changes nothing about the alert.
    add(cast.boris, case, relation="relative", conflict=True)
    with scoped(cast.org_id):
        assert case_queries.case_page(cast.boris.actor(), case).facts["alerts"] == ["guardian_conflict"]


def test_who_must_not_know_stands_in_the_box_above_every_page(cast: Cast) -> None:
    case = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        assert services.warn_in_box(cast.boris.actor(), case, name="Husband: Mihai")
        assert not services.warn_in_box(cast.boris.actor(), case, name="Husband: Mihai")
        page = case_queries.case_page(cast.boris.actor(), case)
    assert page.essentials["must_not_know"] == "the neighbour; Husband: Mihai"


def test_who_cared_for_a_child(cast: Cast) -> None:
    case = open_for(cast.boris, cast)
    child = add(cast.boris, case, **ANA)
    with scoped(cast.org_id):
        data = {"who_name": "a woman from the market", "who_kind": "stranger", "from": "2024-03", "to": ""}
        care = services.add_care(cast.boris.actor(), case, child, data=data)
        services.change_care(cast.carmen.actor(), case, care, data={"to": "2025"}, version=1)
    (ana,) = family_of(cast.boris, case).children
    assert [(one.data["from"], one.data["to"]) for one in ana.care] == [("2024-03", "2025")]
    with scoped(cast.org_id):
        services.remove_care(cast.boris.actor(), case, care, version=2)
    assert family_of(cast.boris, case).children[0].care == ()


@pytest.mark.parametrize("stranger", ["olga", "dan"])
def test_strangers_learn_nothing(cast: Cast, stranger: str) -> None:
    case = open_for(cast.boris, cast)
    kin = add(cast.boris, case, **ANA)
    who: Colleague = getattr(cast, stranger)
    for act in (
        lambda actor: queries.room(actor, case),
        lambda actor: services.add_kin(actor, case, data=ANA),
        lambda actor: services.change_kin(actor, case, kin, data={}, version=1),
        lambda actor: services.remove_kin(actor, case, kin, words="", version=1),
        lambda actor: services.add_care(actor, case, kin, data={}),
        lambda actor: services.set_sign(actor, case, gender="Feminine"),
    ):
        with pytest.raises(Refused), scoped(who.user.org_id):
            act(who.actor())


def test_a_case_for_the_child_has_keys_of_its_own(cast: Cast) -> None:
    case = open_for(cast.alina, cast)
    kin = add(cast.alina, case, **ANA)
    with scoped(cast.org_id):
        made = services.open_case_for(
            cast.alina.actor(),
            case,
            kin,
            team_id=cast.south.id,
            working_name="Ana",
            she_is="mother",
            name_there="",
        )
        # Boris, of the mother's team, can't open the child's file; Alina, of both teams, can.
        with pytest.raises(Refused):
            case_queries.case_page(cast.boris.actor(), made)
        hers = case_queries.case_page(cast.alina.actor(), made)
    assert hers.person_id != page_person(cast, case)
    assert family_of(cast.alina, case).kin[0].files == (made,)
    (mother,) = family_of(cast.alina, made).kin
    assert mother.files == (case,) and mother.data["relation"] == "mother" and mother.data["name"] == ""
    assert family_of(cast.boris, case).kin[0].files == ()
    # Parted again, on both sides.
    with scoped(cast.org_id):
        services.unlink_case(cast.alina.actor(), case, kin, other_id=made)
    assert family_of(cast.alina, case).kin[0].files == () == family_of(cast.alina, made).kin[0].files


def page_person(cast: Cast, case: UUID) -> UUID:
    with scoped(cast.org_id):
        return case_queries.case_page(cast.alina.actor(), case).person_id


def test_linking_takes_both_files(cast: Cast) -> None:
    mother, child = open_for(cast.alina, cast), open_for(cast.alina, cast, team=cast.south)
    kin = add(cast.boris, mother, **ANA)
    with scoped(cast.org_id), pytest.raises(Refused):
        services.link_case(cast.boris.actor(), mother, kin, other_id=child, she_is="mother", name_there="")
    # The child's file has her mother already, in its own words: that record is linked, no second one is made.
    add(cast.alina, child, relation="mother", name="Mama")
    for _twice in range(2):
        with scoped(cast.org_id):
            services.link_case(
                cast.alina.actor(), mother, kin, other_id=child, she_is="mother", name_there="N"
            )
    (back,) = family_of(cast.alina, child).kin
    assert back.data["name"] == "Mama" and back.files == (mother,)


def bare(answer: Any) -> tuple[int, str]:
    body = re.sub(r'(name="csrfmiddlewaretoken" value|data-csrf)="[^"]*"', r"\1", answer.content.decode())
    return answer.status_code, re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", body)


def test_a_colleague_without_the_childs_file_sees_no_trace_of_it(cast: Cast, settings: Any) -> None:
    """The same page to the letter as a family whose child has no file."""
    with_file, without = open_for(cast.alina, cast), open_for(cast.alina, cast)
    pages = []
    boris = signed_in(cast.boris, settings)
    for case, link in ((with_file, True), (without, False)):
        kin = add(cast.alina, case, **ANA)
        with scoped(cast.org_id):
            if link:
                services.open_case_for(
                    cast.alina.actor(),
                    case,
                    kin,
                    team_id=cast.south.id,
                    working_name="Puiu",
                    she_is="mother",
                    name_there="",
                )
            else:
                # Any other change of the record.
                services.change_kin(cast.alina.actor(), case, kin, data={}, version=1)
        pages += [boris.get(reverse(name, args=[case])) for name in ("family:room", "cases:case")]
    for answer in pages:
        text = answer.content.decode()
        assert (
            answer.status_code == 200 and "Ana" in text and "Puiu" not in text and "Open the file" not in text
        )

    def plain(answer: Any) -> str:
        return re.sub(r"CL-000\d|\d\d:\d\d", "", bare(answer)[1])

    assert plain(pages[0]) == plain(pages[2])
    assert plain(pages[1]) == plain(pages[3])


@pytest.mark.parametrize("how", ["restricted", "other team"])
def test_the_mothers_lawyer_tries_every_address_of_the_childs_file(
    cast: Cast, settings: Any, how: str
) -> None:
    """Essentials, identity and legal of the mother: the child's file answers as one that is not there."""
    lawyer = joined(cast, "lawyer")
    case = open_for(cast.alina, cast)
    kin = add(cast.alina, case, **ANA)
    more: dict[str, Any] = {"team_id": cast.north.id, "deputy_id": cast.boris.user.id}
    if how == "other team":
        more = {"team_id": cast.south.id}
    with scoped(cast.org_id):
        child = services.open_case_for(
            cast.alina.actor(), case, kin, working_name="Puiu", she_is="mother", name_there="", **more
        )
        (mother,) = queries.room(cast.alina.actor(), child)[1].kin
    client = signed_in(lawyer, settings)
    # She works on the mother's case; of the family she holds no key.
    assert client.get(reverse("cases:case", args=[case])).status_code == 200
    assert client.get(reverse("family:room", args=[case])).status_code == 404
    tried = 0
    parts = {"kin_id": mother.id, "other_id": case}
    for route in every_route_of_a_case():
        for method in ("get", "post"):
            answers = []
            for there in (child, uuid4()):
                url = re.sub(
                    r"<uuid:(\w+)>",
                    lambda m: str(parts.get(m[1], uuid4())),
                    route.replace("<uuid:case_id>", str(there)),
                )
                answers.append(bare(getattr(client, method)(f"/{url}")))
            assert answers[0] == answers[1], (method, route)
            assert answers[0][0] in (404, 405), (method, route, answers[0][0])
            tried += 1
    assert tried > 40
    listed = client.get("/people/?status=all").content.decode()
    found = client.post("/search/", {"q": "Puiu"}).content.decode()
    assert str(child) not in listed + found and "Puiu" not in listed


def every_route_of_a_case() -> list[str]:
    def walk(patterns: Any, before: str) -> list[str]:
        found = []
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                found += walk(pattern.url_patterns, route)
            elif "<uuid:case_id>" in route:
                found.append(route)
        return found

    return walk(get_resolver().url_patterns, "")


def test_the_room_takes_as_many_statements_for_a_large_family(cast: Cast, settings: Any) -> None:
    case, large = open_for(cast.boris, cast), open_for(cast.boris, cast)
    kin = add(cast.boris, case, **ANA)
    with scoped(cast.org_id):
        services.link_case(cast.boris.actor(), case, kin, other_id=large, she_is="mother", name_there="")
    for at in range(12):
        add(cast.boris, large, relation="sibling", name=f"S{at}")
    client = signed_in(cast.boris, settings)
    counts = []
    for each in (case, large):
        client.get(reverse("family:room", args=[each]))
        with CaptureQueriesContext(connection) as queries_made:
            assert client.get(reverse("family:room", args=[each])).status_code == 200
        counts.append(len(queries_made))
    assert counts[0] == counts[1], counts
    assert counts[0] == STATEMENTS


STATEMENTS = 18


def test_the_form_shows_both_versions_and_saves_knowingly(cast: Cast, settings: Any) -> None:
    case = open_for(cast.boris, cast)
    kin = add(cast.boris, case, **ANA)
    with scoped(cast.org_id):
        services.change_kin(cast.carmen.actor(), case, kin, data={"words": "She sings."}, version=1)
    client = signed_in(cast.boris, settings)
    url = reverse("family:change", args=[case, kin])
    answer = client.post(url, {"relation": "child", "name": "Ana", "words": "She is silent.", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 200 and "Somebody saved first" in text and "She sings." in text
    answer = client.post(url, {"relation": "child", "name": "Ana", "words": "She is silent.", "version": "2"})
    assert answer.status_code == 302
    assert family_of(cast.boris, case).kin[0].data["words"] == "She is silent."


def test_a_child_is_found_and_linked_by_the_pages(cast: Cast, settings: Any) -> None:
    case = open_for(cast.boris, cast)
    child = open_for(cast.boris, cast, NewCase(essentials={"working_name": "Puiu"}))
    kin = add(cast.boris, case, **ANA)
    client = signed_in(cast.boris, settings)
    url = reverse("family:link", args=[case, kin])
    assert client.get(url).status_code == 200
    assert client.post(url, {"q": "Nobody Whatever"}).status_code == 422
    found = client.post(url, {"q": "Puiu"}).content.decode()
    assert f'value="{child}"' in found and f'value="{case}"' not in found
    answer = client.post(url, {"q": "Puiu", "other": str(child), "she_is": "mother", "name_there": "Natalia"})
    assert answer.status_code == 302
    page = client.get(reverse("family:room", args=[child])).content.decode()
    assert "Natalia" in page and reverse("cases:case", args=[case]) in page
