"""Forms of cases. Labels are plain words; nothing but a name to call her by is ever required of a person."""

from acasa.cases.forms.changing import AssignForm, CloseForm, ReopenForm, RiskForm, StageForm
from acasa.cases.forms.common import COMPARTMENT_LABELS
from acasa.cases.forms.listing import AboutFilterForm, FilterForm, SaveViewForm
from acasa.cases.forms.opening import IdentityForm, NextStepForm, OpenCaseForm, SafeContactForm
from acasa.cases.forms.working import ContactForm, FileForm, FinishStepForm, NoteForm, StepForm

__all__ = [
    "COMPARTMENT_LABELS",
    "AboutFilterForm",
    "AssignForm",
    "CloseForm",
    "ContactForm",
    "FileForm",
    "FilterForm",
    "FinishStepForm",
    "IdentityForm",
    "NextStepForm",
    "NoteForm",
    "OpenCaseForm",
    "ReopenForm",
    "RiskForm",
    "SafeContactForm",
    "SaveViewForm",
    "StageForm",
    "StepForm",
]
