"""A questionnaire from its file to retirement: who may, what stays, what devices and colleagues get."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import sign_in

from acasa.audit.models import Entry
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.questionnaires import catalogue, library, published, queries, services
from acasa.questionnaires.engine.problems import Problems
from acasa.questionnaires.models import Form, FormMedia, FormVersion
from acasa.questionnaires.services import Settings
from acasa.vault.testing import Cast, Colleague

FIRST = """
| survey |
| | type | name | label |
| | text | case_code | Code |
| | select_one_from_file towns.csv | town | Town |
| | integer | age | Age |
| settings |
| | form_title | form_id |
| | Towns | towns |
"""
SECOND = FIRST.replace("| Age |", "| How old? |").replace("| | text | case_code | Code |\n", "") + ""
TOWNS = b"name,label\na,Aurora\n"


def ours(refs: Any) -> list[str]:
    return [each.title for each in refs if each.ref.startswith("form:")]


def add(who: Colleague, text: str = FIRST, **settings: Any) -> UUID:
    with scoped(who.user.org_id):
        return services.add(
            who.actor(),
            content=text.encode(),
            filename="towns.md",
            settings=Settings(compartment=settings.pop("compartment", "casework"), **settings),
        )


def publish(who: Colleague, version: UUID) -> None:
    with scoped(who.user.org_id):
        if not queries.media(who.user.org_id, version):
            services.add_media(who.actor(), version, name="towns.csv", content=TOWNS)
        services.publish(who.actor(), version)


def test_from_draft_to_retirement(cast: Cast) -> None:
    alina, org = cast.alina, cast.org_id
    first = add(alina, on_devices=True, case_question="case_code")
    with scoped(org):
        # A draft is nobody's to fill in, and not published without its list.
        assert ours(catalogue.listing(cast.boris.actor())) == [] == published.offered(org)
        with pytest.raises(Refused):
            catalogue.find(cast.boris.actor(), f"form:{first}")
        with pytest.raises(Problems) as missing:
            services.publish(alina.actor(), first)
        assert [problem.code for problem in missing.value.problems] == ["missing-file"]
        for name, content, code in (
            ("other.csv", TOWNS, "unknown-file"),
            ("towns.csv", b"code,called\n", "empty-file"),
            ("towns.csv", b"code,called\na,A\n", "file-column"),
        ):
            try:
                services.add_media(alina.actor(), first, name=name, content=content)
            except Problems as wrong:
                assert code in [problem.code for problem in wrong.problems]
            else:
                assert code == "empty-file"
    with scoped(org):
        services.add_media(alina.actor(), first, name="towns.csv", content=TOWNS)
    publish(alina, first)
    with scoped(org):
        assert ours(catalogue.listing(cast.boris.actor())) == ["Towns"]
        found = catalogue.find(cast.boris.actor(), f"form:{first}")
        assert (found.form.version, found.media, found.compartment) == ("1", {"towns.csv": TOWNS}, "casework")
        assert [choice.name for choice in found.form.choices["towns"]] == ["a"]
        assert 'version="1"' in found.form.xml
        assert [one.ref for one in published.offered(org)] == [f"form:{first}"]
        assert published.case_question(org, "towns") == "case_code"
    # The next version takes the files along, and replaces what was published.
    form_id = queries_form(org)
    with scoped(org):
        second = services.add_version(alina.actor(), form_id, content=SECOND.encode(), filename="towns.md")
        opened = queries.opened(alina.actor(), second, "form.read")
        assert (opened.version.version, opened.media) == ("2", {"towns.csv": TOWNS})
        assert opened.before is not None
    publish(alina, second)
    with scoped(org):
        assert [one.form.version for one in published.offered(org)] == ["2"]
        # What was answered can be read, and devices may still send it.
        assert catalogue.find(cast.boris.actor(), f"form:{first}").form.version == "1"
        old = published.sent(org, "towns", "1")
        assert old is not None and old.ref == f"form:{first}"
        assert published.sent(org, "towns", "9") is None
        services.retire(alina.actor(), second)
        assert published.offered(org) == []
        with pytest.raises(Refused):
            services.publish(alina.actor(), second)
    with scoped(org):
        verbs = list(
            Entry.objects.filter(verb__startswith="form.").order_by("id").values_list("verb", flat=True)
        )
    assert verbs == [
        *("form.add", "form.version", "form.media", "form.media", "form.publish"),
        *("form.version", "form.publish", "form.retire"),
    ]


def queries_form(org: UUID) -> UUID:
    with scoped(org):
        return Form.objects.get(form_id="towns").id


def test_what_was_published_stays_whatever_the_program_does(cast: Cast) -> None:
    version = add(cast.alina)
    publish(cast.alina, version)
    rows = FormVersion.objects.filter(id=version)
    for attempt in (
        lambda: rows.update(xml="<other/>"),
        lambda: rows.update(state="draft"),
        lambda: rows.delete(),
        lambda: FormMedia.objects.filter(version_ref=version).update(content=b""),
        lambda: FormMedia.objects.filter(version_ref=version).delete(),
    ):
        with (
            scoped(cast.org_id),
            pytest.raises(DatabaseError, match="published questionnaire"),
            transaction.atomic(),
        ):
            attempt()


def test_keys_and_professions_say_who_may_fill_it_in(cast: Cast) -> None:
    publish(cast.alina, add(cast.alina, compartment="health"))
    publish(
        cast.alina,
        add(cast.alina, FIRST.replace("| Towns | towns |", "| Feet | feet |"), professions=("psychologist",)),
    )
    with scoped(cast.org_id):
        assert ours(catalogue.listing(cast.boris.actor())) == []
        assert ours(catalogue.listing(cast.carmen.actor())) == ["Feet", "Towns"]
        assert ours(catalogue.listing(cast.carmen.actor(locked=True))) == []
    with scoped(cast.olga.user.org_id):
        assert ours(catalogue.listing(cast.olga.actor())) == []
        with pytest.raises(Refused):
            catalogue.find(cast.olga.actor(), f"form:{FormVersion.objects.first() or UUID(int=0)}")
        # The same id in another organisation is another questionnaire.
        services.add(
            cast.olga.actor(),
            content=FIRST.encode(),
            filename="towns.md",
            settings=Settings(compartment="casework"),
        )
        assert Form.objects.count() == 1


def test_only_those_who_manage_change_anything(cast: Cast) -> None:
    version = add(cast.alina)
    form = queries_form(cast.org_id)
    for who in (cast.boris, cast.olga):
        with scoped(who.user.org_id):
            actor = who.actor()
            for attempt in (
                lambda actor=actor: services.publish(actor, version),
                lambda actor=actor: services.retire(actor, version),
                lambda actor=actor: services.drop(actor, version),
                lambda actor=actor: services.add_media(actor, version, name="towns.csv", content=TOWNS),
                lambda actor=actor: services.add_version(
                    actor, form, content=FIRST.encode(), filename="a.md"
                ),
                lambda actor=actor: services.change(actor, form, settings=Settings(compartment="legal")),
                lambda actor=actor: queries.opened(actor, version, "form.read"),
            ):
                with pytest.raises(Refused):
                    attempt()
    publish(cast.alina, version)
    with scoped(cast.org_id), pytest.raises(Refused):
        # Answers may lie in that compartment by now.
        services.change(cast.alina.actor(), form, settings=Settings(compartment="legal"))


def test_the_pages(cast: Cast, client: Client, one_factor: None) -> None:
    sign_in(client, cast.alina)
    # The library offers; what is taken in is a draft in the reader's language, and offered no more.
    page = client.get(reverse("questionnaires:list")).content.decode()
    assert "No questionnaire yet" in page and "Take in: First interview" in page
    answer = client.post(reverse("questionnaires:take", args=["first-interview"]), HTTP_ACCEPT_LANGUAGE="en")
    page = client.get(answer.url).content.decode()
    for words in (
        "First interview",
        "Asked only if",
        "safe_tonight != &#x27;yes&#x27;",
        "Does she agree to talk now?",
    ):
        assert words in page, words
    assert "Take in: First interview" not in client.get(reverse("questionnaires:list")).content.decode()
    # A broken file says everything and keeps nothing.
    broken = FIRST.replace("text |", "txt |").replace("integer |", "number |")
    data = {"compartment": "casework", "file": SimpleUploadedFile("a.md", broken.encode())}
    answer = client.post(reverse("questionnaires:add"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 things to mend" in page and "There is no type “txt”." in page and "row 2" in page
    with scoped(cast.org_id):
        assert Form.objects.count() == 1
    # A good one becomes a draft, whose files are asked for.
    data["file"] = SimpleUploadedFile("a.md", FIRST.encode())
    version_url = client.post(reverse("questionnaires:add"), data).url
    assert "Files are missing" in client.get(version_url).content.decode()
    data = {"name": "towns.csv", "file": SimpleUploadedFile("x.csv", TOWNS)}
    assert client.post(f"{version_url}media/", data).status_code == 302
    assert client.post(f"{version_url}publish/").status_code == 302
    assert "Published" in client.get(version_url).content.decode()
    with scoped(cast.org_id):
        form = Form.objects.get(form_id="towns").id
    form_url = reverse("questionnaires:form", args=[form])
    answer = client.post(
        f"{form_url}settings/",
        {
            "about": "Where they live",
            "on_devices": "on",
            "case_question": "case_code",
            "professions": ["doctor"],
        },
    )
    assert answer.status_code == 302
    page = client.get(form_url).content.decode()
    assert "Where they live" in page and "Doctor" in page and "case_code" in page
    data = {"file": SimpleUploadedFile("b.md", SECOND.encode())}
    draft_url = client.post(f"{form_url}add/", data).url
    page = client.get(draft_url).content.decode()
    assert "What changes" in page and "How old?" in page and "removed" in page
    other = FIRST.replace("| towns |\n", "| villages |\n")
    answer = client.post(f"{form_url}add/", {"file": SimpleUploadedFile("b.md", other.encode())})
    assert answer.status_code == 422 and "“villages”" in answer.content.decode()
    assert client.get(f"{draft_url}try/").status_code == 200
    assert client.get(f"{draft_url}file/").content == SECOND.encode()
    assert client.post(f"{draft_url}drop/").status_code == 302
    assert client.get(draft_url).status_code == 404


def test_reading_takes_the_same_few_statements_for_few_and_many(
    cast: Cast, client: Client, one_factor: None
) -> None:
    sign_in(client, cast.alina)
    counts = []
    for name in ("towns", "feet", "hands"):
        publish(cast.alina, add(cast.alina, FIRST.replace("| towns |\n", f"| {name} |\n")))
        client.get(reverse("questionnaires:list"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("questionnaires:list"))
        counts.append(len(seen))
        with scoped(cast.org_id), CaptureQueriesContext(connection) as seen:
            queries.listing(cast.boris.actor())
        assert len(seen) == 5
    assert counts == [10, 10, 10]


def test_each_of_the_library_can_be_taken_in(cast: Cast) -> None:
    for offer in library.offers():
        with scoped(cast.org_id):
            version = services.add(
                cast.alina.actor(),
                content=offer.content("ro"),
                filename=offer.path().name,
                settings=Settings(compartment=offer.compartment, case_question=offer.case_question),
            )
            opened = queries.opened(cast.alina.actor(), version, "form.read")
        assert opened.form.form_id == offer.form_id
        if offer.file.endswith(".md"):
            assert opened.version.title == offer.title["ro"]
            assert offer.case_question in {node.name for node in opened.read.walk()}
