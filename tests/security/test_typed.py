"""Whatever is typed into any field comes back as that text and nothing else: stored scripts, odd scripts, huge text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.test import Client

from acasa.cases.models import Case
from acasa.core.scope import scoped
from tests.security.access_matrix import MATRIX, Row
from tests.security.test_access import address
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

CORPUS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7|add:'7' }}{% debug %}{{ request.session }}",
    "${7*7} #{7*7} <%= 7*7 %> {{constructor.constructor('alert(1)')()}}",
    'hx-on:click="alert(1)" data-hx-get=//evil',
    "--><!--<script>alert(1)//",
    "&lt;script&gt; &amp;lt; &#x3c;b&#x3e;",
    "\u202ename\u202c \u2066isolated\u2069 \u200f\u200e",
    "مها \u202b<b>\u202c שלום",
    "%(name)s %s {0} {name} %%",
    "=cmd|' /C calc'!A0",
    "'; drop table vault_record; --",
    "\\u003cscript\\u003e \\x3cscript\\x3e",
    "Z\u0351\u0366\u036b\u0346a\u0334l\u0338\u0322g\u0316o" * 3,
    "👩‍👩‍👧‍👦\U0001f1f2\U0001f1e9 \U000e0041",
    "\ufeff\u00adsoft\u00ad \u200bzero\u200b",
)


class Shape(HTMLParser):
    """Elements and attribute names in their order: what text must never change."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append(f"{tag} {' '.join(sorted(name for name, _ in attrs))}")
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")
        ]
        self.words += [value or "" for _name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.shape.append("comment")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def shape(content: bytes) -> Shape:
    parser = Shape()
    parser.feed(content.decode())
    return parser


TEXT = (forms.CharField, forms.EmailField)


def text_fields(answer: Any) -> dict[str, forms.CharField]:
    """Fields of a page's form into which anything can be typed."""
    form = answer.context["form"]
    return {
        name: field
        for name, field in form.fields.items()
        if type(field) in TEXT and not isinstance(field.widget, forms.HiddenInput | forms.PasswordInput)
    }


# Forms whose words end up in a case, a person, or among colleagues.
STORED = (
    "cases:open",
    "cases:change_identity",
    "cases:add_contact",
    "cases:add_note",
    "cases:add_step",
    "cases:finish_step",
    "cases:change_essentials",
    "cases:change_stage",
    "cases:close",
    "cases:reopen",
    "accounts:invite",
    "accounts:add_team",
)


def rows() -> list[Row]:
    found = [row for row in MATRIX if row.name in STORED]
    assert len(found) == len(STORED)
    return found


def pages_of(client: Client, case: object) -> list[bytes]:
    found = [client.get(url).content for url in ("/", "/people/?status=all", f"/cases/{case}/?shown=999")]
    found.append(client.post(f"/cases/{case}/identity/").content)
    for part in ("safe-contact", "identity/change", "close", "reopen", "contact", "note"):
        found.append(client.get(f"/cases/{case}/{part}/", follow=True).content)
    return found


def test_nothing_typed_becomes_part_of_a_page(world: World) -> None:
    """Each word of the corpus in every field of a person's file at once; then every page has the same elements as with
    harmless words, no link that the words made, and the words themselves, to the letter."""
    alina = world.client("alina")

    def fill(word: str) -> list[bytes]:
        answer = alina.get("/cases/open/")
        values = {name: word[: field.max_length] for name, field in text_fields(answer).items()}
        values |= {"step_due": "2027-01-01", "birth_year": "1990", "not_the_same": "1", "risk": "low"}
        answer = alina.post("/cases/open/", values)
        assert answer.status_code == 302, (word, dict(answer.context["form"].errors))
        with scoped(world.cast.org.id):
            case = Case.objects.get(id=answer["Location"].split("/")[2])
        for row in rows():
            if row.args != {"case_id": "case"}:
                continue
            url = address(row, world, case=case.id)
            page = alina.get(url)
            if page.status_code != 200:
                continue
            data = {
                **row.data(world),
                **{name: word[: field.max_length] for name, field in text_fields(page).items()},
            }
            if row.name == "cases:change_identity":
                data |= {"birth_date": "1990"}
            if row.name in ("cases:add_contact", "cases:add_step"):
                data |= {"step_due": "2027-01-01"}
            if row.name == "cases:close":
                continue
            sent = alina.post(url, data)
            assert sent.status_code == 302, (
                row.name,
                word,
                sent.status_code,
                dict(sent.context["form"].errors),
            )
        found = pages_of(alina, case.id)
        alina.post(
            f"/cases/{case.id}/close/", {"reason": "administrative", "on": "2020-01-01", "words": word}
        )
        found.append(alina.get(f"/cases/{case.id}/").content)
        alina.post(f"/cases/{case.id}/reopen/", {"stage": "crisis", "reason": word, "step_text": word})
        found.append(alina.get(f"/cases/{case.id}/?shown=999").content)
        # Out of the lists again, so that the next word meets the same pages.
        done = alina.post(f"/cases/{case.id}/close/", {"reason": "administrative", "on": "2020-01-01"})
        assert done.status_code == 302
        return found

    fill("harmless")
    control = [shape(content) for content in fill("harmless")]
    wrong = []
    for word in CORPUS:
        seen = 0
        for number, content in enumerate(fill(word)):
            if number == 1:
                # The list of everybody grows by one row with each; its shape is looked at below.
                continue
            page = shape(content)
            if page.shape != control[number].shape:
                extra = [part for part in page.shape if part not in control[number].shape]
                wrong.append(f"{word!r} changes page {number}: {extra or 'the number of elements'}")
            wrong += [
                f"{word!r} made a link: {link}" for link in page.links if "alert" in link or "evil" in link
            ]
            shown = " ".join(page.words)
            seen += any(word[:40] in text for text in page.words) or word[:40] in shown
            assert "14" not in [text.strip() for text in page.words] or "7" not in word
        assert seen >= 5, (word, seen)
    listing = shape(alina.get("/people/?status=all").content)
    assert not {part.split()[0] for part in listing.shape} & {"script", "img", "svg", "b"} - {"script", "svg"}
    assert not [link for link in listing.links if "alert" in link or "evil" in link]
    assert not wrong, "\n".join(wrong[:20])


def test_nothing_typed_into_a_refused_form_becomes_part_of_it(world: World) -> None:
    """The page that comes back with errors has the words in its fields and nowhere else."""
    alina = world.client("alina")
    for row in rows():
        url = address(row, world)
        page = alina.get(url)
        if page.status_code != 200:
            continue
        fields = text_fields(page)
        # One letter too many in each field is refused; the field then shows what was typed.
        harmless = {name: "h" * ((field.max_length or 30_000) + 1) for name, field in fields.items()}
        control = alina.post(url, {**row.data(world), **harmless})
        assert control.status_code == 422, row.name
        for word in CORPUS:
            data = {
                name: word + "h" * ((field.max_length or 30_000) + 1 - len(word))
                for name, field in fields.items()
            }
            answer = alina.post(url, {**row.data(world), **data})
            assert answer.status_code == 422, (row.name, word)
            assert shape(answer.content).shape == shape(control.content).shape, (row.name, word)


def test_a_search_repeats_what_was_typed_and_no_more(world: World) -> None:
    boris = world.client("boris")
    control = shape(boris.post("/search/", {"q": "Nobodyatall"}).content)
    for word in CORPUS:
        page = boris.post("/search/", {"q": word})
        assert page.status_code == 200
        found = shape(page.content)
        assert not [link for link in found.links if "alert" in link or "evil" in link]
        if world.case.hex not in page.content.decode():
            assert set(found.shape) <= set(control.shape) | set(shape(boris.get("/people/").content).shape), (
                word
            )


def test_nul_and_broken_text_are_refused_in_words_or_taken(world: World) -> None:
    """Never a page that failed: NUL, lone surrogates, bytes that are no UTF-8, half a megabyte."""
    boris = Client(raise_request_exception=False)
    for name, morsel in world.client("boris").cookies.items():
        boris.cookies[name] = morsel.value
    url = f"/cases/{world.case}/note/"
    for body in (
        b"compartment=casework&text=%00",
        b"compartment=casework&text=a%00b",
        b"compartment=casework&text=%ED%A0%80",
        b"compartment=casework&text=%ff%fe%fd",
        b"compartment=casework&text=" + b"x" * 500_000,
        b"compartment=casework&text=" + b"%F0%9F%91%A9" * 20_000,
        b"compartment[]=casework&text[]=x",
        b"q=%00",
        b"&".join(b"f%d=1" % number for number in range(6_000)),
    ):
        for place in (url, "/search/", "/cases/open/", "/drafts/open/", "/sign-in/", "/people/views/"):
            answer = boris.post(place, body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code < 500, (place, body[:60], answer.status_code)
    for query in (
        "?page=%00",
        "?page=999999999999",
        "?sort=%27",
        "?stage=%00&risk=%ff",
        "?status[]=x",
        "?worker=' or 1=1",
    ):
        assert boris.get(f"/people/{query}").status_code == 200, query
    for path in (
        "/cases/%00/",
        "/cases/../../etc/passwd",
        "/drafts/%2e%2e/",
        "/static/../../../etc/passwd",
        "/static/%2e%2e/settings.py",
    ):
        assert boris.get(path).status_code in (301, 400, 404), path
