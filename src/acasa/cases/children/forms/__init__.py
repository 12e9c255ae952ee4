"""Forms of a child's file."""

from acasa.cases.children.forms.interests import (
    AssessmentForm,
    DecideForm,
    MemberForm,
    OptionForm,
    ReopenForm,
    ToldForm,
)
from acasa.cases.children.forms.keeping import (
    AgeForm,
    CareForm,
    CareVisitForm,
    DoneForm,
    EmergencyForm,
    GuardianForm,
    NoticeForm,
)

__all__ = [
    "AgeForm",
    "AssessmentForm",
    "CareForm",
    "CareVisitForm",
    "DecideForm",
    "DoneForm",
    "EmergencyForm",
    "GuardianForm",
    "MemberForm",
    "NoticeForm",
    "OptionForm",
    "ReopenForm",
    "ToldForm",
]
