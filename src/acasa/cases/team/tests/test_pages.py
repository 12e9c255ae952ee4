"""Pages of a team's work, and what stands on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import open_case, sign_in

from acasa.cases.papers import typesetting
from acasa.cases.services import working
from acasa.cases.team import minutes, rules
from acasa.cases.team.services import approving
from acasa.cases.team.tests.test_services import make_plan
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault.testing import Cast, Colleague

MINUTES: dict[str, Any] = {
    "on": "2026-11-20",
    "hour": "11:00",
    "place": "office",
    "agenda": ["natalia's room"],
    "present": [{"name": "Petru Sârbu", "profession": "doctor", "organisation": "Clinic"}],
    "her_part": rules.CHOSE_NOT,
    "her_view": "I am Natalia, ask me.",
    "discussed": "Natalia and Natalina.",
    "decisions": [{"text": "Natalia sees it first", "due": ""}],
    "minuted": {"by_name": "Elena"},
}


@pytest.fixture(autouse=True)
def password_alone(settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def browser(who: Colleague) -> Client:
    client = Client()
    sign_in(client, who)
    return client


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_on_a_paper_that_leaves_the_house_she_is_initials_in_texts_too(language: str) -> None:
    found: Any = SimpleNamespace(name="Natalia", facts={"code": "MD-0412"})
    paper = minutes.build(found, MINUTES, language=language, leaves=True, organisation="Zori")
    told = str(paper.data())
    assert "Natalia" not in told.replace("Natalina", "") and "natalia" not in told
    # Another's name that only begins like hers stays.
    assert "N. and Natalina." in told and "I am N., ask me." in told and paper.name == "N."
    here = minutes.build(found, MINUTES, language=language, leaves=False, organisation="Zori")
    assert here.name == "Natalia" and "I am Natalia, ask me." in str(here.data())
    assert typesetting.pdf(paper.data()).startswith(b"%PDF")


def test_the_timeline_of_one_profession(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        working.add_note(cast.boris.actor(), case, compartment=people.CASEWORK, text="Seen by Boris.")
        working.add_note(cast.carmen.actor(), case, compartment=people.CASEWORK, text="Seen by Carmen.")
        working.add_note(cast.carmen.actor(), case, compartment=people.HEALTH, text="Carmen's own.")
    boris, url = browser(cast.boris), reverse("cases:case", args=[case])
    page = boris.get(url).content.decode()
    assert "Seen by Boris." in page and "Seen by Carmen." in page and "?by=psychologist" in page
    page = boris.get(url, {"by": "psychologist"}).content.decode()
    # One's own compartments still decide what is seen.
    assert "Seen by Carmen." in page and "Seen by Boris." not in page and "Carmen&#x27;s own." not in page
    # A profession that wrote nothing here is no choice.
    assert "Seen by Boris." in boris.get(url, {"by": "lawyer"}).content.decode()


def test_what_changed_while_it_was_read_is_not_approved_unseen(cast: Cast, case: UUID) -> None:
    make_plan(cast.boris, case)
    with scoped(cast.org_id):
        approving.ask(cast.boris.actor(), case, what=rules.PLAN, words="")
    alina, url = browser(cast.alina), reverse("team:answer", args=[case, rules.PLAN])
    mark = alina.get(url).context["form"].initial["mark"]
    make_plan(cast.boris, case, "Another.")
    answer = alina.post(url, {"do": "approve", "words": "", "mark": mark}, follow=True)
    assert "It changed while you were reading." in answer.content.decode()
    fresh = {"do": "approve", "words": "", "mark": answer.context["form"].initial["mark"]}
    assert "exactly what you saw" in alina.post(url, fresh, follow=True).content.decode()


def test_the_day_of_a_supervisor_says_that_something_waits(cast: Cast, case: UUID) -> None:
    make_plan(cast.boris, case)
    alina = browser(cast.alina)
    assert "asks for an approval" not in alina.get("/").content.decode()
    with scoped(cast.org_id):
        approving.ask(cast.boris.actor(), case, what=rules.PLAN, words="")
    assert "1 case asks for an approval" in alina.get("/").content.decode()
    assert "asks for an approval" not in browser(cast.boris).get("/").content.decode()


def test_a_conference_keeps_what_was_typed_when_it_is_refused(cast: Cast, case: UUID) -> None:
    boris = browser(cast.boris)
    url = reverse("team:plan_conference", args=[case])
    day = datetime.now(UTC).date().isoformat()
    done = boris.post(
        url, {"on": day, "agenda": "A room\n\nA room\nSleep", "invited": [str(cast.carmen.user.id)]}
    )
    assert done.status_code == 302
    page = boris.get(done["Location"]).content.decode()
    assert page.count("A room") == 1 and "Sleep" in page and "Carmen Lupu" in page
    minutes_url = f"{done['Location']}minutes/"
    half = {"on": day, "her_part": rules.TOOK_PART, "text_1": "See it", "who_1": str(cast.carmen.user.id)}
    answer = boris.post(minutes_url, half)
    assert answer.status_code == 422 and "A task needs both" in answer.content.decode()
    assert "See it" in answer.content.decode()
    # What was typed for one conference is not offered for another.
    other = boris.post(url, {"on": day, "agenda": "Else", "invited": [str(cast.carmen.user.id)]})
    page = boris.get(minutes_url).content.decode()
    keep = reverse("cases:keep_draft_of", args=["team_minutes", done["Location"].split("/")[-2]])
    assert keep in page
    assert boris.post(keep, {"discussed": "Typed and not sent."}).status_code == 204
    assert "Typed and not sent." in boris.get(minutes_url).content.decode()
    assert "Typed and not sent." not in boris.get(f"{other['Location']}minutes/").content.decode()
