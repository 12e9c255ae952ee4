"""Where each field of HTCDS 2.0 lives in Acasa, or why it is not kept: the map that import and export stand on.

`Home(folder, compartment, kind, field)`: the person's or the case's folder, the compartment in which the record is
sealed, the record's kind and its field. Pure data; a test holds it against the standard and against the code.
Source: Human Trafficking Case Data Standard (HTCDS) 2.0 by IOM, CC BY 4.0. No endorsement implied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PLAIN: Final = "plain"


@dataclass(frozen=True)
class Home:
    """A field's place. `when`: which of several records or fields, by the value of another field; `PLAIN` stands for a
    column of the case's own row, which work needs without keys."""

    folder: Literal["person", "case"]
    compartment: str
    kind: str
    field: str
    when: str = ""


@dataclass(frozen=True)
class NotKept:
    """Why Acasa has no place for it. What an import brings of it stays sealed as imported, unless it says never."""

    reason: str


def _person(compartment: str, kind: str, field: str) -> Home:
    return Home("person", compartment, kind, field)


def _case(compartment: str, kind: str, field: str, when: str = "") -> Home:
    return Home("case", compartment, kind, field, when)


def _fact(field: str, when: str = "") -> Home:
    return _case("casework", "trafficking", field, when)


_ORGANISATION = NotKept("Facts of an organisation, not of a case: they belong to the directory of services.")
_NEVER = NotKept("Never kept: coordinates of a person, an event or a house can lead somebody to her door.")
_ADDRESS = NotKept("Too near: an event's place is kept as a coarse word, never as a street.")
_NO_STORY = NotKept(
    "A long text about what was done to her invites a police file; what was imported stays sealed."
)
_REFERRAL = NotKept("Facts of a referral between organisations: they belong to the referral itself.")
_NOBODY = NotKept("Facts of a suspect: work for the police, not for those who assist her.")
_DRAFT = NotKept(
    "A draft question without a name or a code in the standard; the vulnerabilities are kept as codes."
)
_FORM = NotKept("A form of address: how she wants to be called is her working name.")
_MAILING = _person("identity", "identity", "home_place")
_SUPPORT = NotKept("Plans have goals and actions of their own, with their days; see needs and plan.")

HOMES: Final[Mapping[str, Home | NotKept]] = {
    "org_Name": _ORGANISATION,
    "org_ShippingCity": _ORGANISATION,
    "org_ShippingCountry": _ORGANISATION,
    "org_ShippingState": _ORGANISATION,
    "org_ShippingStreet": _ORGANISATION,
    "org_ShippingPostalCode": _ORGANISATION,
    "org_ShippingLongitude": _NEVER,
    "org_ShippingLatitude": _NEVER,
    "org_Phone": _ORGANISATION,
    "org_Type": _ORGANISATION,
    "prs_Salutation": _FORM,
    "prs_Title": _FORM,
    "prs_FirstName": _person("identity", "identity", "given"),
    "prs_MiddleName": _person("identity", "identity", "patronymic"),
    "prs_SecondName": _person("identity", "identity", "family"),
    "prs_Birthdate": _person("identity", "identity", "birth_date"),
    "prs_Gender": _person("identity", "identity", "gender"),
    "prs_Deceased": _case("casework", "course", "closing"),
    "prs_MaritalStatus": _person("identity", "imported", "fields.marital_status"),
    "prs_NumberOfChildren": _case("casework", "kin", "relation"),
    "prs_PrimaryLanguage": _person("essentials", "essentials", "language"),
    "prs_SecondaryLanguage": _person("identity", "imported", "fields.languages"),
    "prs_HighestLevelOfEducation": _case("casework", "imported", "fields.education"),
    "prs_Citizenship": _person("identity", "identity", "nationality"),
    "prs_IdentityNumber": _person("identity", "identity", "document"),
    "prs_Email": _person("identity", "imported", "fields.email"),
    "prs_HomePhone": _person("identity", "imported", "fields.phone"),
    "prs_MobilePhone": _person("identity", "imported", "fields.phone"),
    "prs_MailingCity": _MAILING,
    "prs_MailingCountry": _MAILING,
    "prs_MailingState": _MAILING,
    "prs_MailingStreet": _MAILING,
    "prs_MailingPostalCode": _MAILING,
    "prs_MailingLongitude": _NEVER,
    "prs_MailingLatitude": _NEVER,
    "vic_AgreementToManagePersonalData": _case("casework", "consent", "answer", "purpose=keep_data"),
    "vic_TraffickingStatus": _fact("status"),
    "vic_TraffickingStatusDecisionMakingOrg": _fact("decided_by"),
    "vic_RelationshipToTrafficker": _fact("relation"),
    "vic_AgeWhenTrafficked": _fact("age"),
    "vic_RecruitmentWebsitesAndApps": _fact("recruitment_apps"),
    "vic_MethodOfRecruitment": _fact("recruitment"),
    "vic_LocationOfRecruitment": _fact("recruitment_place"),
    "vic_MethodsOfControl": _fact("control"),
    "vic_TypeOfExploitation": _fact("exploitation"),
    "vic_ForcedLabourIndustry": _fact("industries"),
    "vic_TypeOfSexExploitation": _fact("sexual"),
    "vic_LocationOfExploitation": _fact("places"),
    "vic_ExploitationWebsitesAndApps": _fact("exploitation_apps"),
    "vic_Vulnerabilities": _fact("vulnerabilities"),
    "vic_DetailsOfVulnerabilities": _fact("vulnerability_words"),
    "per_RoleInProcess": _case("casework", "party", "roles"),
    "per_RoleDetails": _NO_STORY,
    "per_Organisation": _NOBODY,
    "cas_Status": _case("casework", "course", "stage"),
    "cas_ReasonForCaseClosure": _case("casework", "course", "closing"),
    "cas_CaseOwner": _case(PLAIN, "row", "worker"),
    "cas_ReferringOrganisation": _case("casework", "course", "source"),
    "cas_IncomingReferralDate": _case("essentials", "case", "opened_on"),
    "cas_ReferringPrimaryCaseWorker": _REFERRAL,
    "cas_ReasonForIncomingReferral": _REFERRAL,
    "cas_IncomingReferralDetails": _REFERRAL,
    "cas_ReferredOrganisation": _REFERRAL,
    "cas_ReferredPrimaryCaseWorker": _REFERRAL,
    "cas_ReasonForOutgoingReferral": _REFERRAL,
    "cas_OutgoingReferralDate": _REFERRAL,
    "cas_OutgoingReferralDetails": _REFERRAL,
    "cco_CaseComment": _case("casework", "note", "text"),
    "hte_Longitude": _NEVER,
    "hte_Latitude": _NEVER,
    "hte_City": _fact("places", "hte_Type=Exploitation"),
    "hte_Country": _fact("countries", "hte_Type=Exploitation"),
    "hte_State": _fact("places", "hte_Type=Exploitation"),
    "hte_Street": _ADDRESS,
    "hte_PostalCode": _ADDRESS,
    "hte_Date": _fact("from", "hte_Type=Exploitation"),
    "hte_Type": NotKept(
        "Not kept by itself: it says into which fields an event's country, place and day go."
    ),
    "hte_Description": _NO_STORY,
    "spl_Objectives": _case("casework", "plan", "goals"),
    "spl_ActionPlan": _case("casework", "plan", "goals"),
    "spl_PlannedEndDate": _case("casework", "plan", "review_on"),
    "spl_ActualEndDate": _SUPPORT,
    "spl_Type": _case("casework", "aid", "what"),
    "con_Consent": _case("casework", "consent", "answer", "purpose=keep_data"),
}
# Nine questions of the standard's draft have neither name nor codes.
UNNAMED: Final = _DRAFT

# An event's field by its type (hte_Type); what has no type stays where it is, for nobody knows what it means.
EVENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "Recruitment": {
        "event_country": "recruitment_country",
        "event_place": "recruitment_place",
        "event_date": "recruited",
    },
    "Transit": {"event_country": "transit"},
    "Exploitation": {"event_country": "countries", "event_place": "places", "event_date": "from"},
}

# Fields of an import (cases.imports.fields) to facts.
OF_IMPORT: Final[Mapping[str, str]] = {
    "trafficking_status": "status",
    "status_decided_by": "decided_by",
    "relationship_to_trafficker": "relation",
    "age_when_trafficked": "age",
    "recruitment_methods": "recruitment",
    "recruitment_websites": "recruitment_apps",
    "recruitment_place": "recruitment_place",
    "control_methods": "control",
    "exploitation_types": "exploitation",
    "exploitation_countries": "countries",
    "exploitation_place": "places",
    "labour_industries": "industries",
    "sex_exploitation_types": "sexual",
    "exploitation_websites": "exploitation_apps",
    "vulnerabilities": "vulnerabilities",
    "vulnerability_details": "vulnerability_words",
}
