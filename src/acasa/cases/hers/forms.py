"""Forms of her own view and of complaints. Nothing but her words is ever asked, and even they may wait."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import LONG
from acasa.cases.hers import rules, words
from acasa.ui.forms import AcasaForm


class ShowForm(AcasaForm):
    """In which language she reads."""

    language = forms.ChoiceField(
        label=_("In which language does she read?"),
        widget=forms.RadioSelect,
        choices=[("en", "English"), ("ro", "Română"), ("ru", "Русский")],
    )


class WrongForm(AcasaForm):
    """What is not right."""

    words = forms.CharField(
        label=_("What is not right, and how should it be?"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class StopForm(AcasaForm):
    """She wants to stop, or be forgotten. No reason is asked."""

    mark_optional = False

    what = forms.ChoiceField(
        label=_("What do you want?"),
        widget=forms.RadioSelect,
        choices=[
            (rules.STOP, _("I want to stop for now")),
            (rules.FORGET, _("I want you to forget me: to delete what is written")),
        ],
    )
    words = forms.CharField(
        label=_("If you want to, say why, or how we may say goodbye"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConsentForm(AcasaForm):
    """Her new answer to one question."""

    answer = forms.ChoiceField(
        label=_("What do you want from now on?"),
        widget=forms.RadioSelect,
        choices=[
            ("agreed", _("I agree")),
            ("not_now", _("Not now")),
            ("refused", _("No")),
        ],
    )


class FeedbackForm(AcasaForm):
    """How it was. A face, or words, or both, or neither."""

    mark_optional = False

    face = forms.ChoiceField(
        label=_("How is it for you with us?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("good", _("Good")), ("middling", _("So-so")), ("bad", _("Bad"))],
    )
    words = forms.CharField(
        label=_("If you want to, say more"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("face") and not data.get("words"):
            self.add_error("face", _("Choose a face or write something. You can also just go back."))
        return data


class RequestAnswerForm(AcasaForm):
    """What was done about a request of hers."""

    answer = forms.CharField(
        label=_("What was done, and what was she told?"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ComplaintForm(AcasaForm):
    """A complaint in her own words. No name of hers is asked."""

    organisation = forms.ChoiceField(label=_("Which organisation is it about?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What happened?"),
        help_text=_("Write as you like. You need not say who you are."),
        max_length=LONG * 2,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    who = forms.CharField(
        label=_("Who is it about?"),
        help_text=_("A name is enough. Whoever you name can’t open your complaint."),
        required=False,
        max_length=200,
    )
    wish = forms.CharField(
        label=_("What should happen now?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    even_so = forms.BooleanField(
        label=_("Send it even so. I know that the person I named can read it."), required=False
    )

    def __init__(
        self, *args: Any, organisations: list[tuple[Any, str]], alone: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(organisations) > 1:
            self.fields["organisation"].choices = [(str(o), name) for o, name in organisations]  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]
        if not alone:
            del self.fields["even_so"]


class CodeForm(AcasaForm):
    """The code that was given when the complaint was sent."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Four groups of five letters and digits."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )


class AnswerForm(AcasaForm):
    """An answer to a complaint."""

    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("Only the person with the code can read it, and the colleagues who read this complaint."),
        max_length=LONG * 2,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


__all__ = [
    "AnswerForm",
    "CodeForm",
    "ComplaintForm",
    "ConsentForm",
    "FeedbackForm",
    "RequestAnswerForm",
    "ShowForm",
    "StopForm",
    "WrongForm",
    "words",
]
