"""Words of deadlines: facts, how sure a rule is, what the day says, what the record calls its acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from acasa.cases import codes, presenters
from acasa.cases.deadlines import library
from acasa.cases.deadlines.rules import evaluating
from acasa.cases.deadlines.rules.calendars import Span
from acasa.cases.deadlines.rules.packs import Condition, Rule

FACT_WORDS: Final[dict[str, Any]] = {
    "opened_on": gettext_lazy("the case was opened"),
    "closed_on": gettext_lazy("the case was closed"),
    "risk_review_on": gettext_lazy("the day set for looking at the risk again"),
    "identified_on": gettext_lazy("identification"),
    "first_contact_on": gettext_lazy("the first contact"),
    "arrived_on": gettext_lazy("the day of arrival"),
    "risk_assessed_on": gettext_lazy("the risk was assessed"),
    "safety_plan_on": gettext_lazy("the safety plan was agreed"),
    "danger_signal_on": gettext_lazy("a signal of danger"),
    "guardian_on": gettext_lazy("a guardian was appointed"),
    "best_interests_on": gettext_lazy("best interests were determined"),
    "child_notified_on": gettext_lazy("the guardianship authority was told"),
    "placed_on": gettext_lazy("the child was placed"),
    "child_plan_on": gettext_lazy("the child's plan was made"),
    "child_plan_review_on": gettext_lazy("the day set for looking at the child's plan"),
    "outcomes_on": gettext_lazy("outcomes were recorded"),
    "plan_on": gettext_lazy("a version of the plan was made"),
    "plan_reviewed_on": gettext_lazy("the plan was looked at again"),
    "assessed_on": gettext_lazy("needs were assessed"),
    "followed_up_on": gettext_lazy("she was asked how she is"),
    "conference_on": gettext_lazy("a case conference"),
    "plan_approved_on": gettext_lazy("the plan was approved"),
    "screened_on": gettext_lazy("a screening"),
    "presumed_on": gettext_lazy("the presumption of trafficking"),
    "determined_on": gettext_lazy("the decision on identification"),
    "decision_told_on": gettext_lazy("the decision on identification was explained"),
    "appeal_until": gettext_lazy("the last day of an appeal"),
    "eighteenth_birthday": gettext_lazy("the eighteenth birthday"),
    "reflection_from": gettext_lazy("the decision on a reflection period"),
    "reflection_to": gettext_lazy("the end of the reflection period, as decided"),
    "hearing_on": gettext_lazy("a hearing"),
    "status_until": gettext_lazy("the end of a residence status"),
    "protection_until": gettext_lazy("the end of a protection order"),
    "risk": gettext_lazy("the risk"),
    "case": gettext_lazy("the case"),
    "stage": gettext_lazy("the stage"),
    "trafficking_status": gettext_lazy("the decision on trafficking"),
    "determination": gettext_lazy("the determination"),
    "is_child": gettext_lazy("it is a child"),
}
CERTAINTY_WORDS: Final[dict[str, Any]] = {
    "high": pgettext_lazy("certainty", "sure"),
    "medium": pgettext_lazy("certainty", "fairly sure"),
    "low": pgettext_lazy("certainty", "not sure: practice, or recalled"),
}
CERTAINTY_TONES: Final = {"high": "pine", "medium": "grey", "low": "amber"}
WHO_WORDS: Final[dict[str, Any]] = {
    "worker": gettext_lazy("the case's colleague"),
    "supervisor": gettext_lazy("a supervisor"),
}

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "deadlines.read": gettext_lazy("Reading deadlines"),
    "deadlines.recalculate": gettext_lazy("Calculating deadlines anew"),
    "deadline.extend": gettext_lazy("Putting a deadline off"),
    "deadline.aside": gettext_lazy("Setting a deadline aside"),
    "deadline.done": gettext_lazy("Saying that a deadline is met"),
    "deadline.again": gettext_lazy("Taking a deadline up again"),
    "overdue.read": gettext_lazy("Looking at what is late"),
    "feed.make": gettext_lazy("Making a calendar feed"),
    "feed.revoke": gettext_lazy("Ending a calendar feed"),
}
DETAILS: dict[str, Any] = {"deadlines": gettext_lazy("deadlines")}
# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {}


def title(rule_id: str, fallback: str = "") -> str:
    """What a rule demands, in the reader's language; the words it had when it is no longer in force."""
    pack = library.present()
    rule = pack.rule(rule_id) if pack else None
    return rule.title(codes.language()) if rule else fallback or rule_id


def clock_words(data: Mapping[str, Any], today: date) -> str:
    """Where a rule has a clock: day 12 of 30; else ""."""
    pack = library.present()
    rule = pack.rule(str(data["rule"])) if pack else None
    if rule is None or not rule.clock or not data["begins"]:
        return ""
    begins = date.fromisoformat(str(data["begins"]))
    day, total = evaluating.clock_day(begins, date.fromisoformat(str(data["due"])), today)
    return _("day %(day)d of %(total)d") % {"day": min(day, total), "total": total}


def due_words(data: Mapping[str, Any]) -> str:
    """What the day says of a deadline."""
    parts = [title(str(data["rule"]), str(data.get("text", "")))]
    if data.get("clock"):
        parts.append(_("until %(time)s") % {"time": data["clock"]})
    if clock := clock_words(data, timezone.localdate()):
        parts.append(clock)
    return ", ".join(parts)


def span_words(span: Span) -> str:
    """How long: 30 days."""
    count = {"count": span.amount}
    words = {
        "hours": ngettext("%(count)d hour", "%(count)d hours", span.amount),
        "days": ngettext("%(count)d day", "%(count)d days", span.amount),
        "working_days": ngettext("%(count)d working day", "%(count)d working days", span.amount),
        "weeks": ngettext("%(count)d week", "%(count)d weeks", span.amount),
        "months": ngettext("%(count)d month", "%(count)d months", span.amount),
        "years": ngettext("%(count)d year", "%(count)d years", span.amount),
    }
    return words[span.unit] % count


def when_words(rule: Rule) -> str:
    """When a rule's deadline is due: 30 days after the case was opened."""
    said = {"span": span_words(rule.span), "fact": FACT_WORDS[rule.start]}
    if rule.span.amount == 0:
        return _("on the day itself: %(fact)s") % said
    words = _("%(span)s before: %(fact)s") % said if rule.before else _("%(span)s from: %(fact)s") % said
    further = [span_words(span) for span in rule.schedule[1:]]
    if further:
        words += "; " + _("then after %(spans)s") % {"spans": ", ".join(further)}
    if rule.endless:
        words += "; " + _("then again each %(span)s") % {"span": span_words(rule.endless)}
    return words


def condition_words(condition: Condition) -> str:
    """What must be so for a rule to be asked."""
    fact = {"fact": FACT_WORDS[condition.fact]}
    if condition.known is not None:
        return (_("known: %(fact)s") if condition.known else _("not known: %(fact)s")) % fact
    if condition.values == ("yes",):
        return str(fact["fact"]) if not condition.negated else _("not: %(fact)s") % fact
    lists = {"risk": "risk_levels", "stage": "stages"}
    values = [
        codes.label(lists[condition.fact], value) if condition.fact in lists else value
        for value in condition.values
    ]
    said = {**fact, "values": ", ".join(values)}
    return (_("%(fact)s is not %(values)s") if condition.negated else _("%(fact)s: %(values)s")) % said


def fact_words(name: str, value: str) -> str:
    """A fact that a deadline counts from, with its day."""
    return f"{FACT_WORDS.get(name, name)}, {presenters.day_words(value)}"
