"""Forms of the legal track. Nothing about her is ever required; what she decides is asked, never urged."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acasa.cases import codes
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.law import rules, words
from acasa.cases.visits.rules import CURRENCIES, money
from acasa.ui.forms import AcasaForm, DateField, TimeField, YesNoField

Choices = list[tuple[str, Any]]


def _long(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONG,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _short(label: Any, hint: Any = "", size: int = 200) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=size, help_text=hint)


def _one_of(vocabulary: str, label: Any, *, empty: Any = None, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices_of(vocabulary, empty),
        required=empty is None or empty == "",
        help_text=hint,
    )


def _many_of(vocabulary: str, label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=choices_of(vocabulary),
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
    )


class LawForm(AcasaForm):
    """What every form of this part has: the version that was seen. `later` is never before `first`."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    spans: tuple[tuple[str, str], ...] = ()

    def __init__(
        self, *args: Any, colleagues: Choices | None = None, proceedings: Choices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given = {"accompany": colleagues or [], "proceeding": proceedings or []}
        for name, choices in given.items():
            if name in self.fields:
                empty = _("Nobody yet") if name == "accompany" else _("None of them")
                self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]
        if "proceeding" in self.fields and not proceedings:
            del self.fields["proceeding"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for first, later in self.spans:
            if data.get(first) and data.get(later) and data[later] < data[first]:
                self.add_error(later, _("This day lies before the first one."))
        return data


class RoleForm(LawForm):
    """As what she stands before the law, and who stands beside her."""

    roles = _many_of(
        "legal_roles",
        _("Her role"),
        _(
            "She may have several. If she is accused of what she was made to do, write it under “Not to be punished”."
        ),
    )
    counsel_kind = _one_of("counsel_kinds", _("Who represents her?"), empty=_("Not said"))
    counsel = _short(_("Name of the lawyer"))
    counsel_contact = _short(_("How to reach the lawyer"))
    counsel_since = DateField(label=_("Since which day?"), required=False)
    words = _long(_("What else matters"))


class CooperationForm(LawForm):
    """What she decides about police and court. Each answer is a good one."""

    answer = forms.ChoiceField(
        label=_("What does she want with police and court?"),
        widget=forms.RadioSelect,
        choices=list(words.ANSWERS.items()),
        help_text=_(
            "Each answer is a good one, and she may change it. The help she gets does not depend on it."
        ),
    )
    on = DateField(label=_("On which day did she say it?"))
    told = YesNoField(
        label=_("Was she told beforehand that help does not depend on it?"),
        refusable=False,
        required=False,
        help_text=_(
            "Before she decides she is told her rights, what may follow, and what can't be kept secret."
        ),
    )
    words = _long(_("In her own words"))
    inline = ("told",)


class ProceedingForm(LawForm):
    """What is before an authority, and where it stands."""

    type = _one_of("proceeding_kinds", _("Of which kind?"))
    role = _one_of("legal_roles", _("As what does she stand in it?"), empty=_("Not said"))
    authority = _short(_("Before which authority?"), _("Police, prosecutor, court, office."))
    number = _short(_("Number of the file"), size=80)
    opened_on = DateField(label=_("Since which day?"), required=False)
    state = _one_of("proceeding_states", _("Where does it stand?"))
    words = _long(_("What matters in it"))


class HearingForm(LawForm):
    """When and where she is heard, what protects her there, who goes with her, and what came of it."""

    what_for = _one_of("hearing_kinds", _("What is it for?"))
    proceeding = forms.ChoiceField(label=_("In which proceedings?"), required=False)
    on = DateField(label=_("On which day?"))
    start = TimeField(label=_("At what time?"), required=False)
    place = _short(_("Where?"), size=300)
    protection = _many_of(
        "hearing_protection",
        _("Which protection is asked for?"),
        _("Ask her what makes it bearable. Ask for it in writing, in time."),
    )
    protection_state = forms.ChoiceField(
        label=_("What was answered to that?"),
        required=False,
        choices=[("", _("Nothing yet")), *words.MEASURES.items()],
    )
    accompany = forms.ChoiceField(label=_("Who goes with her?"), required=False)
    share = YesNoField(
        label=_("Tell this colleague?"),
        refusable=False,
        required=False,
        help_text=_(
            "They read “To be accompanied”, the day, the time and where you meet. That it is a hearing, and what "
            "about, stays in the legal compartment. Colleagues of the house who hold the essentials can read it too."
        ),
    )
    meet = _short(
        _("Where do they meet?"),
        _("In words that tell nothing more: “at our door, by car”."),
        size=300,
    )
    state = forms.ChoiceField(
        label=_("How does it stand?"),
        widget=forms.RadioSelect,
        initial="planned",
        choices=list(words.HEARING_STATES.items()),
        help_text=_("If it is put off, change the day above."),
    )
    outcome = _long(_("What came of it?"), _("Also how it was for her, in her words."))
    next = _long(_("What comes next?"), rows=2)

    widths = {"start": 5}
    inline = ("share",)
    reveals = {"share": {"yes": ["meet"]}}
    groups = (
        (_("What protects her there"), ("protection", "protection_state")),
        (_("Who goes with her"), ("accompany", "share", "meet")),
        (_("How it went"), ("state", "outcome", "next")),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("share") == "yes" and not data.get("accompany"):
            self.add_error("accompany", _("Choose who goes with her, so that this colleague can be told."))
        if data.get("share") != "yes":
            data["meet"] = ""
        return data


class OrderForm(LawForm):
    """What protects her, from when to when, and what happened against it."""

    what = _one_of("protection_order_kinds", _("What does it say?"))
    state = _one_of("legal_answers", _("How does it stand?"))
    against = _short(_("Against whom?"), _("A role is enough: her husband, the recruiter."))
    authority = _short(_("By which authority?"))
    since = DateField(label=_("From which day?"), required=False)
    until = DateField(label=_("Until which day?"), required=False)
    breached_on = DateField(label=_("If it was broken: when?"), required=False)
    breach = _long(_("What happened against it, and whom did you tell?"))
    words = _long(_("What matters in it"))
    spans = (("since", "until"), ("since", "breached_on"))


class StatusForm(LawForm):
    """As what she may stay, from when to when; the reflection period as well."""

    what = _one_of("legal_status_kinds", _("Which status?"))
    state = _one_of("legal_answers", _("How does it stand?"))
    since = DateField(label=_("From which day?"), required=False)
    until = DateField(
        label=_("Until which day?"),
        required=False,
        help_text=_(
            "It stands on your day when it ends. A reflection period has its clock on the case's page."
        ),
    )
    authority = _short(_("Granted or refused by whom?"))
    appeal_until = DateField(label=_("If refused: last day to appeal"), required=False)
    appeal = _long(_("Appeal: what was filed, and where it stands"), rows=2)
    words = _long(_("What matters in it"))
    spans = (("since", "until"),)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("what") == rules.REFLECTION and data.get("state") in rules.HELD:
            for name in ("since", "until"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("The clock of a reflection period needs its first and its last day.")
                    )
        return data


class NonPunishmentForm(LawForm):
    """What she is blamed for and was made to do; the request that she is not punished for it."""

    offences = _long(
        _("What is she blamed for?"),
        _("Papers, border, work without a permit, theft, drugs… Only what a request needs."),
    )
    forced = _long(_("How was she made to do it?"))
    proceeding = forms.ChoiceField(label=_("In which proceedings?"), required=False)
    asked_of = _short(_("Whom did you ask not to punish her?"))
    asked_on = DateField(label=_("When was it asked for?"), required=False)
    state = _one_of("legal_answers", _("How does it stand?"))
    decided_on = DateField(label=_("When was it decided?"), required=False)
    decision = _long(_("What was decided?"))
    spans = (("asked_on", "decided_on"),)


class CompensationForm(LawForm):
    """What she claims, from whom and why; what was decided; what was paid."""

    against = _one_of("compensation_sources", _("From whom?"))
    basis = _long(_("For what?"), _("Unpaid wages, treatment, what she suffered."))
    proceeding = forms.ChoiceField(label=_("In which proceedings?"), required=False)
    amount = _short(_("How much is claimed?"), size=20)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    asked_on = DateField(label=_("When was it claimed?"), required=False)
    state = _one_of("legal_answers", _("How does it stand?"))
    decided_on = DateField(label=_("When was it decided?"), required=False)
    awarded = _short(_("How much was awarded?"), size=20)
    decision = _long(_("What was decided?"))
    paid = _short(
        _("How much was paid?"),
        _("Each payment is added to the list of payments. Leave it empty when nothing came."),
        size=20,
    )
    paid_on = DateField(label=_("When was it paid?"), required=False)

    widths = {"amount": 10, "awarded": 10, "paid": 10, "currency": 5}
    groups = (
        (_("What was decided"), ("state", "decided_on", "awarded", "decision")),
        (_("A payment that came"), ("paid", "paid_on")),
    )
    spans = (("asked_on", "decided_on"),)

    def _money(self, name: str) -> str:
        typed = str(self.cleaned_data[name])
        if not typed:
            return ""
        if (amount := money(typed)) is None:
            raise ValidationError(_("Enter an amount, for example 1250 or 1250,50"))
        return f"{amount:.2f}"

    def clean_amount(self) -> str:
        return self._money("amount")

    def clean_awarded(self) -> str:
        return self._money("awarded")

    def clean_paid(self) -> str:
        return self._money("paid")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("paid") and not data.get("paid_on") and "paid_on" not in self.errors:
            self.add_error("paid_on", _("Say on which day the money came."))
        if data.get("paid_on") and not data.get("paid") and "paid" not in self.errors:
            self.add_error("paid", _("Say how much came."))
        return data


def _documents() -> Choices:
    return [choice for choice in codes.choices("document_types") if choice[0] != "none"]


class DocumentForm(LawForm):
    """Where her papers are. They are hers: we keep one only if she asks for it in writing."""

    type = forms.ChoiceField(label=_("Which document?"), choices=_documents)
    which = _short(
        _("Which one, if there are several?"),
        _("Not its number: that stands under her identity, if anywhere."),
        size=80,
    )
    held_by = forms.ChoiceField(
        label=_("Who has it?"), choices=choices_of("document_holders"), widget=forms.RadioSelect
    )
    asked_on = DateField(
        label=_("When did she ask in writing that we keep it?"),
        required=False,
        help_text=_(
            "Without her written request we keep nothing. She gets it back whenever she asks, at any hour."
        ),
    )
    kept_at = _short(_("Where does it lie?"), _("So that whoever is on duty can hand it to her at once."))
    applied_at = _short(_("At which office was it applied for?"))
    applied_on = DateField(label=_("When was it applied for?"), required=False)
    expected_on = DateField(label=_("When shall it be ready?"), required=False)
    valid_until = DateField(label=_("Until when is it valid?"), required=False)
    words = _long(_("What matters"), _("How it was taken from her, who was written to."))

    reveals = {
        "held_by": {"us": ["asked_on", "kept_at"], "applied": ["applied_at", "applied_on", "expected_on"]}
    }
    spans = (("applied_on", "expected_on"),)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("held_by") == "us" and not data.get("asked_on") and "asked_on" not in self.errors:
            self.add_error("asked_on", _("We keep a document only at her written request: enter its day."))
        if data.get("held_by") != "us":
            data["asked_on"], data["kept_at"] = None, ""
        if data.get("held_by") != "applied":
            data["expected_on"] = None
        return data


FORMS: Final[dict[str, type[LawForm]]] = {
    rules.ROLE: RoleForm,
    rules.COOPERATION: CooperationForm,
    rules.PROCEEDING: ProceedingForm,
    rules.HEARING: HearingForm,
    rules.ORDER: OrderForm,
    rules.STATUS: StatusForm,
    rules.NON_PUNISHMENT: NonPunishmentForm,
    rules.COMPENSATION: CompensationForm,
    rules.DOCUMENT: DocumentForm,
}
