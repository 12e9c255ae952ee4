"""The safety plan on paper: in three languages, and without names a sheet about nobody."""

from __future__ import annotations

import json

import pytest

from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.papers.orders import Order
from acasa.cases.safety import paper

PLAN = {
    "warning": "Sergiu comes in with his shoes on.",
    "code_word": "recipe",
    "call": "Olga +373 00 412 001",
    "people": "The neighbour Varvara",
    "night": "To Olga, by the back stairs.",
    "phone": "",
}
NAMES = ("Natalia", "Sergiu", "Olga", "Elena Munteanu")


def built(**more: str) -> paper.Document:
    return paper.build(
        PLAN,
        Order("safety_plan", **more),
        name="Natalia",
        code="MD-0412",
        known=NAMES,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("language", papers.LANGUAGES)
def test_hers_names_her_and_never_who_helps(language: str) -> None:
    made = built(language=language, safe="yes")
    assert (made.name, made.code, made.organisation, made.footer) == ("Natalia", "", "", "")
    told = json.dumps(made.data(), ensure_ascii=False)
    assert all(part in told for part in PLAN.values())
    assert typesetting.pdf(made.data()).startswith(b"%PDF")
    by_code = built(language=language, names=papers.CODE_ONLY)
    assert (by_code.name, by_code.code) == ("", "MD-0412")


@pytest.mark.parametrize("language", papers.LANGUAGES)
def test_without_names_it_is_about_nobody(language: str) -> None:
    made = built(language=language, safe="no", instead=papers.NO_NAMES)
    told = json.dumps(made.data(), ensure_ascii=False)
    for name in (*NAMES, "Varvara", "412 001", "MD-0412"):
        assert name not in told
    # Her words stay, and where others are named stays room for her own hand.
    assert "recipe" in told and "by the back stairs" in told
    assert [block["kind"] for block in made.blocks].count("lines") == 2
    assert made.size == "a5" and typesetting.pdf(made.data()).startswith(b"%PDF")
