"""Where a column of a spreadsheet may go: the fields of Acasa, each with its compartment.

`counted` fields are coded columns that also feed the statistics ring; the people who do the case work read
them in the compartment named. Spellings of column names are data: `library/vocabularies/import_headers.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "text",
    "long_text",
    "full_name",
    "birth",
    "age",
    "date",
    "phone",
    "email",
    "code",
    "codes",
    "yes_no",
    "number",
    "worker",
]
Compartment = Literal["essentials", "identity", "casework", "health", "legal"]

COMPARTMENTS: Final[tuple[Compartment, ...]] = ("essentials", "identity", "casework", "health", "legal")

# Targets that are no field.
KEEP: Final = "keep"  # sealed as imported, in a compartment
LEAVE_OUT: Final = "leave_out"  # a person decided that the column is not kept
REFUSED: Final = "refused"  # Acasa never keeps it: coordinates


def _(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Field:
    """A place for a column. `several`: more than one column may go there; texts are joined line by line.
    `longest` is in characters; more is kept as imported."""

    key: str
    label: str
    compartment: Compartment
    kind: Kind = "text"
    vocabulary: str = ""
    counted: bool = False
    several: bool = False
    longest: int = 500


_ALL: Final[tuple[Field, ...]] = (
    # Who she is
    Field("given_name", _("Given name"), "identity", longest=200),
    Field("family_name", _("Family name"), "identity", longest=200),
    Field("patronymic", _("Patronymic or middle name"), "identity", longest=200),
    Field("full_name", _("Full name"), "identity", "full_name", longest=300),
    Field("other_names", _("Other names"), "identity", several=True),
    Field("birth", _("Date or year of birth"), "identity", "birth"),
    Field("age", _("Age"), "identity", "age"),
    Field("gender", _("Gender"), "identity", "code", "htcds/gender", counted=True),
    Field("nationality", _("Nationality"), "identity", "codes", "countries", counted=True),
    Field("citizenship", _("Citizenship"), "identity", "codes", "countries", counted=True),
    Field("languages", _("Languages"), "identity", "codes", "languages", several=True),
    Field("document_type", _("Kind of identity document"), "identity", "code", "document_types"),
    Field("document_number", _("Number of the identity document"), "identity", several=True),
    Field("phone", _("Telephone, not known to be safe"), "identity", "phone", several=True),
    Field("email", _("E-mail, not known to be safe"), "identity", "email", several=True),
    Field("address", _("Where she lives"), "identity", several=True, longest=1000),
    # What a colleague needs at night
    Field("working_name", _("Name to use with her"), "essentials", longest=200),
    Field("safe_phone", _("Safe telephone"), "essentials", "phone"),
    Field("safe_channel", _("Safe way to reach her"), "essentials", "codes", "contact_channels"),
    Field("safe_hours", _("Safe hours"), "essentials"),
    Field("code_word", _("Code word"), "essentials", longest=200),
    Field("must_not_know", _("Who must not know"), "essentials", several=True, longest=2000),
    Field("risk_level", _("Risk level"), "essentials", "code", "risk_levels"),
    Field("alerts", _("Alerts"), "essentials", "codes", "alerts", several=True),
    Field("allergies", _("Allergies"), "essentials", longest=2000),
    Field("medicines", _("Medicines"), "essentials", longest=2000),
    Field("whom_to_call", _("Whom to call"), "essentials", longest=2000),
    # The case
    Field("case_code", _("Case code"), "casework", longest=60),
    Field("opened", _("Opened on"), "casework", "date"),
    Field("stage", _("Stage"), "casework", "code", "stages", counted=True),
    Field("status", _("Status"), "casework", "code", "htcds/case_status", counted=True),
    Field("worker", _("Case manager"), "casework", "worker"),
    Field("next_step", _("Next step"), "casework"),
    Field("next_step_due", _("Next step is due on"), "casework", "date"),
    Field("notes", _("Notes"), "casework", "long_text", several=True, longest=100_000),
    Field("closed", _("Closed on"), "casework", "date"),
    Field("closing_reason", _("Reason for closing"), "casework", "code", "closure_reasons", counted=True),
    Field("referral_source", _("Who referred her"), "casework"),
    Field("referral_date", _("Referred on"), "casework", "date"),
    Field("consent", _("Agreed to data being kept"), "casework", "yes_no"),
    Field("health_notes", _("Health notes"), "health", "long_text", several=True, longest=100_000),
    Field("legal_notes", _("Legal notes"), "legal", "long_text", several=True, longest=100_000),
    # Coded, counted
    Field(
        "trafficking_status", _("Trafficking status"), "casework", "code", "htcds/trafficking_status", True
    ),
    Field(
        "status_decided_by",
        _("Who decided on the status"),
        "casework",
        "code",
        "htcds/decision_making_organisation",
        True,
    ),
    Field(
        "relationship_to_trafficker",
        _("Relationship to the trafficker"),
        "casework",
        "code",
        "htcds/relationship_to_trafficker",
        True,
    ),
    Field("age_when_trafficked", _("Age when trafficked"), "casework", "number", counted=True),
    Field(
        "recruitment_methods",
        _("Methods of recruitment"),
        "casework",
        "codes",
        "htcds/method_of_recruitment",
        True,
    ),
    Field(
        "recruitment_websites",
        _("Websites and apps of recruitment"),
        "casework",
        "codes",
        "htcds/websites_and_apps",
        True,
    ),
    Field("control_methods", _("Methods of control"), "casework", "codes", "htcds/methods_of_control", True),
    Field(
        "exploitation_types",
        _("Types of exploitation"),
        "casework",
        "codes",
        "htcds/type_of_exploitation",
        True,
    ),
    Field("exploitation_countries", _("Countries of exploitation"), "casework", "codes", "countries", True),
    Field(
        "labour_industries",
        _("Industries of forced labour"),
        "casework",
        "codes",
        "htcds/forced_labour_industry",
        True,
    ),
    Field(
        "sex_exploitation_types",
        _("Types of sexual exploitation"),
        "casework",
        "codes",
        "htcds/type_of_sex_exploitation",
        True,
    ),
    Field(
        "exploitation_websites",
        _("Websites and apps of exploitation"),
        "casework",
        "codes",
        "htcds/websites_and_apps",
        True,
    ),
    Field("vulnerabilities", _("Vulnerabilities"), "casework", "codes", "htcds/vulnerabilities", True),
    Field("vulnerability_details", _("Vulnerabilities, in words"), "casework"),
    Field("recruitment_place", _("Place of recruitment"), "casework", several=True),
    Field("exploitation_place", _("Place of exploitation"), "casework", several=True),
    Field("event_type", _("Kind of event"), "casework", "code", "htcds/trafficking_event_type"),
    Field("event_country", _("Country of an event"), "casework", "codes", "countries"),
    Field("event_place", _("Place of an event"), "casework", several=True),
    Field("event_date", _("Day of an event"), "casework", "date"),
    Field("party_roles", _("Role of a person in the trafficking"), "legal", "codes", "htcds/role_in_process"),
    Field("challenges", _("Challenges"), "casework", "codes", "challenges", True),
    Field("assistance", _("Assistance given"), "casework", "codes", "assistance_types", True),
    Field("marital_status", _("Marital status"), "casework", "code", "htcds/marital_status", True),
    Field("education", _("Highest level of education"), "casework", "code", "htcds/education", True),
    Field("children_count", _("Number of children"), "casework", "number", counted=True),
)

FIELDS: Final[Mapping[str, Field]] = {each.key: each for each in _ALL}

# Words of the other targets, for the page where columns are mapped by hand.
OTHER_TARGETS: Final[Mapping[str, str]] = {
    KEEP: _("Keep sealed, as imported"),
    LEAVE_OUT: _("Leave out"),
    REFUSED: _("Never kept"),
}

# What a first, simple table holds; the order of its columns.
TEMPLATE: Final[tuple[str, ...]] = (
    "case_code",
    "working_name",
    "given_name",
    "family_name",
    "patronymic",
    "birth",
    "gender",
    "citizenship",
    "languages",
    "safe_phone",
    "safe_channel",
    "safe_hours",
    "code_word",
    "must_not_know",
    "risk_level",
    "alerts",
    "opened",
    "stage",
    "status",
    "worker",
    "next_step",
    "next_step_due",
    "referral_source",
    "exploitation_types",
    "notes",
    "health_notes",
    "legal_notes",
    "closed",
    "closing_reason",
)
