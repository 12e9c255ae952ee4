"""An interview in words, question by question: for the page on which it is read, and for paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from acasa.cases.presenters import day_words
from acasa.questionnaires.engine.model import Node, Output, Text, Texts
from acasa.questionnaires.engine.session import State
from acasa.questionnaires.pages.controls import range_steps
from acasa.questionnaires.pages.filling import Filling
from acasa.questionnaires.pages.layout import Page
from acasa.questionnaires.pages.places import Place, places
from acasa.questionnaires.pages.section import CHOOSING
from acasa.ui.rich import plain


@dataclass(frozen=True)
class Line:
    """One question. `options` with what is ticked are for paper; `file` is the id of what answers it."""

    label: str
    value: str = ""
    declined: bool = False
    file: str = ""
    hint: str = ""
    note: bool = False
    options: tuple[tuple[str, bool], ...] = ()
    write: int = 1


@dataclass(frozen=True)
class Section:
    """What stands on one page."""

    title: str
    lines: list[Line] = field(default_factory=list)


def sections(filling: Filling, files: Mapping[str, str], *, empty: bool = False) -> list[Section]:
    """What was asked, with the answers. Notes, and with `empty` false what nobody answered, are left out."""
    found: list[Section] = []
    for place in places(filling.session, filling.pages):
        lines = []
        for node in place.page.questions():
            path = place.path(node)
            state = filling.state(path) if node.type != "note" and filling.asked(path) else None
            if state is None:
                continue
            line = _line(filling, node, state, files)
            if empty or line.value or line.declined:
                lines.append(line)
        if lines:
            found.append(Section(filling.title(place), lines))
    return together(found)


def together(found: list[Section]) -> list[Section]:
    """Parts of one section, which only stand on several pages because they are many, as one."""
    made: list[Section] = []
    for section in found:
        if made and made[-1].title == section.title and section.title:
            made[-1].lines.extend(section.lines)
        else:
            made.append(section)
    return made


def _line(filling: Filling, node: Node, state: State, files: Mapping[str, str]) -> Line:
    declined = state.path in filling.filled.not_said
    label = plain(filling.session.text(node.label, state.path)) or node.name.replace("_", " ")
    return Line(label, said(filling, node, state), declined, files.get(state.path, ""))


def said(filling: Filling, node: Node, state: State) -> str:
    """An answer in words, in the reader's manner of writing days."""
    value = state.value
    if not value:
        return ""
    if node.type in CHOOSING:
        return filling.answer(node, state)
    if node.type == "acknowledge":
        return _("Yes")
    if node.type == "date":
        return value[:4] if "year" in node.appearance else _day(value)
    if node.type == "dateTime" and (moment := parse_datetime(value)):
        return date_format(moment, "DATETIME_FORMAT")
    if node.type == "time":
        return value[:5]
    if node.type == "geopoint":
        return ", ".join(value.split()[:2])
    return value


def _day(value: str) -> str:
    # A device may have sent what is no day.
    try:
        return day_words(value)
    except ValueError:
        return value


def blank(filling: Filling) -> list[Section]:
    """Everything that may be asked, with room to write: each repeat once."""
    found = []
    for place in _all(filling.pages):
        lines = [_room(filling, node, place) for node in place.page.questions() if not _calculated(node)]
        if lines:
            found.append(
                Section(filling.title(place).removesuffix(" 1") if place.at else filling.title(place), lines)
            )
    return together(found)


def _calculated(node: Node) -> bool:
    """A note that says what was answered says nothing on blank paper."""
    outputs = [part for text in node.label.values() for part in text.parts if isinstance(part, Output)]
    return node.type == "note" and bool(outputs)


def _unfilled(filling: Filling, texts: Texts) -> str:
    """A text on blank paper: where an answer would stand in it, dots."""
    text = texts.get(filling.session.language) or next(iter(texts.values()), Text())
    return plain("".join(part if isinstance(part, str) else "…" for part in text.parts))


def _all(pages: tuple[Page, ...], at: tuple[int, ...] = ()) -> list[Place]:
    found = []
    for page in pages:
        found.append(Place(page, at))
        if page.repeat:
            found += _all(page.inside, (*at, 1))
    return found


def _room(filling: Filling, node: Node, place: Place) -> Line:
    path = place.path(node)
    session = filling.session
    label = _unfilled(filling, node.label) or node.name.replace("_", " ")
    hint = _unfilled(filling, node.hint)
    if node.type == "note":
        return Line(label, hint=hint, note=True)
    options: list[str] = []
    if node.type in CHOOSING:
        choices = filling.published.form.choices.get(node.choices, ())
        options = [plain(session.text(choice.label, path)) or choice.name for choice in choices]
    elif node.type == "range":
        options = range_steps(node)
    elif node.type == "acknowledge":
        options = [_("Yes")]
    # A list of all countries is written by hand.
    few = len(options) <= 30
    return Line(
        label,
        hint=hint,
        options=tuple((option, False) for option in options) if few else (),
        write=3 if node.type == "string" and "multiline" in node.appearance else 1,
    )


def shapeless(answers: Mapping[str, Any]) -> list[Section]:
    """Names and values, for an interview whose questionnaire can't be opened any more."""
    lines: list[Line] = []

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                walk(f"{prefix} / {name}" if prefix else str(name), inner)
        elif isinstance(value, list):
            for number, inner in enumerate(value, 1):
                walk(f"{prefix} {number}", inner)
        elif value not in ("", None):
            lines.append(Line(prefix.replace("_", " "), str(value)))

    walk("", answers)
    return [Section("", lines)] if lines else []
