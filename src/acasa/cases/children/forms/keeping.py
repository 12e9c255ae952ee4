"""Age, guardian, care and the eighteenth birthday."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.children import library
from acasa.cases.children.queries import today
from acasa.cases.forms.common import LONG, choices_of
from acasa.ui.forms import AcasaForm, DateField, YesNoField

Named = Sequence[tuple[str, str]]
# Sources that say nothing without how they came to it.
EXPLAINED = ("medical", "professionals", "other")


def words(label: Any, *, rows: int = 2, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
    )


class AgeForm(AcasaForm):
    """How old somebody is, how it is known, and whether anybody doubts it."""

    stated = forms.CharField(
        label=_("What the person says about the age, or the papers say"), required=False, max_length=200
    )
    estimated_from = forms.IntegerField(label=_("At least, years"), required=False, min_value=0, max_value=99)
    estimated_to = forms.IntegerField(label=_("At most, years"), required=False, min_value=0, max_value=99)
    source = forms.ChoiceField(
        label=_("How is it known?"),
        widget=forms.RadioSelect,
        choices=choices_of("age_sources"),
        help_text=_("Never by looks alone, and no examination without the child's agreement."),
    )
    method = words(_("Who found it out, and how?"))
    on = DateField(label=_("On which day was it looked at?"), latest=today)
    doubt = forms.BooleanField(
        label=_("There is doubt: presume that the person is under 18"),
        required=False,
        help_text=_(
            "Also against a paper that says otherwise: papers that make a child an adult are common. "
            "The protection stays until somebody looks at it again."
        ),
    )
    review_on = DateField(label=_("When is it looked at again?"), required=False, earliest=today)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"stated": 20, "estimated_from": 3, "estimated_to": 3}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("estimated_from"), data.get("estimated_to")
        if (low is None) != (high is None):
            name = "estimated_to" if high is None else "estimated_from"
            self.add_error(name, _("An estimate is a range: from and to."))
        if low is not None and high is not None and high < low:
            self.add_error("estimated_to", _("This is less than the youngest age."))
        if data.get("source") in EXPLAINED and not data.get("method"):
            self.add_error("method", _("Say who found it out and how: looks alone are no source."))
        if data.get("doubt") and not data.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", _("Set a day: what is presumed is looked at again."))
        return data


ANSWERS = [("no", _("No")), ("yes", _("Yes")), ("unknown", _("Nobody knows"))]


class GuardianForm(AcasaForm):
    """Who speaks for the child, appointed by whom, and whether anything stands against it."""

    kin = forms.ChoiceField(label=_("Is it somebody of the family's room?"), required=False)
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    by_whom = forms.CharField(
        label=_("Appointed by"), max_length=200, help_text=_("The authority or court, and its decision.")
    )
    since = DateField(label=_("From"))
    until = DateField(label=_("To"), required=False)
    contact = forms.CharField(label=_("Contact"), required=False, max_length=200)
    tasks = words(_("Tasks"), hint=_("For example: goes along to hearings, signs for school and doctor."))
    words = words(_("What stands behind these answers?"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"name": 20, "by_whom": 20, "contact": 20}

    def __init__(self, *args: Any, kin: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kin:
            self.fields["kin"].choices = [("", _("No, or not yet")), *kin]  # type: ignore[attr-defined]
        else:
            del self.fields["kin"]
        self.named = dict(kin)
        asked = []
        for code, label in codes.choices("guardian_conflicts"):
            if code in library.questions():
                asked.append(f"q_{code}")
                self.fields[f"q_{code}"] = forms.ChoiceField(
                    label=label, widget=forms.RadioSelect, choices=ANSWERS
                )
        self.inline = tuple(asked)  # type: ignore[misc]
        self.order_fields([name for name in self.fields if name not in ("words", "version")])
        # An instance's own: each question is a field made here.
        self.groups = ((_("Conflict of interest"), (*asked, "words")),)  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("name"):
            data["name"] = self.named.get(str(data.get("kin") or ""), "")
        if not data["name"]:
            self.add_error("name", _("Write the name, or choose somebody of the family."))
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This lies before the beginning."))
        return data

    def told(self) -> dict[str, Any]:
        """The record's own fields."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("name", "by_whom", "contact", "tasks", "words")},
            "kin": data.get("kin", ""),
            "from": data["since"].isoformat(),
            "to": data["until"].isoformat() if data["until"] else "",
            "answers": {name[2:]: data[name] for name in self.fields if name.startswith("q_")},
        }


class NoticeForm(AcasaForm):
    """The guardianship authority was told."""

    on = DateField(label=_("On which day?"), latest=today)
    to = forms.CharField(label=_("Which authority, and who there?"), max_length=200)
    how = forms.CharField(label=_("How, and under which number?"), required=False, max_length=200)


class CareForm(AcasaForm):
    """Where the child lives now."""

    placement = forms.ChoiceField(
        label=_("Where does the child live?"), widget=forms.RadioSelect, choices=choices_of("placements")
    )
    who_name = forms.CharField(label=_("With whom, or in which house?"), max_length=100)
    on = DateField(
        label=_("Since which day?"),
        latest=today,
        help_text=_(
            "A day before the file was opened says how it was found; a later one is a change of care."
        ),
    )
    decided_by = forms.CharField(
        label=_("On whose decision?"), required=False, max_length=200, help_text=_("Authority, number, day.")
    )
    emergency = forms.BooleanField(
        label=_("Emergency placement: the child was in immediate danger"),
        required=False,
        help_text=_(
            "Allowed without a determination. It is marked, and due to be looked at again within hours."
        ),
    )
    danger = words(_("What was the immediate danger?"))
    next_visit = DateField(label=_("When do you visit the child there?"), required=False, earliest=today)

    widths = {"who_name": 20, "decided_by": 20}

    def told(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data.pop("emergency")
        data["from"] = data.pop("on").isoformat()
        return data


class CareVisitForm(AcasaForm):
    """A visit where the child lives."""

    on = DateField(label=_("On which day?"), latest=today)
    alone = YesNoField(label=_("Was the child met alone?"), refusable=False)
    said = words(_("What the child said or showed, in the child's words"))
    words = words(_("How the child is there"), rows=3, required=True)
    next_visit = DateField(label=_("When next?"), required=False, earliest=today)
    inline = ("alone",)


class EmergencyForm(AcasaForm):
    """An emergency placement is looked at again."""

    result = forms.ChoiceField(
        label=_("What now?"),
        widget=forms.RadioSelect,
        choices=[
            ("determined", _("The child stays: the determination of best interests allows it")),
            ("extended", _("The danger lasts: longer, until a day")),
            ("ended", _("It is over: the child does not live there any more")),
        ],
    )
    until = DateField(label=_("Until which day?"), required=False)
    reason = words(_("Why"), required=True)
    reveals = {"result": {"extended": ["until"]}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("result") == "extended" and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until which day."))
        return data


class DoneForm(AcasaForm):
    """Something that had to be ready before the birthday is."""

    on = DateField(label=_("On which day?"), latest=today)
    result = words(_("What was arranged?"))

    def clean_result(self) -> str:
        result: str = self.cleaned_data["result"]
        if not result:
            raise ValidationError(_("Say in a few words what is ready, so that a colleague can go on."))
        return result
