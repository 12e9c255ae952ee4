"""Words of results: what a difference says and what it does not, and what the record calls the acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from acasa.assessments import rules
from acasa.assessments.measures import instruments
from acasa.assessments.plots.drawing import number

VERBS: dict[str, Any] = {
    "measure.read": gettext_lazy("Reading results of instruments"),
    "measure.type_in": gettext_lazy("Typing in an instrument from paper"),
    "measure.print": gettext_lazy("Printing a profile of results"),
    "measure.plan": gettext_lazy("Planning measurements"),
    "measure.move": gettext_lazy("Moving a planned measurement"),
    "measure.drop": gettext_lazy("Dropping a planned measurement"),
}

VERDICTS: Final[dict[str, Any]] = {
    "better": gettext_lazy("reliably better"),
    "worse": gettext_lazy("reliably worse"),
    "same": gettext_lazy("no reliable change"),
    "unknown": gettext_lazy("can't be said"),
}
VERDICT_TONES: Final = {"better": "pine", "worse": "brick", "same": "grey", "unknown": "grey"}
AGAINST: Final[dict[str, Any]] = {
    "language": gettext_lazy("It was asked in another language, so the two numbers may not be compared."),
    "version": gettext_lazy(
        "It was another version of the instrument, so the two numbers may not be compared."
    ),
}
RESPONDENTS: Final[dict[str, Any]] = {
    rules.SELF: gettext_lazy("answered by herself"),
    rules.CHILD: gettext_lazy("answered by the child"),
    rules.PARENT: gettext_lazy("answered by a parent"),
    rules.WORKER: gettext_lazy("answered by a colleague"),
}


def step_words(step: rules.Step) -> str:
    """What the difference between two results says, in a sentence or two."""
    if step.against:
        return " ".join(str(AGAINST[why]) for why in step.against)
    points, needed = step.change.points, step.change.needed
    if points is None or needed is None:
        return _(
            "No criterion of reliable change is published for this instrument: the numbers stand beside each other,"
            " no more."
        )
    words = {"points": number(abs(points)), "needed": number(needed)}
    if step.verdict == "same":
        if not points:
            return _("The same number as then.")
        return (
            _(
                "A difference of %(points)s is within what chance explains: it would have to be %(needed)s or more."
            )
            % words
        )
    return (
        _("A difference of %(points)s is more than chance explains: %(needed)s is enough for that.") % words
    )


def crossed_words(step: rules.Step) -> str:
    """Whether the line was crossed from which a screening asks for a closer look."""
    if step.against:
        return ""
    return {
        "into": _("It has come into the range in which the screening asks for a closer look."),
        "out": _("It has left the range in which the screening asks for a closer look."),
    }.get(step.change.crossed, "")


def missing_words(count: int) -> str:
    return ngettext("%(count)d answer is missing", "%(count)d answers are missing", count) % {"count": count}


def _measure(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """A result on the timeline: the number and the band, and loudly what could not wait."""
    try:
        instrument = instruments.get(str(data["instrument"]), str(data["version"]))
    except KeyError:
        return str(data["instrument"]), "", ""
    total = data["score"].get("total")
    band, tone = instruments.band(instrument, str(data.get("band", "")))
    said = ", ".join(part for part in (number(total) if total is not None else "", band) if part)
    title = f"{instrument.title}: {said}" if said else instrument.title
    if data.get("critical"):
        return title, _("An answer that must not wait: a same-day protocol."), "brick"
    return title, "", tone


TITLES: dict[str, Any] = {"measure": _measure}
