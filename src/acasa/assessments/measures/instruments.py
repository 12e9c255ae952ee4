"""Instruments of the library as this part needs them: by slug and version, scored, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from acasa.assessments import library, published
from acasa.assessments.scoring import BadAnswers, Instrument, Result, said, score
from acasa.core.actor import Actor
from acasa.questionnaires import catalogue
from acasa.questionnaires.engine.model import Form, Node, Text

SOURCE = "instrument"
TONES = {"calm": "pine", "watch": "amber", "grave": "brick"}


def language() -> str:
    """The language of the page being made."""
    return (get_language() or "en").split("-")[0]


def get(slug: str, version: str) -> Instrument:
    """One version. Raises KeyError for one that is not in the library."""
    return library.versions()[f"{slug}/{version}"]


def newest(slug: str) -> Instrument:
    """The newest version of an instrument. Raises KeyError for one that is not in the library."""
    return library.newest()[slug]


def of_ref(ref: str) -> Instrument | None:
    """The instrument of an interview that was kept; None for any other questionnaire."""
    source, _colon, key = ref.partition(":")
    if source != SOURCE:
        return None
    return library.versions().get(key)


def usable(actor: Actor) -> list[Instrument]:
    """What may be filled in now: its licence lets it be shown, or a permission is recorded."""
    found = (of_ref(one.ref) for one in published.listing(actor))
    return [one for one in found if one is not None and one.scored]


@dataclass(frozen=True)
class Counted:
    """A score, or what stood in its way."""

    result: Result | None
    faults: tuple[str, ...] = ()


def count(instrument: Instrument, answers: Mapping[str, Any], respondent: str) -> Counted:
    """Score what was answered. What a form asks beside its items is left aside; an odd answer is named."""
    if not instrument.scored:
        return Counted(None)
    try:
        return Counted(score(instrument, answers, respondent=respondent, strict=False))
    except BadAnswers as bad:
        return Counted(None, tuple(fault.message for fault in bad.faults))


def name(instrument: Instrument) -> str:
    """What it is called: its short title and what it asks about; our own ones by their words."""
    if instrument.licence.cls == "own":
        return said(instrument.name, language())
    return f"{instrument.title}: {said(instrument.construct, language())}"


def band(instrument: Instrument, code: str, scale: str = "total") -> tuple[str, str]:
    """A band's words and tone; empty for none."""
    found = instrument.band(code, scale) if code else None
    return (said(found.title, language()), TONES.get(found.tone, "grey")) if found else ("", "grey")


# --- its form


def questions(form: Form, instrument: Instrument) -> Iterator[Node]:
    """Its items as the form asks them, in the form's order."""
    for node in form.walk():
        if node.kind == "question" and node.name in instrument.by_id:
            yield node


def plain(texts: Mapping[str, Text]) -> str:
    """A text of the form without what is calculated in it, in the reader's language or the form's own."""
    wanted = language()
    chosen = next((text for key, text in texts.items() if f"({wanted})" in key or key == wanted), None)
    text = chosen or next(iter(texts.values()), None)
    return "".join(part for part in text.parts if isinstance(part, str)) if text else ""


def form_of(actor: Actor, instrument: Instrument) -> Form:
    """Its form; Refused while its licence lets nobody see it."""
    return catalogue.find(actor, instrument.ref).form


def nested(form: Form, answers: Mapping[str, str]) -> dict[str, Any]:
    """Answers by their names in the shape in which an interview keeps them."""
    found: dict[str, Any] = {}
    for node in form.walk():
        if node.kind != "question" or node.name not in answers:
            continue
        *groups, last = node.path.split("/")[2:]
        place = found
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = answers[node.name]
    return found
