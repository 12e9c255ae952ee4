"""Forms of papers: in which language, what stands on it, and is it safe to take home?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms import FileForm, NextStepForm
from acasa.cases.forms.common import LONG, choices_of
from acasa.cases.papers import rules, telling
from acasa.cases.papers.orders import Order
from acasa.cases.papers.words import NAMES, PARTNER_ANSWERS
from acasa.cases.queries.case import CasePage
from acasa.ui.forms import AcasaForm, DateField

LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code in rules.LANGUAGES]
_LINES = {"rows": 3}


class SheetForm(AcasaForm):
    """Of a paper for the office: its language, and whether her name stands on it; by itself only the code."""

    mark_optional = False

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    names = forms.ChoiceField(
        label=_("Whose name stands on it?"),
        widget=forms.RadioSelect,
        initial=rules.CODE_ONLY,
        choices=[
            (rules.WORKING_NAME, _("The name she chose")),
            (rules.CODE_ONLY, _("No name: only the number of the case")),
        ],
    )

    inline = ("language",)


class PaperForm(AcasaForm):
    """What every paper asks. `what` is set by each kind; `ticks` names the field whose boxes are the paper's parts."""

    what: ClassVar[str] = ""
    ticks: ClassVar[str] = ""
    mark_optional = False

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=LANGUAGES, widget=forms.RadioSelect, initial="en"
    )
    names = forms.ChoiceField(
        label=_("Whose name stands on it?"),
        widget=forms.RadioSelect,
        initial=rules.WORKING_NAME,
        choices=[
            (rules.WORKING_NAME, _("The name she chose")),
            (rules.CODE_ONLY, _("No name: only the number of the case")),
        ],
        help_text=_("Never her legal name. Names within texts stay: read it before you give it."),
    )
    safe = forms.ChoiceField(
        label=_("Is it safe to take home?"),
        widget=forms.RadioSelect,
        choices=[(rules.YES, _("Yes")), (rules.NO, _("No")), (rules.NOT_ASKED, _("Not asked"))],
        help_text=_("Ask her: who opens her bag, who reads what she carries?"),
    )
    instead = forms.ChoiceField(
        label=_("Then how?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (rules.READ_HERE, _("She reads it here, on the screen")),
            (rules.NO_NAMES, _("Print it without names")),
            (rules.STAYS, _("Print it for the office: it stays here")),
        ],
    )

    inline = ("language",)
    reveals = {"safe": {rules.NO: ["instead"]}}
    field_order = ("language",)

    def __init__(self, *args: Any, found: CasePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = str(found.essentials.get("language", ""))
        self.fields["language"].initial = hers if hers in rules.LANGUAGES else None
        if self.ticks and isinstance(self.initial.get(self.ticks), str):
            self.initial[self.ticks] = [self.initial[self.ticks]]
        for name in ("safe", "instead"):  # the last question before the paper is made
            if name in self.fields:
                self.fields[name] = self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("safe") == rules.NO and not data.get("instead") and "instead" not in self.errors:
            self.add_error("instead", _("It isn't safe to take home: choose how she gets it."))
        return data

    def order(self, **more: Any) -> Order:
        """The order that this form describes."""
        data = self.cleaned_data
        known = {"language", "names", "safe", "instead", "guardian", self.ticks}
        safe = str(data.get("safe") or rules.NOT_ASKED)
        return Order(
            what=self.what,
            language=str(data["language"]),
            names=str(data.get("names") or rules.WORKING_NAME),
            safe=safe,
            instead=str(data.get("instead") or "") if safe == rules.NO else "",
            typed={name: value for name, value in data.items() if name not in known},
            ticked=frozenset(data.get(self.ticks) or ()),
            guardian=bool(data.get("guardian")),
            **more,
        )


class ConsentPaperForm(PaperForm):
    """The consent form."""

    what = rules.CONSENT

    receivers = forms.CharField(
        label=_("Who receives something about her, and what?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("One receiver a line. Leave it empty for lines to write on."),
    )
    guardian = forms.BooleanField(label=_("A guardian signs as well"), required=False)


class PlanPaperForm(PaperForm):
    """The individual plan."""

    what = rules.PLAN

    child_view = forms.BooleanField(label=_("Leave room for what the child says"), required=False)
    guardian = forms.BooleanField(label=_("A guardian signs as well"), required=False)


class SafetyPaperForm(PaperForm):
    """The safety sheet: short, and about nobody."""

    what = rules.SAFETY
    names = None  # type: ignore[assignment]

    emergency = forms.CharField(label=_("Emergency number"), required=False, max_length=20, initial="112")
    call = forms.CharField(
        label=_("Whom does she call?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A number and a first name that mean nothing to others."),
    )
    go = forms.CharField(
        label=_("Where does she go?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("Never the address of a shelter."),
    )
    code_word = forms.CharField(label=_("Code word, or what to say"), required=False, max_length=200)
    take = forms.CharField(
        label=_("What does she take with her?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs=_LINES),
    )

    widths = {"emergency": 10, "code_word": 20}

    def order(self, **more: Any) -> Order:
        from dataclasses import replace

        return replace(super().order(**more), names=rules.CODE_ONLY)


class ReferralPaperForm(PaperForm):
    """The letter to a partner. No fact is ticked by itself."""

    what = rules.REFERRAL
    ticks = "facts"
    names = None  # type: ignore[assignment]

    to = forms.CharField(label=_("To which organisation?"), max_length=200)
    person = forms.CharField(label=_("To whom there?"), required=False, max_length=200)
    assistance = forms.ChoiceField(
        label=_("What is asked?"), required=False, choices=choices_of("assistance_types", _("Something else"))
    )
    asked = forms.CharField(label=_("In words"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))
    reply_to = forms.CharField(
        label=_("How may they answer us?"),
        required=False,
        max_length=200,
        help_text=_("Our telephone or address."),
    )
    facts = forms.MultipleChoiceField(
        label=_("Which facts may they know?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick with her, one by one, only what they need for what is asked."),
    )
    agreed = forms.ChoiceField(
        label=_("Did she agree to this letter, these facts and this receiver?"),
        widget=forms.RadioSelect,
        choices=[
            ("spoken", _("Yes, in spoken words")),
            ("signed", _("Yes, with her signature")),
            ("no", _("No: the letter goes without facts about her")),
        ],
    )

    def __init__(self, *args: Any, found: CasePage, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        offered = [
            (fact.id, fact.label if fact.value == "…" else f"{fact.label}: {fact.value}")
            for fact in telling.facts(found)
        ]
        self.fields["facts"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("agreed") == "no" and data.get("facts"):
            self.add_error("facts", _("She did not agree: take the ticks away, or ask her again."))
        return data


class SummaryPaperForm(PaperForm):
    """The summary: for whom, what for, and which parts."""

    what = rules.SUMMARY
    ticks = "sections"

    to = forms.CharField(label=_("For whom is it?"), max_length=200)
    purpose = forms.CharField(label=_("What for?"), required=False, max_length=300)
    sections = forms.MultipleChoiceField(
        label=_("Which parts?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only parts that your keys open are offered."),
        error_messages={"required": _("Tick at least one part.")},
    )

    def __init__(self, *args: Any, found: CasePage, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        self.fields["sections"].choices = telling.sections(found)  # type: ignore[attr-defined]


class IntakePaperForm(PaperForm):
    """The blank intake form with the number of the case on it."""

    what = rules.INTAKE
    names = None  # type: ignore[assignment]
    safe = None  # type: ignore[assignment]
    instead = None  # type: ignore[assignment]
    reveals = {}

    def order(self, **more: Any) -> Order:
        from dataclasses import replace

        return replace(super().order(**more), names=rules.CODE_ONLY)


FORMS: dict[str, type[PaperForm]] = {
    form.what: form
    for form in (
        ConsentPaperForm,
        PlanPaperForm,
        SafetyPaperForm,
        ReferralPaperForm,
        SummaryPaperForm,
        IntakePaperForm,
    )
}


class SignedPaperForm(FileForm):
    """A paper that was signed by hand, photographed or scanned."""

    what = forms.ChoiceField(
        label=_("Which paper is it?"), choices=[(what, NAMES[what]) for what in rules.KINDS]
    )
    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=LANGUAGES, widget=forms.RadioSelect, initial="en"
    )
    pdf_known = forms.BooleanField(
        label=_("It is a PDF from our own scanner"),
        required=False,
        help_text=_("What a PDF tells about device and time can't be taken out here, so it stays in it."),
    )

    inline = ("language",)
    field_order = ("what", "language", "file", "pdf_known", "compartment")

    def __init__(self, *args: Any, found: CasePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = str(found.essentials.get("language", ""))
        self.fields["language"].initial = hers if hers in rules.LANGUAGES else None
        self.fields["file"].help_text = _(
            "A photograph (JPEG or PNG), up to 25 MB. Place, camera and time are taken out of it before it is "
            "sealed. Its name is forgotten. Delete the photograph from the telephone afterwards."
        )


NOT_TAKEN: dict[str, Any] = {
    "kind": _("Bring a photograph as JPEG or PNG, or a PDF from a scanner."),
    "heic": _(
        "This photograph is HEIC, which can't be cleaned here. Set the camera to “most compatible” (JPEG), or take "
        "a picture of the screen."
    ),
    "damaged": _(
        "This picture is damaged, so that place and camera can't be taken out for sure. Save it anew as JPEG or PNG."
    ),
    "pdf": _("Tick below that this PDF comes from your own scanner, or bring a photograph instead."),
    "pdf_tells": _(
        "In this PDF is a photograph that tells camera or place. Bring it as JPEG or PNG instead."
    ),
}


class PartnerAnswerForm(NextStepForm):
    """What a partner answered, by telephone or otherwise, written down by hand."""

    organisation = forms.CharField(label=_("Which organisation?"), max_length=200)
    person = forms.CharField(label=_("Whom did you speak to?"), required=False, max_length=200)
    answer = forms.ChoiceField(
        label=_("What was the answer?"), widget=forms.RadioSelect, choices=list(PARTNER_ANSWERS.items())
    )
    words = forms.CharField(
        label=_("What did they say?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    by_when = DateField(label=_("By when will they do it, or answer?"), required=False)

    field_order = ("organisation", "person", "answer", "words", "by_when", "step_text", "step_due")
