"""The pages without a script: a screening over several pages, left and gone on with; a determination and its facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import open_case, sign_in

from acasa.core.scope import scoped
from acasa.identification import queries
from acasa.vault.testing import Cast, Colleague


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> queries.IdentificationFile:
    with scoped(who.user.org_id):
        return queries.file_of(who.actor(), case)


def page(case: UUID, number: int, set_: str = "adult_labour") -> str:
    return reverse("identification:page", args=[case, set_, number])


def test_what_was_answered_travels_along(cast: Cast, case: UUID, client: Client) -> None:
    sign_in(client, cast.boris)
    assert client.post(page(case, 1), {"act-recruited": "present", "do": "on"}).url == page(case, 2)  # type: ignore[attr-defined]
    # A window that was opened before, and carries nothing of it along, takes nothing of it away.
    client.post(page(case, 6), {"coercion_at_destination-debt": "unknown", "do": "later"})
    client.get(reverse("identification:room", args=[case]))
    shown = client.get(page(case, 2)).content.decode()
    assert '<input type="hidden" name="act-recruited" value="present">' in shown
    assert '<input type="hidden" name="coercion_at_destination-debt" value="unknown">' in shown
    more = {"act-recruited": "present", "deceptive_recruitment-job": "present"}
    room = reverse("identification:room", args=[case])
    assert client.post(page(case, 2), {**more, "do": "later"}).url == room  # type: ignore[attr-defined]
    shown = client.get(room).content.decode()
    assert "begun, not finished" in shown and "Kept for you alone" in shown
    # A word that is no answer is refused on its page, and nothing that is hidden breaks the result.
    assert client.post(page(case, 3), {"coercive_recruitment-debt": "perhaps"}).status_code == 422
    result = reverse("identification:result", args=[case, "adult_labour"])
    sent = {**more, "exploitation-hours": "hmm", "do": "save", "words": "by the way"}
    assert client.post(result, sent).status_code == 422
    answer = client.post(result, {**sent, "on_day": "1", "on_month": "3", "on_year": "2026"})
    assert answer.status_code == 302
    record = file_of(cast.boris, case).screenings[0]
    assert record.data["answers"]["deceptive_recruitment.job"] == "present"
    assert record.data["answers"]["exploitation.hours"] == "not_asked"
    assert (record.data["on"], record.data["words"]) == ("2026-03-01", "by the way")
    # It is kept: nothing is unfinished, and a new one begins with what is known.
    assert "begun, not finished" not in client.get(room).content.decode()
    assert client.get(result).url == page(case, 1)  # type: ignore[attr-defined]
    assert "What was answered" in client.get(page(case, 1)).content.decode()
    screening = reverse("identification:screening", args=[case, record.id])
    shown = client.get(screening).content.decode()
    assert "Too little is known to say" in shown and "It would need more: 1 medium indicator" not in shown
    assert "1 medium or weak one" in shown and "Deceived about the kind of work" in shown
    for language in ("ro", "ru"):
        paper = client.post(
            reverse("identification:print", args=[case, record.id]), {"language": language, "names": "code"}
        )
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
        assert "Natalia" not in paper["Content-Disposition"]
    client.get(room)
    counts = []
    for set_ in ("protective", "impeding_factors"):
        with CaptureQueriesContext(connection) as seen:
            client.get(room)
        counts.append(len(seen))
        last = reverse("identification:result", args=[case, set_])
        client.post(last, {"do": "save", "on_day": "2", "on_month": "3", "on_year": "2026"})
        client.get(room)
    assert counts[0] == counts[1]


def test_a_child_has_sets_of_its_own(cast: Cast, client: Client) -> None:
    child = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])[0]
    sign_in(client, cast.boris)
    shown = client.get(reverse("identification:room", args=[child])).content.decode()
    assert "Labour exploitation of a child" in shown and "Labour exploitation of an adult" not in shown
    assert client.get(page(child, 1)).status_code == 404
    assert (
        client.get(page(child, 1, "no_such")).status_code
        == client.get(page(child, 9, "child_labour")).status_code
    )
    assert client.get(page(child, 1, "vulnerability")).status_code == 200


def test_a_determination_on_its_pages(cast: Cast, case: UUID, client: Client) -> None:
    sign_in(client, cast.boris)
    add = reverse("identification:add_determination", args=[case])
    on = {"on_day": "2", "on_month": "3", "on_year": "2026"}
    decided = {
        "status": "not_identified",
        "by_whom": "Police",
        "procedure": "criminal",
        "appeal": "open",
        **on,
    }
    answer = client.post(add, decided)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "Say until when" in shown and "Fill this in" in shown
    until = {"appeal_until_day": "1", "appeal_until_month": "3", "appeal_until_year": "2026"}
    answer = client.post(add, {**decided, "ground": "no force", **until})
    assert "This day lies before the decision." in answer.content.decode()
    until["appeal_until_day"] = "20"
    answer = client.post(add, {**decided, "ground": "no force", **until})
    status = reverse("identification:status", args=[case])
    assert answer.url == status  # type: ignore[attr-defined]
    # The facts change only by a press, and not when somebody else was faster.
    assert "Found not to have been trafficked" in client.get(status).content.decode()
    assert file_of(cast.boris, case).trafficking == {}
    assert client.post(status, {"version": "7"}).url == status  # type: ignore[attr-defined]
    assert client.post(status, {"version": "0"}).url == reverse("identification:room", args=[case])  # type: ignore[attr-defined]
    file = file_of(cast.boris, case)
    assert not file.differs and file.now is not None
    # Two people change it: the second sees both, and decides.
    change = reverse("identification:change_determination", args=[case, file.now.id])
    filed = {**decided, **until, "ground": "no force", "appeal": "filed", "version": "1"}
    assert client.post(change, filed).status_code == 302
    answer = client.post(change, {**filed, "ground": "another ground"})
    shown = answer.content.decode()
    assert answer.status_code == 200 and "Somebody saved first" in shown and "another ground" in shown
    assert client.post(change, {**filed, "ground": "another ground", "version": "2"}).status_code == 302
    shown = client.get(change).content.decode()
    assert "What stood before" in shown and "no force" in shown
    # What was filed can't be unfiled.
    assert client.post(change, {**filed, "appeal": "open", "version": "3"}).status_code == 422
