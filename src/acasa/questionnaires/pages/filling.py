"""A questionnaire under way: the answers so far, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.engine.model import Node
from acasa.questionnaires.engine.session import Session, State
from acasa.questionnaires.pages import places
from acasa.questionnaires.pages.filled import Filled as Filled
from acasa.questionnaires.pages.layout import Page, divide, is_shown
from acasa.questionnaires.pages.places import Place, alive, name_of
from acasa.questionnaires.pages.section import (
    CHOOSING,
    NOT_SAID,
    ON_PAGE,
    MediaUrl,
    Question,
    SectionForm,
    initial_of,
    question_of,
    render,
    value_of,
)
from acasa.ui.rich import plain

# Keeps a file that answers a question: (path, name, type, content, strokes) -> what is known of it.
# Raises ValidationError for one that can't be kept.
KeepFile = Callable[[str, str, str, bytes, str], dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """What stands in the way of finishing: where, and what is wrong, in words."""

    place: Place
    name: str
    label: str
    words: str


class Filling:
    """Answers to one questionnaire, shown and taken page by page. Changes `filled` in place."""

    def __init__(
        self,
        published: Published,
        filled: Filled,
        *,
        now: datetime,
        language: str = "",
        values: Mapping[str, str] | None = None,
        media_url: MediaUrl | None = None,
    ) -> None:
        self.published = published
        self.filled = filled
        self.media_url = media_url
        begin = not filled.answers
        self.session = Session(
            published.form,
            filled.answers or None,
            now=now,
            language=language,
            values=values,
            begin=begin,
            files=published.media,
        )
        if begin:
            filled.answers = self.session.answers()
        self.pages: tuple[Page, ...] = divide(published.form)

    # --- where

    def state(self, path: str) -> State | None:
        """How a place stands now; None when it is not there."""
        try:
            return self.session.state(path)
        except KeyError:
            return None

    def asked(self, path: str) -> bool:
        """Whether this place is there and asked now."""
        return places.is_relevant(self.session, path)

    def _changed(self) -> None:
        self.filled.answers = self.session.answers()

    def shown(self) -> list[Place]:
        """The pages that there are now, in order."""
        return [place for place in places.places(self.session, self.pages) if alive(self.session, place)]

    def place(self, key: str) -> Place | None:
        """The page of this key if it is there now."""
        return next((place for place in self.shown() if place.key == key), None)

    def title(self, place: Place) -> str:
        """What a page is called: the label of what it stands in; an occurrence with its number."""
        at = list(place.at)
        around = [*place.page.parents, *((place.page.repeat,) if place.page.repeat else ())]
        for node in reversed(around):
            words = plain(self.session.text(node.label, self._inside(place, node)))
            if node.kind == "repeat" and node is not place.page.repeat:
                position = at[place.page.repeats.index(node)]
                return f"{words or node.name.replace('_', ' ')} {position}"
            if words:
                return words
        return ""

    def _inside(self, place: Place, node: Node) -> str:
        path = place.path(node)
        if node.kind == "repeat" and node is not place.page.repeat:
            path = f"{path}[{place.at[place.page.repeats.index(node)]}]"
        return path

    # --- what stands there

    def _question(self, place: Place, node: Node) -> Question:
        state = self.state(place.path(node))
        return question_of(
            self.session, place, node, state, media_url=self.media_url, media=self.published.media
        )

    def questions(self, place: Place) -> list[Question]:
        """What stands on this page now: headings of groups, notes and questions that are asked."""
        found: list[Question] = []

        def walk(node: Node) -> None:
            if not self.asked(place.path(node)):
                return
            if node.kind == "group":
                if node.label:
                    found.append(self._question(place, node))
                for child in node.children:
                    walk(child)
            elif is_shown(node):
                found.append(self._question(place, node))

        for node in place.page.nodes:
            walk(node)
        return [
            each
            for number, each in enumerate(found)
            if each.kind != "heading" or (number + 1 < len(found) and found[number + 1].kind != "heading")
        ]

    def form(self, place: Place) -> SectionForm:
        """This page with what is answered."""
        questions = self.questions(place)
        initial: dict[str, Any] = {}
        for question in questions:
            initial |= initial_of(question, self.filled.typed, self.filled.files)
        return SectionForm(questions, initial, not_said=self.filled.not_said)

    def rendered(self, form: SectionForm) -> list[tuple[Question, SafeString]]:
        """Each question of the page with its HTML."""
        return [(question, render(form, question, self.filled.files)) for question in form.questions]

    def lines(self, place: Place) -> list[dict[str, Any]]:
        """The occurrences of a repeat's page: number, words that tell which it is, what its buttons send."""
        repeat = place.page.repeat
        assert repeat is not None
        path = place.path(repeat)
        found = []
        for position in range(1, self.session.count(path) + 1):
            at = (*place.at, position)
            inside = list(places.places(self.session, place.page.inside, at))
            first = next((each for each in inside if alive(self.session, each)), None)
            words = self._told(inside)
            found.append(
                {
                    "number": position,
                    "words": words,
                    "which": f"{position} {words}".strip(),
                    "look": f"to:{first.key}" if first else "",
                    "out": f"remove:{path}[{position}]",
                }
            )
        return found

    def _told(self, inside: list[Place]) -> str:
        for place in inside:
            for node in place.page.questions():
                state = self.state(place.path(node))
                if (
                    state
                    and state.relevant
                    and state.value
                    and node.type in ("string", "select1", "int", "date")
                ):
                    return self.answer(node, state)
        return ""

    def answer(self, node: Node, state: State) -> str:
        """An answer in words."""
        if node.type in CHOOSING:
            names = {
                c.name: plain(self.session.text(c.label, state.path))
                for c in self.session.choices(state.path)
            }
            return ", ".join(names.get(code) or code for code in state.value.split())
        return state.value

    # --- what was typed

    def take(
        self,
        place: Place,
        data: MultiValueDict[str, str],
        files: MultiValueDict[str, Any] | None = None,
        *,
        keep_file: KeepFile | None = None,
    ) -> tuple[SectionForm, bool]:
        """Take what was typed on this page; nothing of it is lost, also what is no answer yet.

        Returns the page as it stands then, with what is wrong, and whether something is asked now that was not there.
        """
        sent = set(data.getlist(ON_PAGE))
        errors: dict[str, ValidationError] = {}
        declined = set(data.getlist(NOT_SAID))
        for node in place.page.questions():
            if name_of(place.path(node)) not in sent:
                continue
            # As it stands after the questions before it: what they are answers decides what may be chosen here.
            question = self._question(place, node)
            if question.kind == "question":
                errors |= self._take_one(question, data, files or MultiValueDict(), declined, keep_file)
        self._changed()
        self._tidy(place)
        form = self.form(place)
        for name, error in errors.items():
            form.tell(name, error)
        for question in form.questions:
            state = question.state
            wrong = {name for name in question.control.fields if name in form.errors}
            if state is None or wrong or not state.fault or question.path in self.filled.not_said:
                continue
            if question.name in sent:
                first = next(iter(question.control.fields), question.name)
                form.tell(first, ValidationError(self.fault_words(question.node, state)))
        new = any(each.kind == "question" and each.name not in sent for each in form.questions)
        return form, new

    def _take_one(
        self,
        question: Question,
        data: MultiValueDict[str, str],
        files: MultiValueDict[str, Any],
        declined: set[str],
        keep_file: KeepFile | None,
    ) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        typed: dict[str, Any] = {}
        cleaned: dict[str, Any] = {}
        for name, made in question.control.fields.items():
            raw = value_of(data, files, made, name)
            if question.node.type != "binary" and raw not in (None, "", False, []):
                typed[name] = list(raw) if isinstance(raw, tuple) else raw
            try:
                cleaned[name] = made.clean(raw)
            except ValidationError as error:
                errors[name] = error
        first = next(iter(question.control.fields))
        value = question.state.value if question.state else ""
        if question.node.type == "binary":
            try:
                value = self._file(question, cleaned, value, keep_file)
            except ValidationError as error:
                errors[first] = error
        elif not errors:
            try:
                value = question.control.value(cleaned)
            except ValidationError as error:
                errors[first] = error
        before = question.path in self.filled.not_said
        self._forget(question)
        # Who ticked it earlier and answers now has changed her mind.
        changed_mind = before and bool(value) and not errors
        if question.name in declined and not changed_mind:
            self._set(question, "")
            self.filled.not_said.append(question.path)
            return {}
        if errors:
            self.filled.typed |= typed
            self._set(question, "" if question.node.type != "binary" else value)
            return errors
        self._set(question, value)
        return {}

    def _forget(self, question: Question) -> None:
        self.filled.not_said = [path for path in self.filled.not_said if path != question.path]
        for name in question.control.fields:
            self.filled.typed.pop(name, None)

    def _set(self, question: Question, value: str) -> None:
        if question.state is None or question.state.value != value:
            self.session.set(question.path, value)

    def _file(
        self, question: Question, cleaned: Mapping[str, Any], value: str, keep_file: KeepFile | None
    ) -> str:
        given = cleaned.get(question.name)
        strokes = str(cleaned.get(f"strokes:{question.name}") or "")
        if (given or strokes) and keep_file is not None:
            content = given.read() if given else b""
            name, kind = (given.name, given.content_type or "") if given else ("", "")
            told = keep_file(question.path, name, kind, content, "" if given else strokes)
            if told:
                self.filled.files[question.path] = told
                return str(told["name"])
        # While somebody types nothing is taken away yet.
        if keep_file is not None and cleaned.get(f"drop:{question.name}"):
            self.filled.files.pop(question.path, None)
            return ""
        return value

    def _tidy(self, place: Place) -> None:
        """What can't be chosen any more is no answer: an earlier question has changed."""
        for node in place.page.questions():
            state = self.state(place.path(node))
            if state is None or node.type not in CHOOSING or not state.value or not node.choice_filter:
                continue
            offered = {choice.name for choice in self.session.choices(state.path)}
            left = [code for code in state.value.split() if code in offered]
            if len(left) != len(state.value.split()):
                self.session.set(state.path, " ".join(left))
                self._changed()

    # --- repeats

    def add(self, place: Place) -> Place | None:
        """One occurrence more; returns its first page."""
        assert place.page.repeat is not None
        path = place.path(place.page.repeat)
        self.session.add(path)
        self._changed()
        at = (*place.at, self.session.count(path))
        inside = places.places(self.session, place.page.inside, at)
        return next((each for each in inside if alive(self.session, each)), None)

    def remove(self, path: str) -> None:
        """An occurrence goes, with what was kept about it; those after it move up. KeyError if it is not there."""
        self.session.remove(path)
        filled = self.filled
        filled.not_said = [to for each in filled.not_said if (to := places.without(each, path))]
        filled.files = {to: told for each, told in filled.files.items() if (to := places.without(each, path))}
        filled.typed = {}
        self._changed()

    # --- the end

    def faults(self) -> list[Fault]:
        """What must be looked at before the interview is done, in order."""
        wrong = {
            state.path: state for state in self.session.faults() if state.path not in self.filled.not_said
        }
        found = []
        for place in self.shown():
            for node in place.page.questions():
                path = place.path(node)
                name = name_of(path)
                typed = any(
                    each in (name, f"at:{name}") or each.startswith(f"rank:{name}:")
                    for each in self.filled.typed
                )
                state = wrong.get(path) or (self.state(path) if typed else None)
                if state is None or not state.relevant or path in self.filled.not_said:
                    continue
                label = plain(self.session.text(node.label, path)) or node.name
                words = self.fault_words(node, state) if path in wrong else _("This could not be read.")
                found.append(Fault(place, name, label, words))
        return found

    def fault_words(self, node: Node, state: State) -> str:
        """What is wrong with an answer: the form's own words, or ours."""
        if state.fault == "required":
            own = plain(self.session.text(node.required_message, state.path))
            return own or _("This needs an answer, or “Rather not say”.")
        if state.fault == "constraint":
            own = plain(self.session.text(node.constraint_message, state.path))
            return own or _("This answer does not fit here. Look at it again.")
        return _("This does not look right for this question.")
