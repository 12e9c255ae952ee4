"""Forms of the plan on paper: which copy, in which language, is it safe to take home; and who signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.childplan.services.signing import COPY, PAPER
from acasa.cases.forms.common import FILE_BYTES
from acasa.cases.papers import rules as papers
from acasa.cases.papers.forms import LANGUAGES, PaperForm
from acasa.cases.queries.case import CasePage
from acasa.ui.forms import AcasaForm

Choices = list[tuple[str, Any]]
SCREEN, ON_PAPER = "screen", "paper"


class ChildPaperForm(PaperForm):
    """The whole plan, or the child's own copy."""

    what = PAPER
    ticks = "goals"

    copy = forms.ChoiceField(
        label=_("Which paper?"),
        widget=forms.RadioSelect,
        initial=PAPER,
        choices=[
            (PAPER, _("The whole plan, for the team, the guardian and the child to sign")),
            (COPY, _("The child's own copy: large letters, only the child's goals and who helps")),
        ],
    )
    goals = forms.MultipleChoiceField(
        label=_("Which goals stand on the child's copy?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    reveals = {"copy": {COPY: ["goals"]}, "safe": {papers.NO: ["instead"]}}
    field_order = ("language", "copy", "goals")  # type: ignore[assignment]

    def __init__(self, *args: Any, found: CasePage, goals: Choices, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        self.fields["goals"].choices = goals  # type: ignore[attr-defined]
        self.fields["goals"].initial = [name for name, _words in goals]
        if not goals:
            del self.fields["goals"]
        self.fields["names"].choices = [  # type: ignore[attr-defined]
            (papers.WORKING_NAME, _("The name the child goes by")),
            (papers.CODE_ONLY, _("No name: only the number of the case")),
        ]
        self.fields["safe"].help_text = _(
            "Ask the child and whoever cares: who opens the bag, who reads what the child carries?"
        )
        self.fields["instead"].choices = [  # type: ignore[attr-defined]
            (papers.READ_HERE, _("The child reads it here, on the screen")),
            (papers.NO_NAMES, _("Print it without names")),
            (papers.STAYS, _("Print it for the office: it stays here")),
        ]


class SignForm(AcasaForm):
    """Who signs now, and how."""

    team = forms.MultipleChoiceField(
        label=_("Who of the team signs?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Who else signs?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: name, profession, organisation."),
    )
    guardians = forms.MultipleChoiceField(
        label=_("Who signs for the child?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    child = forms.BooleanField(
        label=_("The child signs as well"),
        required=False,
        help_text=_("Only if the child wants to, and in its own way: a name, a letter, a drawing."),
    )
    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=LANGUAGES, widget=forms.RadioSelect, initial="en"
    )
    how = forms.ChoiceField(
        label=_("How do they sign?"),
        widget=forms.RadioSelect,
        initial=SCREEN,
        choices=[
            (SCREEN, _("Here, on the screen")),
            (ON_PAPER, _("They have signed on paper: I bring a photograph or a scan")),
        ],
    )
    file = forms.FileField(
        label=_("The signed paper"),
        required=False,
        help_text=_(
            "A photograph (JPEG or PNG), up to 25 MB. Place, camera and time are taken out of it before it is "
            "sealed. Its name is forgotten. Delete the photograph from the telephone afterwards."
        ),
    )
    pdf_known = forms.BooleanField(
        label=_("It is a PDF from our own scanner"),
        required=False,
        help_text=_("What a PDF tells about device and time can't be taken out here, so it stays in it."),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    inline = ("language",)
    reveals = {"how": {ON_PAPER: ["file", "pdf_known"]}}

    def __init__(self, *args: Any, team: Choices, guardians: Choices, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = team  # type: ignore[attr-defined]
        self.fields["language"].initial = language
        if guardians:
            self.fields["guardians"].choices = guardians  # type: ignore[attr-defined]
        else:
            del self.fields["guardians"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("team", "others", "guardians", "child")):
            self.add_error("team", _("Say who signs."))
        if data.get("how") == ON_PAPER and not data.get("file") and "file" not in self.errors:
            self.add_error("file", _("Bring the signed paper."))
        if data.get("file") and data["file"].size > FILE_BYTES:
            self.add_error("file", _("The file is larger than 25 MB."))
        return data
