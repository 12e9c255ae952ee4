"""Forms of contacts and visits."""

from acasa.cases.visits.forms.following import (
    EndSearchForm,
    FollowupForm,
    PauseForm,
    ScheduleForm,
    SearchForm,
    TryForm,
)
from acasa.cases.visits.forms.giving import (
    AidForm,
    BudgetLineForm,
    ChooseInterpreterForm,
    InterpreterForm,
    LanguageForm,
    TakeBackForm,
)
from acasa.cases.visits.forms.visiting import (
    AppointmentForm,
    AttemptForm,
    CancelForm,
    OutcomeForm,
    OutForm,
    VisitForm,
)

__all__ = [
    "AidForm",
    "AppointmentForm",
    "AttemptForm",
    "BudgetLineForm",
    "CancelForm",
    "ChooseInterpreterForm",
    "EndSearchForm",
    "FollowupForm",
    "InterpreterForm",
    "LanguageForm",
    "OutForm",
    "OutcomeForm",
    "PauseForm",
    "ScheduleForm",
    "SearchForm",
    "TakeBackForm",
    "TryForm",
    "VisitForm",
]
