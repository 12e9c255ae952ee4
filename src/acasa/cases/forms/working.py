"""Forms on which work is recorded. Labels are plain words; nothing but a name is ever required."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms.common import COMPARTMENT_LABELS, FILE_BYTES, NOTE, choices_of
from acasa.cases.forms.opening import NextStepForm
from acasa.cases.papers import metadata
from acasa.cases.queries.case import Colleague
from acasa.people import rules as people
from acasa.ui.forms import AcasaForm, DateField


def shareable() -> forms.BooleanField:
    """A tick: what is written here may be read in her own view. Not ticked, she reads at most that it is there."""
    return forms.BooleanField(
        label=_("She may read this in her own view"),
        required=False,
        help_text=_("Only if nothing in it harms her or tells of somebody else."),
    )


class ContactForm(NextStepForm):
    """What happened. An attempt without an answer counts as well."""

    what = forms.ChoiceField(
        label=_("What was it?"), choices=choices_of("contact_kinds"), initial="conversation"
    )
    on = DateField(label=_("When?"), latest=lambda: date.today() + timedelta(days=1))  # noqa: DTZ011
    text = forms.CharField(
        label=_("What happened, and what was agreed?"),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Facts and her own words; no opinions about her."),
    )
    result = forms.ChoiceField(
        label=_("What became of the attempt?"),
        required=False,
        choices=choices_of("attempt_results", _("Nobody was reached")),
    )
    message_left = forms.BooleanField(label=_("A message was left"), required=False)
    minutes = forms.IntegerField(label=_("How long, in minutes"), required=False, min_value=1, max_value=1440)
    way = forms.ChoiceField(
        label=_("In which way?"), required=False, choices=choices_of("contact_channels", _("Not recorded"))
    )
    where = forms.CharField(label=_("Where?"), required=False, max_length=200)
    with_whom = forms.CharField(
        label=_("With whom?"), required=False, max_length=200, help_text=_("If not with her alone.")
    )
    interpreter = forms.CharField(label=_("Interpreter"), required=False, max_length=100)
    shareable = shareable()

    widths = {"minutes": 4, "interpreter": 20}
    field_order = ("what", "on", "text", "step_text", "step_due")
    groups = (
        (_("If nobody was reached"), ("result", "message_left")),
        (_("More, if it helps later"), ("minutes", "way", "where", "with_whom", "interpreter", "shareable")),
    )

    # What a contact's record keeps beside its kind, day, words and length.
    MORE = ("way", "where", "with_whom", "interpreter", "result", "message_left", "shareable")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("what") != "attempt":
            data["result"], data["message_left"] = "", False
        return data


class NoteForm(AcasaForm):
    """A note in the compartment where it belongs."""

    compartment = forms.ChoiceField(label=_("Where does it belong?"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Note"), max_length=NOTE, widget=forms.Textarea(attrs={"rows": 8}))
    shareable = shareable()

    def __init__(self, *args: Any, compartments: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [c for c in (people.CASEWORK, people.HEALTH, people.LEGAL) if c in compartments]
        self.fields["compartment"].choices = [(c, COMPARTMENT_LABELS[c]) for c in offered]  # type: ignore[attr-defined]
        if offered:
            self.fields["compartment"].initial = offered[0]


class StepForm(AcasaForm):
    """The next step: what, by when, by whom."""

    text = forms.CharField(label=_("What is to be done?"), max_length=300)
    due = DateField(label=_("By when?"))
    worker = forms.ChoiceField(label=_("By whom?"))

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(str(c.id), c.name) for c in colleagues]  # type: ignore[attr-defined]


class FinishStepForm(AcasaForm):
    """A step is done, put off, or not needed any more."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        initial="done",
        choices=[("done", _("Done")), ("not_needed", _("No longer needed")), ("later", _("Put it off"))],
    )
    text = forms.CharField(
        label=_("What happened?"), required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = DateField(label=_("New day"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reveals = {"outcome": {"later": ["due"]}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "later" and not data.get("due") and "due" not in self.errors:
            self.add_error("due", _("Say to which day it is put off."))
        return data


PICTURE_DAMAGED = _(
    "This picture is damaged, so that place and camera can't be taken out for sure. Save it anew as JPEG or PNG."
)


class FileForm(NoteForm):
    """A document, sealed before it reaches the disk."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Up to 25 MB. It is sealed; nobody without this compartment can open it. Place, camera and time are "
            "taken out of photographs (JPEG, PNG)."
        ),
        max_length=200,
    )
    text = None  # type: ignore[assignment]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise ValidationError(_("This file is larger than 25 MB. Make it smaller or split it."))
        start = file.read(1024)
        file.seek(0)
        if metadata.kind_of(start) in metadata.NOT_CLEANED:
            raise ValidationError(
                _(
                    "Place and camera can't be taken out of a HEIC, WebP or TIFF picture here. Set the camera to “most "
                    "compatible” (JPEG), or save the picture as JPEG or PNG, and add it again."
                )
            )
        return file
