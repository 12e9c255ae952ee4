"""One page of a questionnaire as a form: its questions with labels, hints, controls and what is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.questionnaires.engine.model import Node
from acasa.questionnaires.engine.session import Session, State
from acasa.questionnaires.pages.controls import Choices, Control, control_of
from acasa.questionnaires.pages.places import Place, name_of
from acasa.ui.components.field import field as bound_field
from acasa.ui.components.field import fieldset
from acasa.ui.forms import AcasaForm, DateParts
from acasa.ui.html import EMPTY, format_html, join
from acasa.ui.rich import plain, rich
from acasa.ui.widgets import DateInput

NOT_SAID = "not-said"
# Names of the questions that stood on the page: a box that nobody ticked is not sent.
ON_PAGE = "on-page"
CHOOSING = ("select1", "select", "rank")
# Controls of several parts, or whose own label is that of a box to tick: the question stands above as a legend.
_TOGETHER = frozenset({"rank", "dateTime", "geopoint", "acknowledge"})
_WIDTHS = {"int": 5, "decimal": 10, "range": 10, "time": 5, "date": 4}
MediaUrl = Callable[[str], str]


@dataclass(frozen=True)
class Question:
    """A question, note or heading as it stands on the page now."""

    name: str
    path: str
    node: Node
    state: State | None
    label: SafeString
    hint: SafeString = EMPTY
    guidance: SafeString = EMPTY
    control: Control = field(default_factory=Control)
    choices: Choices = ()
    # Shown, not answered: what it says, in words.
    shown: str = ""
    media: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """heading, note, shown or question."""
        if self.node.kind != "question":
            return "heading"
        if self.node.type == "note":
            return "note"
        return "question" if self.control.fields else "shown"

    @property
    def shape(self) -> str:
        """Changes when anything of it changes but the answer: then the page shows it anew."""
        said = [self.name, self.label, self.hint, self.guidance, self.shown, *self.control.fields]
        said += [f"{code}={label}" for code, label in self.choices]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


class SectionForm(AcasaForm):
    """The questions of one page. Never bound: what was typed comes back as initial, what is wrong is told to it."""

    mark_optional = False

    def __init__(
        self, questions: list[Question], initial: Mapping[str, Any], *, not_said: Collection[str] = ()
    ) -> None:
        super().__init__(initial=dict(initial))
        self.questions = questions
        self.not_said = frozenset(not_said)
        self.cleaned_data = {}
        self._errors = ErrorDict()
        for question in questions:
            for name, made in question.control.fields.items():
                if name == question.name and question.node.type not in _TOGETHER:
                    made.label, made.help_text = question.label, question.hint
                elif made.label is None:
                    made.label = question.label
                self.fields[name] = made

    def tell(self, name: str, error: ValidationError) -> None:
        """Say what is wrong with a field."""
        if name in self.fields:
            self._errors.setdefault(name, ErrorList()).data.extend(error.error_list)

    @property
    def is_wrong(self) -> bool:
        return bool(self._errors)


def value_of(data: Any, files: Any, form_field: forms.Field, name: str) -> Any:
    """What was typed for a field, untouched."""
    return form_field.widget.value_from_datadict(data, files, name)


def initial_of(question: Question, typed: Mapping[str, Any], files: Mapping[str, Any]) -> dict[str, Any]:
    """What its fields show: what was typed and is no answer yet, or the answer."""
    value = question.state.value if question.state else ""
    found = question.control.initial(value)
    for name, made in question.control.fields.items():
        if name in typed:
            raw = typed[name]
            parts = isinstance(made.widget, DateInput) and isinstance(raw, list) and len(raw) == 3
            found[name] = DateParts(*(str(part) for part in raw)) if parts else raw
    return found


def question_of(
    session: Session,
    place: Place,
    node: Node,
    state: State | None,
    *,
    media_url: MediaUrl | None,
    media: Collection[str] = (),
) -> Question:
    """A node of a page as it stands now."""
    path = place.path(node)
    name = name_of(path)
    label = rich(session.text(node.label, path)) or EMPTY
    told: dict[str, Any] = {
        "name": name,
        "path": path,
        "node": node,
        "state": state,
        "label": label,
        "hint": rich(session.text(node.hint, path)),
        "media": _media(node, session, media_url, media),
    }
    if node.kind != "question":
        return Question(**told)
    told["label"] = label or format_html("{}", node.name.replace("_", " "))
    told["guidance"] = rich(session.text(node.guidance, path))
    if node.type == "note":
        return Question(**told)
    choices: Choices = ()
    if node.type in CHOOSING:
        choices = [
            (choice.name, rich(session.text(choice.label, path)) or format_html("{}", choice.name))
            for choice in session.choices(path)
        ]
    if state is not None and (state.readonly or (node.calculate and not node.triggers)):
        return Question(**told, shown=_words(state.value, choices))
    return Question(**told, control=control_of(node, name, choices), choices=choices)


def _words(value: str, choices: Choices) -> str:
    if not choices:
        return value
    names = {code: plain(label) for code, label in choices}
    return ", ".join(names.get(code, code) for code in value.split())


def _media(
    node: Node, session: Session, url: MediaUrl | None, known: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Pictures, sounds and films of the label that are there: what it is, and its address."""
    if url is None or not node.label:
        return ()
    texts = node.label
    text = texts.get(getattr(session, "language", "")) or next(iter(texts.values()))
    return tuple(
        (kind, url(file)) for kind, file in text.media.items() if file in known and kind != "big-image"
    )


def error_id(name: str) -> str:
    """Where on its page a question stands, for a link to it."""
    return f"q-{name}"


def render(form: SectionForm, question: Question, files: Mapping[str, Any]) -> SafeString:
    """One question with what belongs to it."""
    if question.kind == "heading":
        return format_html("<h2>{}</h2>", question.label)
    media = join(_medium(kind, address) for kind, address in question.media)
    if question.kind in ("note", "shown"):
        return _note(question, media)
    guidance = (
        format_html('<p class="filling-guidance">{}</p>', question.guidance) if question.guidance else EMPTY
    )
    return format_html(
        "{}{}{}{}{}",
        media,
        guidance,
        _control(form, question, files),
        _not_said(form, question),
        format_html('<input type="hidden" name="{}" value="{}">', ON_PAGE, question.name),
    )


def _note(question: Question, media: SafeString) -> SafeString:
    said = (
        format_html('<p class="filling-shown">{}</p>', question.shown or "–")
        if question.kind == "shown"
        else EMPTY
    )
    hint = format_html('<p class="acasa-quiet">{}</p>', question.hint) if question.hint else EMPTY
    tone = "filling-note" if question.kind == "note" else "filling-told"
    return format_html('{}<div class="{}"><p>{}</p>{}{}</div>', media, tone, question.label, hint, said)


def _control(form: SectionForm, question: Question, files: Mapping[str, Any]) -> SafeString:
    fields = question.control.fields
    if question.node.type in CHOOSING and not question.choices:
        nothing = _("There is nothing to choose here yet.")
        return format_html('<p><strong>{}</strong></p><p class="acasa-quiet">{}</p>', question.label, nothing)
    if question.node.type == "binary":
        return _file(form, question, files)
    if question.node.type not in _TOGETHER:
        return bound_field(
            form[question.name],
            size="s",
            inline=question.control.inline,
            width=_WIDTHS.get(question.node.type)
            if isinstance(form.fields[question.name].widget, forms.TextInput)
            else None,
        )
    hint = format_html('<p class="govuk-hint">{}</p>', question.hint) if question.hint else EMPTY
    if question.node.type == "rank":
        hint = format_html('{}<p class="govuk-hint">{}</p>', hint, _("Give each a number, 1 for the first."))
    inner = join(bound_field(form[name], width=4 if name.startswith("at:") else None) for name in fields)
    return fieldset(format_html("{}{}", hint, inner), question.label, size="s")


def _file(form: SectionForm, question: Question, files: Mapping[str, Any]) -> SafeString:
    kept = files.get(question.path)
    parts: list[SafeString] = []
    if f"strokes:{question.name}" in form.fields:
        parts.append(_pad(question))
    label = _("Or bring a picture of the signature") if parts else None
    parts.append(bound_field(form[question.name], label=label, size="s"))
    if kept:
        words = _("Kept: %(name)s") % {"name": kept["name"]}
        parts.append(format_html('<p class="filling-kept">{}</p>', words))
        parts.append(bound_field(form[f"drop:{question.name}"]))
    return join(parts)


def _pad(question: Question) -> SafeString:
    """A pad to sign on, as papers have one; whoever has no script brings a picture of the signature."""
    label = plain(question.label)
    return format_html(
        '<fieldset class="papers-pad acasa-script-only" data-signature><legend>{}</legend>'
        '<canvas width="1000" height="320" role="img" aria-label="{}"></canvas>'
        '<input type="hidden" name="strokes:{}" value="" data-no-keep>'
        '<button type="button" class="govuk-button govuk-button--secondary" data-clear>{}</button></fieldset>',
        question.label,
        label,
        question.name,
        _("Wipe away"),
    )


def _not_said(form: SectionForm, question: Question) -> SafeString:
    return format_html(
        '<div class="govuk-checkboxes govuk-checkboxes--small filling-not-said"><div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" name="{0}" value="{1}" id="id_{0}_{1}"{2}>'
        '<label class="govuk-label govuk-checkboxes__label" for="id_{0}_{1}">{3}'
        '<span class="govuk-visually-hidden">: {4}</span></label></div></div>',
        NOT_SAID,
        question.name,
        format_html(" checked") if question.path in form.not_said else EMPTY,
        _("Rather not say"),
        plain(question.label),
    )


def _medium(kind: str, address: str) -> SafeString:
    if kind == "image":
        return format_html('<p class="filling-media"><img src="{}" alt=""></p>', address)
    if kind == "audio":
        return format_html(
            '<p class="filling-media"><audio controls preload="none" src="{}"></audio></p>', address
        )
    return format_html(
        '<p class="filling-media"><video controls preload="none" src="{}"></video></p>', address
    )
