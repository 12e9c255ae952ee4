"""Forms of school: where the child learns, how it attends, what somebody there was told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.childplan import library
from acasa.cases.forms.common import LONG, choices_of
from acasa.ui.forms import AcasaForm, DateField

_TWO = {"rows": 2}


class SchoolForm(AcasaForm):
    """Where the child learns, what helps it there, and what the school may be told."""

    state = forms.ChoiceField(label=_("Where does the child learn?"), choices=choices_of(library.STATES))
    school = forms.CharField(label=_("School or kindergarten"), required=False, max_length=200)
    group = forms.CharField(label=_("Class or group"), required=False, max_length=60)
    language = forms.ChoiceField(
        label=_("Language of teaching"), required=False, choices=choices_of("languages", _("Not recorded"))
    )
    since = DateField(label=_("Since when?"), required=False)
    until = DateField(label=_("Until when, if it is over"), required=False)
    support = forms.MultipleChoiceField(
        label=_("What helps the child there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of("school_support"),
    )
    catching_up = forms.CharField(
        label=_("Catching up: what, with whom, when"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs=_TWO),
    )
    contact = forms.CharField(label=_("Contact person at the school"), required=False, max_length=200)
    contact_how = forms.CharField(
        label=_("How and when to reach them"),
        required=False,
        max_length=200,
        help_text=_("And as whom you call: what the school hears when the telephone rings."),
    )
    may_know = forms.MultipleChoiceField(
        label=_("What may be said to the school?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of(library.MAY_KNOW),
        help_text=_(
            "Agreed with the child and whoever cares. What happened is not in this list: no school needs it, and "
            "one word is enough for a name that stays with a child."
        ),
    )
    words = forms.CharField(
        label=_("In which words it is said"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs=_TWO),
        help_text=_("The sentence that everybody uses, so that nobody has to think of one."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"group": 10}
    groups = (
        (_("What helps"), ("support", "catching_up")),
        (_("The school, and what it knows"), ("contact", "contact_how", "may_know", "words")),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day lies before the first one."))
        return data


class SchoolNoteForm(AcasaForm):
    """How the child attends."""

    on = DateField(label=_("When?"))
    attendance = forms.ChoiceField(
        label=_("How does the child attend?"),
        widget=forms.RadioSelect,
        choices=choices_of("school_attendance"),
    )
    words = forms.CharField(
        label=_("What happened, and what the child says"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SchoolToldForm(AcasaForm):
    """Who at the school was told what."""

    who = forms.CharField(
        label=_("Who was told?"), max_length=200, help_text=_("For example: the class teacher")
    )
    on = DateField(label=_("When?"))
    told = forms.MultipleChoiceField(
        label=_("What do they know?"),
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of(library.MAY_KNOW),
    )
