"""Best interests: the assessment, the panel, options, the decision, and telling the child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.children.forms.keeping import words
from acasa.cases.children.queries import today
from acasa.cases.forms.common import choices_of
from acasa.ui.forms import AcasaForm, DateField, YesNoField

PARTS = ("findings", "source", "certainty")


class AssessmentForm(AcasaForm):
    """Each part with what was found, from whom, and how sure; the child's own view first."""

    mark_optional = False

    child_view = words(
        _("The child's view, in the child's words"),
        rows=3,
        hint=_(
            "What the child wants and fears, or what the child showed. Without pressure, in the child's language."
        ),
    )
    heard_how = forms.ChoiceField(
        label=_("How was the child heard?"), required=False, choices=choices_of("heard_how", _("Choose"))
    )
    heard_by = forms.CharField(label=_("By whom?"), required=False, max_length=200)
    not_heard_why = words(_("If the child could not be heard yet: why?"))
    took_part = words(
        _("Who took part in the assessment?"), hint=_("Names and professions; relatives who were asked.")
    )
    finished = forms.BooleanField(
        label=_("The assessment is finished"),
        required=False,
        help_text=_("From then on it stays as it is; what changes later goes into a new one."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"heard_by": 20}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elements = codes.choices("child_interests")
        groups: list[tuple[Any, tuple[str, ...]]] = []
        for code, label in self.elements:
            self.fields[f"findings_{code}"] = words(_("Findings"))
            self.fields[f"source_{code}"] = forms.CharField(label=_("Source"), required=False, max_length=200)
            self.fields[f"certainty_{code}"] = forms.ChoiceField(
                label=_("How sure?"), required=False, choices=choices_of("finding_certainty", _("Not said"))
            )
            groups.append((label, tuple(f"{part}_{code}" for part in PARTS)))
        self.groups = (*groups, (_("To finish"), ("took_part", "finished")))  # type: ignore[misc]

    @staticmethod
    def initial_of(data: Mapping[str, Any]) -> dict[str, Any]:
        """What a record says, as the form's fields."""
        named = {
            f"{part}_{code}": told.get(part, "")
            for code, told in data.get("elements", {}).items()
            for part in PARTS
        }
        return {**data, **named}

    def told(self) -> dict[str, Any]:
        """The record's own fields."""
        data = self.cleaned_data
        own = ("child_view", "heard_how", "heard_by", "not_heard_why", "took_part")
        return {
            **{name: data[name] for name in own},
            "elements": {
                code: {part: data[f"{part}_{code}"] for part in PARTS} for code, _label in self.elements
            },
        }


class MemberForm(AcasaForm):
    """A member of the panel. Nobody decides in a matter of their own."""

    name = forms.CharField(label=_("Name"), max_length=100)
    profession = forms.ChoiceField(
        label=_("Profession"),
        choices=lambda: [("", _("Choose")), *codes.choices("professions"), ("other", _("Something else"))],
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    conflict = YesNoField(
        label=_("Is there a conflict of interest?"),
        refusable=False,
        help_text=_("Related to the child or a suspect, paid by a party, or the child's guardian."),
    )
    widths = {"name": 20, "organisation": 20}
    inline = ("conflict",)

    def told(self) -> dict[str, Any]:
        return {**self.cleaned_data, "conflict": self.cleaned_data["conflict"] == "yes"}


class OptionForm(AcasaForm):
    """One option, weighed."""

    mark_optional = False

    code = forms.ChoiceField(label=_("Option"), choices=choices_of("durable_solutions", _("Choose")))
    pros = words(_("What speaks for it?"))
    cons = words(_("What speaks against it?"))
    risks = words(_("Risks, and how they could be held off"))
    child_view = words(
        _("What the child says to it"), hint=_("In the child's words, or what the child showed.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecideForm(AcasaForm):
    """The panel decides. Who disagrees is heard by name."""

    decision = forms.ChoiceField(label=_("What is decided?"), widget=forms.RadioSelect)
    reasons = words(_("Why"), rows=4, hint=_("In words that the child can read one day."))
    on = DateField(label=_("On which day?"), latest=today)
    review_on = DateField(label=_("When is it reviewed?"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, options: Sequence[str], panel: Sequence[Mapping[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.panel = {str(one["id"]): str(one["name"]) for one in panel}
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (code, codes.label("durable_solutions", code)) for code in options
        ]
        for member, name in self.panel.items():
            self.fields[f"dissent_{member}"] = words(
                _("%(name)s: if of another opinion, in their own words") % {"name": name}
            )
        dissent = tuple(f"dissent_{member}" for member in self.panel)
        self.groups = ((_("Other opinions"), dissent),)  # type: ignore[misc]

    def dissent(self) -> list[dict[str, str]]:
        """Names and words of those who disagree."""
        said = {member: self.cleaned_data.get(f"dissent_{member}", "") for member in self.panel}
        return [{"name": self.panel[member], "words": text} for member, text in said.items() if text]


class ReopenForm(AcasaForm):
    """Why it is decided anew."""

    reason = words(
        _("What has changed?"),
        rows=3,
        required=True,
        hint=_("Until the new version is decided, the old one allows nothing."),
    )


class ToldForm(AcasaForm):
    """The child is told."""

    on = DateField(label=_("On which day?"), latest=today)
    how = forms.ChoiceField(
        label=_("How was the child told?"), widget=forms.RadioSelect, choices=choices_of("heard_how")
    )
    told_by = forms.CharField(label=_("By whom?"), max_length=200)
    said = words(_("What the child said to it"))
    widths = {"told_by": 20}

    def told(self) -> dict[str, Any]:
        return {**self.cleaned_data, "on": self.cleaned_data["on"].isoformat()}
