"""Forms about questionnaires: a file, its media, how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.people import rules as people
from acasa.people.models import Profession
from acasa.questionnaires import rules
from acasa.questionnaires.engine.grid import MAX_BYTES
from acasa.questionnaires.services import Settings
from acasa.ui.forms import AcasaForm

ACCEPT: Final = ".xlsx,.xls,.xlsm,.csv,.md"
COMPARTMENTS: Final = {
    people.ESSENTIALS: _("Essentials"),
    people.CASEWORK: _("Case work"),
    people.HEALTH: _("Health"),
    people.LEGAL: _("Legal"),
}
# Those who meet the people assisted; the others hold no compartment in which answers lie.
PROFESSIONS: Final = [
    (value, label)
    for value, label in Profession.choices
    if value not in ("data_officer", "trainer", "priest")
]


class _WithFile(AcasaForm):
    file = forms.FileField(
        label=_("The form"),
        help_text=_("XLSForm as an Excel file (XLSX), up to 5 MB; CSV and Markdown work as well."),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is too large. A form may have %(limit)s MB."), params={"limit": 5}
            )
        return file


class UploadForm(_WithFile):
    """A new questionnaire."""

    compartment = forms.ChoiceField(
        label=_("Where are the answers kept?"),
        help_text=_(
            "Only colleagues who hold this compartment can ask these questions and read the answers."
        ),
        choices=[(name, COMPARTMENTS[name]) for name in rules.COMPARTMENTS],
        widget=forms.RadioSelect,
        initial=people.CASEWORK,
    )

    def settings(self) -> Settings:
        """How it is used, at first."""
        return Settings(compartment=self.cleaned_data["compartment"])


class VersionForm(_WithFile):
    """The next version."""


class MediaForm(AcasaForm):
    """A file that the form names."""

    name = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField(label=_("File"), max_length=200)


class SettingsForm(AcasaForm):
    """How a questionnaire is used."""

    about = forms.CharField(
        label=_("What is it for?"),
        help_text=_("One sentence, shown where a questionnaire is chosen."),
        max_length=rules.LONGEST_ABOUT,
        required=False,
    )
    compartment = forms.ChoiceField(
        label=_("Where are the answers kept?"),
        help_text=_(
            "Only colleagues who hold this compartment can ask these questions and read the answers."
        ),
        choices=[(name, COMPARTMENTS[name]) for name in rules.COMPARTMENTS],
        widget=forms.RadioSelect,
    )
    professions = forms.MultipleChoiceField(
        label=_("Who may fill it in?"),
        help_text=_("Nobody ticked: everybody who holds the compartment."),
        choices=PROFESSIONS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on_devices = forms.BooleanField(
        label=_("Offer it to telephones and tablets that were let in, for work without a network"),
        required=False,
    )
    case_question = forms.ChoiceField(
        label=_("Which question holds the code of the case?"),
        help_text=_("By it what comes from a device finds its case. Without one it waits in the inbox."),
        required=False,
    )

    def __init__(self, *args: Any, fixed: bool, questions: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["case_question"].choices = [("", _("None")), *questions.items()]  # type: ignore[attr-defined]
        if fixed:
            # Answers lie there already: another compartment would part them.
            del self.fields["compartment"]

    def settings(self, compartment: str) -> Settings:
        """What was chosen; `compartment` is the one that stands."""
        data = self.cleaned_data
        return Settings(
            compartment=data.get("compartment") or compartment,
            about=data["about"],
            professions=tuple(data["professions"]),
            on_devices=data["on_devices"],
            case_question=data["case_question"],
        )
