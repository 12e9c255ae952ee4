"""What may be used: the library's licences, owners' permissions, and the organisation's own form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acasa.accounts.tests.helpers import signed_in
from acasa.assessments import library, published
from acasa.assessments.fitting import misfits
from acasa.assessments.models import Permission
from acasa.assessments.permissions import queries, rules, services
from acasa.assessments.scoring import Licence, score
from acasa.audit.models import Entry as Audited
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.questionnaires import catalogue
from acasa.questionnaires.engine.problems import Problems
from acasa.vault.testing import Cast, Colleague

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def sheet(*names: str, codes: str = "0135", kind: str = "select_one often") -> bytes:
    """An owner's sheet as XLSForm; its words are ours."""
    rows = "".join(f"| | {kind} | {name} | Item {name} |\n" for name in names)
    answers = "".join(f"| | often | {code} | Answer {code} |\n" for code in codes)
    return (
        f"| survey |\n| | type | name | label |\n{rows}| choices |\n| | list_name | name | label |\n{answers}"
        "| settings |\n| | form_title | form_id | version |\n| | Sheet | sheet | 7 |\n"
    ).encode()


CRIES = sheet(*(f"q{number}" for number in range(1, 9)))


def permit(cast: Cast, slug: str = "cries-8", until: date | None = None) -> UUID:
    with scoped(cast.org_id):
        return services.permit(
            cast.alina.actor(),
            slug=slug,
            granted_by="Children and War Foundation",
            scope_words="Children of our cases",
            reference="Letter of 3 May",
            until=until,
        )


def client_of(who: Colleague) -> Client:
    with scoped(who.user.org_id):
        return signed_in(who)


@dataclass(frozen=True)
class Case:
    grants: tuple[rules.PlainGrant, ...]
    standing: str


@pytest.mark.parametrize(
    "case",
    [
        Case((), rules.NEEDED),
        Case((rules.PlainGrant(),), rules.FORM_MISSING),
        Case((rules.PlainGrant(has_form=True),), rules.OWN_FORM),
        Case((rules.PlainGrant(until=TODAY, has_form=True),), rules.OWN_FORM),
        Case((rules.PlainGrant(until=TODAY - timedelta(days=1), has_form=True),), rules.OVER),
        Case((rules.PlainGrant(ended=True, has_form=True),), rules.OVER),
        Case((rules.PlainGrant(ended=True, has_form=True), rules.PlainGrant()), rules.FORM_MISSING),
    ],
)
def test_how_an_instrument_stands(case: Case) -> None:
    assert rules.standing(Licence("free-no-amend", "t"), case.grants, TODAY) == case.standing
    assert rules.standing(Licence("free-embed", "t"), case.grants, TODAY) == rules.READY


def test_without_permission_nothing_is_shown(cast: Cast) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        for key, one in library.versions().items():
            if one.licence.free:
                assert published.find(boris, key).form.id == one.slug
                continue
            with pytest.raises(Refused):
                published.find(boris, key)
            assert not queries.may_render(boris, one)
        offered = {each.ref for each in published.listing(boris)}
        assert offered == {one.ref for one in library.newest().values() if one.licence.free}
        with pytest.raises(Refused):
            catalogue.find(boris, "instrument:nothing/1")


def test_with_permission_and_form_it_can_be_filled_in_and_counted(cast: Cast) -> None:
    one = library.versions()["cries-8/1"]
    permission = permit(cast)
    with scoped(cast.org_id):
        alina, boris = cast.alina.actor(), cast.boris.actor()
        assert queries.entry(boris, "cries-8").standing == rules.FORM_MISSING
        assert one.ref not in {each.ref for each in published.listing(boris)}
        with pytest.raises(Refused):
            published.find(boris, one.key)
        services.add_form(alina, permission, content=CRIES, name="cries.md")
        found = catalogue.find(boris, one.ref)
        assert (found.form.id, found.compartment, found.title) == ("sheet", "health", "CRIES-8")
        assert misfits(found.form, one) == []
        assert score(one, {f"q{number}": "5" for number in range(1, 9)}, strict=False).score == 40
        assert one.ref in {each.ref for each in published.listing(boris)}
        # A form is never exchanged: what was answered is read with it.
        with pytest.raises(Refused):
            services.add_form(alina, permission, content=CRIES, name="cries.md")
        services.end(alina, permission)
        assert one.ref not in {each.ref for each in published.listing(boris)}
        assert not queries.may_render(boris, one)
        # What was answered while it held stays readable.
        assert published.find(boris, one.key).form.id == "sheet"
    with scoped(cast.org_id):
        verbs = list(
            Audited.objects.filter(subject_id=permission).order_by("seq").values_list("verb", flat=True)
        )
    assert verbs == ["instrument.permit", "instrument.form", "instrument.end"]


def test_no_blank_paper_once_a_permission_is_over(cast: Cast) -> None:
    permission, ref = permit(cast), library.versions()["cries-8/1"].ref
    boris = signed_in(cast.boris)
    with scoped(cast.org_id):
        services.add_form(cast.alina.actor(), permission, content=CRIES, name="cries.md")
    assert boris.get(reverse("interviews:blank"), {"ref": ref}).content[:5] == b"%PDF-"
    with scoped(cast.org_id):
        services.end(cast.alina.actor(), permission)
    assert boris.get(reverse("interviews:blank"), {"ref": ref}).status_code == 404


def test_a_permission_that_ran_out_offers_nothing(cast: Cast) -> None:
    permission = permit(cast, until=timezone.localdate())
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        services.add_form(cast.alina.actor(), permission, content=CRIES, name="cries.md")
        assert queries.entry(boris, "cries-8").standing == rules.OWN_FORM
        Permission.objects.filter(id=permission).update(until=timezone.localdate() - timedelta(days=1))
        assert queries.entry(boris, "cries-8").standing == rules.OVER
        assert "instrument:cries-8/1" not in {each.ref for each in published.listing(boris)}


def test_a_staff_instrument_is_never_offered_on_a_case(cast: Cast) -> None:
    permission = permit(cast, "proqol-5")
    with scoped(cast.org_id):
        alina = cast.alina.actor()
        content = sheet(*(f"q{number}" for number in range(1, 31)), codes="12345")
        services.add_form(alina, permission, content=content, name="own.md")
        assert queries.entry(alina, "proqol-5").usable
        assert "instrument:proqol-5/1" not in {each.ref for each in published.listing(alina)}


def test_only_key_keepers_and_only_for_what_waits_for_one(cast: Cast) -> None:
    permission = permit(cast)
    asked = {"granted_by": "x", "scope_words": "x", "reference": "x", "until": None}
    with scoped(cast.org_id):
        boris, alina = cast.boris.actor(), cast.alina.actor()
        with pytest.raises(Refused):
            services.permit(boris, slug="cries-8", **asked)
        for slug in ("phq-9", "nothing"):
            with pytest.raises(Refused):
                services.permit(alina, slug=slug, **asked)
        with pytest.raises(Refused):
            services.end(boris, permission)
    with scoped(cast.other_org.id):
        olga = cast.olga.actor()
        for act in (lambda: services.end(olga, permission),
                    lambda: services.add_form(olga, permission, content=CRIES, name="a.md")):  # fmt: skip
            with pytest.raises(Refused):
                act()
        assert queries.entry(olga, "cries-8").standing == rules.NEEDED
        with pytest.raises(Refused):
            published.find(olga, "cries-8/1")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sheet(*(f"q{number}" for number in range(1, 8))), "lost"),
        (sheet(*(f"q{number}" for number in range(1, 9)), codes="0123"), "answers"),
        (sheet(*(f"q{number}" for number in range(1, 9)), kind="select_multiple often"), "type"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_in_words(cast: Cast, content: bytes, code: str) -> None:
    permission = permit(cast)
    with scoped(cast.org_id), pytest.raises(services.DoesNotFit) as wrong:
        services.add_form(cast.alina.actor(), permission, content=content, name="own.md")
    assert {each.code for each in wrong.value.misfits} == {code}
    with scoped(cast.org_id), pytest.raises(Problems):
        services.add_form(cast.alina.actor(), permission, content=b"\x00no form", name="own.xlsx")


def test_the_pages(cast: Cast) -> None:
    alina, boris = client_of(cast.alina), client_of(cast.boris)
    page = boris.get(reverse("assessments:instruments")).content.decode()
    assert "PHQ-9" in page and "SDQ" in page
    page = boris.get(reverse("assessments:instrument", args=["sdq"])).content.decode()
    assert "Youthinmind" in page and "A key keeper writes down permissions." in page
    walk = boris.get(reverse("assessments:walk", args=["phq-9"])).content.decode()
    assert "Little interest or pleasure in doing things" in walk
    assert boris.get(reverse("assessments:walk", args=["sdq"])).status_code == 404
    page = boris.get(reverse("assessments:instrument", args=["phq-9"])).content.decode()
    assert "Little interest or pleasure in doing things" in page and "from 20" in page
    address = reverse("assessments:permit", args=["ucla-3"])
    assert boris.get(address).status_code == 404
    assert alina.get(reverse("assessments:permit", args=["phq-9"])).status_code == 404
    assert alina.post(address, {"granted_by": "", "reference": "", "scope_words": ""}).status_code == 422
    values = {"granted_by": "The authors", "reference": "Letter", "scope_words": "Adults"}
    assert alina.post(address, values).status_code == 302
    with scoped(cast.org_id):
        permission = Permission.objects.get(slug="ucla-3").id
    address = reverse("assessments:permitted_form", args=["ucla-3", permission])
    broken = alina.post(address, {"file": SimpleUploadedFile("own.xlsx", b"nothing")})
    assert broken.status_code == 422 and "What to mend" in broken.content.decode()
    short = alina.post(address, {"file": SimpleUploadedFile("own.md", sheet("q1", "q2", codes="123"))})
    assert short.status_code == 422 and "The question q3 is missing." in short.content.decode()
    good = SimpleUploadedFile("own.md", sheet("q1", "q2", "q3", codes="123"))
    assert alina.post(address, {"file": good}).status_code == 302
    assert alina.get(address).status_code == 404
    page = boris.get(reverse("assessments:instrument", args=["ucla-3"])).content.decode()
    assert "Ready to use, with your own form" in page and "Item q1" in page and "Form: own.md" in page
    assert alina.get(reverse("assessments:permitted_form", args=["ucla-3", uuid4()])).status_code == 404


def test_the_library_asks_the_database_the_same_whatever_stands_there(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for slugs in (("cries-8",), ("ucla-3", "mspss")):
        for slug in slugs:
            permission = permit(cast, slug)
            wanted = library.newest()[slug]
            codes = "".join(wanted.items[0].options)
            with scoped(cast.org_id):
                content = sheet(*(item.id for item in wanted.items), codes=codes)
                services.add_form(cast.alina.actor(), permission, content=content, name="own.md")
        with scoped(cast.org_id):
            boris = cast.boris.actor()
            with django_assert_num_queries(2):
                queries.entries(boris)
            with django_assert_num_queries(2):
                assert {f"instrument:{slug}/1" for slug in slugs} <= {
                    one.ref for one in published.listing(boris)
                }
