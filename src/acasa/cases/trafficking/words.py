"""Words of this part: its steps and fields, what codes mean in plain speech, the record, the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acasa.cases import codes, presenters
from acasa.cases.trafficking.rules import shape

# Steps: title, and what stands beneath it.
SECTIONS: Final[dict[str, tuple[Any, Any]]] = {
    "status": (
        gettext_lazy("What was decided"),
        gettext_lazy("What was found, by whom and when. Help does not wait for it."),
    ),
    "recruitment": (
        gettext_lazy("How it began"),
        gettext_lazy("Tick what she says. The marks are enough; the story is hers."),
    ),
    "control": (
        gettext_lazy("How she was held"),
        gettext_lazy("It helps to see what she still fears. Don't read the list to her."),
    ),
    "exploitation": (
        gettext_lazy("What was demanded of her"),
        gettext_lazy("Only as far as help or her rights depend on it."),
    ),
    "work": (
        gettext_lazy("Work, sites and apps"),
        gettext_lazy("If it was work, or if sites and apps were used to exploit her."),
    ),
    "places": (
        gettext_lazy("Where and when"),
        gettext_lazy("A country, a region, a year are enough. No address and no coordinates."),
    ),
    "vulnerability": (
        gettext_lazy("What made it easier for them"),
        gettext_lazy("Nothing here is her fault. It shows what protection must mend."),
    ),
}

LABELS: Final[dict[str, Any]] = {
    "first_contact_on": gettext_lazy("First contact with her"),
    "identified_on": gettext_lazy("Presumed to have been trafficked since"),
    "status": gettext_lazy("What was found?"),
    "decided_by": gettext_lazy("Who decided?"),
    "decided_on": gettext_lazy("When was it decided?"),
    "recruitment": gettext_lazy("How was she approached?"),
    "recruitment_apps": gettext_lazy("Over which sites or apps?"),
    "relation": gettext_lazy("Who approached her?"),
    "age": gettext_lazy("How old was she then?"),
    "recruited": gettext_lazy("When did it begin?"),
    "recruitment_country": gettext_lazy("In which country did it begin?"),
    "recruitment_place": gettext_lazy("Place, roughly"),
    "control": gettext_lazy("What was used to hold her?"),
    "exploitation": gettext_lazy("What was she made to do?"),
    "sexual": gettext_lazy("Where it was sexual exploitation"),
    "industries": gettext_lazy("Where it was work: in which field?"),
    "exploitation_apps": gettext_lazy("Sites or apps that were used"),
    "countries": gettext_lazy("In which countries?"),
    "transit": gettext_lazy("Through which countries?"),
    "places": gettext_lazy("Places, roughly"),
    "from": gettext_lazy("From when?"),
    "to": gettext_lazy("Until when?"),
    "vulnerabilities": gettext_lazy("What did they use?"),
    "vulnerability_words": gettext_lazy("In her words"),
}
# The same on the page that shows them, where a question would be too long.
SHORT: Final[dict[str, Any]] = {
    "first_contact_on": pgettext_lazy("fact", "First contact"),
    "identified_on": pgettext_lazy("fact", "Presumed since"),
    "decided_by": pgettext_lazy("fact", "Decided by"),
    "decided_on": pgettext_lazy("fact", "Decided"),
    "recruitment": pgettext_lazy("fact", "Approached"),
    "recruitment_apps": pgettext_lazy("fact", "Sites, apps"),
    "relation": pgettext_lazy("fact", "By whom"),
    "age": pgettext_lazy("fact", "Her age then"),
    "recruited": pgettext_lazy("fact", "Began"),
    "recruitment_country": pgettext_lazy("fact", "Country"),
    "recruitment_place": pgettext_lazy("fact", "Place"),
    "control": pgettext_lazy("fact", "Held by"),
    "exploitation": pgettext_lazy("fact", "Forms"),
    "sexual": pgettext_lazy("fact", "Sexual exploitation"),
    "industries": pgettext_lazy("fact", "Work"),
    "exploitation_apps": pgettext_lazy("fact", "Sites, apps"),
    "countries": pgettext_lazy("fact", "Countries"),
    "transit": pgettext_lazy("fact", "On the way"),
    "places": pgettext_lazy("fact", "Places"),
    "from": pgettext_lazy("fact", "From"),
    "to": pgettext_lazy("fact", "Until"),
    "vulnerabilities": pgettext_lazy("fact", "They used"),
    "vulnerability_words": gettext_lazy("In her words"),
}
HINTS: Final[dict[str, Any]] = {
    "identified_on": gettext_lazy(
        "The day on which somebody first had good reason to think so. Deadlines run from it."
    ),
    "decided_on": gettext_lazy("As far as it is known: a year alone will do."),
    "recruited": gettext_lazy("As far as it is known: a year alone will do."),
    "from": gettext_lazy("As far as it is known: a year alone will do."),
    "to": gettext_lazy("As far as it is known: a year alone will do."),
    "recruitment_place": gettext_lazy("A town or a region, never an address."),
    "places": gettext_lazy("Towns or regions, never an address."),
}

TOLD: Final[dict[str, Any]] = {
    "": gettext_lazy("She tells as much as she wants"),
    shape.RATHER_NOT: gettext_lazy("She would rather not say"),
    shape.NOT_NOW: gettext_lazy("It is not the right time"),
}
STATUS: Final[dict[str, Any]] = {
    shape.POSSIBLE: pgettext_lazy("trafficking", "Presumed to have been trafficked"),
    shape.ACTUAL: pgettext_lazy("trafficking", "Found to have been trafficked"),
    shape.NOT_TRAFFICKED: pgettext_lazy("trafficking", "Found not to have been trafficked"),
}
STATUS_TONES: Final = {shape.POSSIBLE: "amber", shape.ACTUAL: "plum", shape.NOT_TRAFFICKED: "grey"}
RELATION: Final[dict[str, Any]] = {
    "Familial": pgettext_lazy("trafficking", "Somebody of her family, or a partner"),
    "Acquainted": pgettext_lazy("trafficking", "Somebody she knew"),
    "Unaquainted": pgettext_lazy("trafficking", "A stranger"),
}
# The standard's roles of those who trafficked, where its own labels mislead.
ROLES: Final[dict[str, Any]] = {
    "TravellingPartner": pgettext_lazy("role", "Travelled with her"),
    "Transporter": pgettext_lazy("role", "Drove or carried her"),
    "RecruiterOrIntermediary": pgettext_lazy("role", "Recruited her, or went between"),
    "BrokerTravelAgent": pgettext_lazy("role", "Arranged papers or the journey"),
    "TransferredIndividual": pgettext_lazy("role", "Handed her over"),
    "HarbouredIndividual": pgettext_lazy("role", "Kept her in a place"),
    "SoldIndividual": pgettext_lazy("role", "Sold her"),
    "BoughtIndividual": pgettext_lazy("role", "Bought her"),
    "ReceivedIndividual": pgettext_lazy("role", "Took her over"),
    "ControlledIndividual": pgettext_lazy("role", "Controlled her"),
    "Smuggler": pgettext_lazy("role", "Brought her over a border in secret"),
    "Abuser": pgettext_lazy("role", "Was violent to her"),
    "Kidnapper": pgettext_lazy("role", "Took her by force"),
    "Exploiter": pgettext_lazy("role", "Exploited her"),
    "Other": pgettext_lazy("role", "Another part"),
}
NEAR: Final[dict[str, Any]] = {
    "yes": gettext_lazy("This person may find her"),
    "no": gettext_lazy("This person can't find her, as far as she knows"),
}
STATES: Final[dict[str, Any]] = {
    shape.PLANNED: pgettext_lazy("return", "planned"),
    shape.BACK: pgettext_lazy("return", "she is back"),
    shape.CANCELLED: pgettext_lazy("return", "called off"),
}
STATE_TONES: Final = {shape.PLANNED: "amber", shape.BACK: "pine", shape.CANCELLED: "grey"}
WISH: Final[dict[str, Any]] = {
    "yes": gettext_lazy("She wants to return"),
    "no": gettext_lazy("She does not want to return"),
    "unsure": gettext_lazy("She is not sure yet"),
    "rather_not_say": gettext_lazy("She would rather not say"),
}

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "trafficking.read": gettext_lazy("Reading what happened"),
    "trafficking.save": gettext_lazy("Recording what happened"),
    "trafficking.take": gettext_lazy("Taking over what a spreadsheet brought"),
    "party.save": gettext_lazy("Recording somebody's part in it"),
    "party.remove": gettext_lazy("Taking somebody's part away"),
    "return.save": gettext_lazy("Recording a return"),
}

Told = tuple[str, str, str]


def value(name: str, value: Any) -> str:
    """A fact in words."""
    if shape.empty(value):
        return ""
    fact = shape.FACTS[name]
    if fact.kind == "codes":
        return "; ".join(codes.labels(fact.vocabulary, list(value)))
    if fact.kind == "code":
        return code(name, str(value))
    if fact.kind in ("day", "partial"):
        return when(str(value))
    return str(value)


def code(name: str, value: str) -> str:
    """A single code in plain words, where the standard's own label is a file's."""
    own = {"status": STATUS, "relation": RELATION}.get(name, {})
    return str(own.get(value) or codes.label(shape.FACTS[name].vocabulary, value)) if value else ""


def role(value: str) -> str:
    """A role in the trafficking in plain words."""
    return str(ROLES.get(value) or codes.label("htcds/role_in_process", value))


def when(value: str) -> str:
    """A date as far as it is known: 2024, May 2024, or a whole day."""
    if len(value) == 10:
        return presenters.day_words(value)
    if len(value) == 7:
        from django.utils.dates import MONTHS

        return _("%(month)s %(year)s") % {"month": MONTHS[int(value[5:])], "year": value[:4]}
    return value


def country(value: str) -> str:
    """A country's name."""
    return codes.label("countries", value)


def _decided(data: Mapping[str, Any]) -> Told:
    status = code("status", str(data.get("status", "")))
    by, on = code("decided_by", str(data.get("decided_by", ""))), when(str(data.get("decided_on", "")))
    return status, " · ".join(part for part in (by, on) if part), "plum"


def _return(data: Mapping[str, Any]) -> Told:
    came = country(str(data.get("from_country", "")))
    text = " · ".join(
        part
        for part in (
            when(str(data.get("arrived_on", ""))),
            codes.label("return_organisers", str(data.get("by_whom", ""))),
            codes.label("first_places", str(data.get("first_place", ""))),
        )
        if part
    )
    if data.get("state") == shape.CANCELLED:
        return (
            (_("Return called off: %(country)s") % {"country": came}) if came else _("Return called off"),
            "",
            "",
        )
    return (_("Back from %(country)s") % {"country": came}) if came else _("She is back"), text, "pine"


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], Told]] = {"trafficking_status": _decided, "return": _return}
# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = (
    *(f"tr-{section.code}" for section in shape.SECTIONS),
    "tr-party",
    "tr-return",
)


def due_text(from_country: str) -> str:
    """What the day says of a planned arrival."""
    if from_country:
        return _("She arrives from %(country)s") % {"country": country(from_country)}
    return _("She arrives")
