"""The Human Trafficking Case Data Standard 2.0 as an import knows it: its names, and where each field goes.

Names, labels and the layout of the official Excel template are data (`library/vocabularies/htcds/fields.yaml`,
HTCDS by IOM, CC BY 4.0).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from acasa.cases.imports.fields import Compartment
from acasa.vocabularies import fold, library_root, read_yaml

# Fields with a home. prs_SecondName is the family name; telephones are not known to be safe to call.
HOMES: Final[Mapping[str, str]] = {
    "prs_FirstName": "given_name",
    "prs_MiddleName": "patronymic",
    "prs_SecondName": "family_name",
    "prs_Birthdate": "birth",
    "prs_Gender": "gender",
    "prs_MaritalStatus": "marital_status",
    "prs_NumberOfChildren": "children_count",
    "prs_PrimaryLanguage": "languages",
    "prs_SecondaryLanguage": "languages",
    "prs_HighestLevelOfEducation": "education",
    "prs_Citizenship": "citizenship",
    "prs_IdentityNumber": "document_number",
    "prs_Email": "email",
    "prs_HomePhone": "phone",
    "prs_MobilePhone": "phone",
    "prs_MailingStreet": "address",
    "prs_MailingCity": "address",
    "prs_MailingState": "address",
    "prs_MailingPostalCode": "address",
    "prs_MailingCountry": "address",
    "vic_AgreementToManagePersonalData": "consent",
    "vic_TraffickingStatus": "trafficking_status",
    "vic_TraffickingStatusDecisionMakingOrg": "status_decided_by",
    "vic_RelationshipToTrafficker": "relationship_to_trafficker",
    "vic_AgeWhenTrafficked": "age_when_trafficked",
    "vic_RecruitmentWebsitesAndApps": "recruitment_websites",
    "vic_MethodOfRecruitment": "recruitment_methods",
    "vic_MethodsOfControl": "control_methods",
    "vic_TypeOfExploitation": "exploitation_types",
    "vic_ForcedLabourIndustry": "labour_industries",
    "vic_TypeOfSexExploitation": "sex_exploitation_types",
    "vic_ExploitationWebsitesAndApps": "exploitation_websites",
    "vic_Vulnerabilities": "vulnerabilities",
    "vic_DetailsOfVulnerabilities": "vulnerability_details",
    "vic_LocationOfRecruitment": "recruitment_place",
    "vic_LocationOfExploitation": "exploitation_place",
    "hte_Type": "event_type",
    "hte_Country": "event_country",
    "hte_City": "event_place",
    "hte_State": "event_place",
    "hte_Date": "event_date",
    "per_RoleInProcess": "party_roles",
    "cas_Status": "status",
    "cas_ReasonForCaseClosure": "closing_reason",
    "cas_CaseOwner": "worker",
    "cas_ReferringOrganisation": "referral_source",
    "cas_IncomingReferralDate": "referral_date",
    "cco_CaseComment": "notes",
    "con_Consent": "consent",
}

# Coordinates of a person, an event or a (perhaps confidential) house.
COORDINATES: Final = frozenset(
    {
        "prs_MailingLongitude",
        "prs_MailingLatitude",
        "hte_Longitude",
        "hte_Latitude",
        "org_ShippingLongitude",
        "org_ShippingLatitude",
    }
)

# Fields without a home are sealed by what their prefix is about; those of a perpetrator are matters of law.
_SEALED_IN: Final[Mapping[str, Compartment]] = {"prs_": "identity", "per_": "legal"}


@dataclass(frozen=True, slots=True)
class Standard:
    """A field of the standard. Exactly one of `home`, `refused` and `compartment` says where it goes."""

    name: str
    label: str
    type: str
    vocabulary: str
    home: str = ""
    refused: bool = False
    compartment: Compartment = "casework"


@lru_cache(maxsize=1)
def standard() -> Mapping[str, Standard]:
    """All fields of HTCDS 2.0 by their name."""
    found: dict[str, Standard] = {}
    for entry in _data()["fields"]:
        name = entry["field"]
        found[name] = Standard(
            name=name,
            label=entry["label"],
            type=entry["type"],
            vocabulary=entry.get("codes", ""),
            home=HOMES.get(name, ""),
            refused=name in COORDINATES,
            compartment=_SEALED_IN.get(name[:4], "casework"),
        )
    return found


def field_of(header: str) -> Standard | None:
    """The field that a column name means: its name in any spelling that the official files use, with or
    without a path of groups before it (`case/prs_First_Name`, as form servers export)."""
    last = re.split(r"[/\\:]", header.strip(" /\\:"))[-1]
    return _spellings().get(fold(last))


def field_of_label(label: str) -> Standard | None:
    """The field that an English label of the standard means; None for labels that several fields share."""
    return _labels().get(fold(label))


@lru_cache(maxsize=1)
def excel_template() -> tuple[tuple[str, str], ...]:
    """(hidden name, visible label) of the columns of the official Excel template, as it is, defects included."""
    return tuple((column["name"], column["label"]) for column in _data()["excel_template"])


@lru_cache(maxsize=1)
def _data() -> Mapping[str, list[dict[str, str]]]:
    return read_yaml(library_root() / "vocabularies" / "htcds" / "fields.yaml")


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, Standard]:
    fields = standard()
    known = {fold(name): field for name, field in fields.items()}
    known.update({fold(each["spelling"]): fields[each["field"]] for each in _data()["variants"]})
    return known


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, Standard]:
    known: dict[str, Standard | None] = {}
    for field in standard().values():
        key = fold(field.label)
        known[key] = None if key in known else field
    return {key: field for key, field in known.items() if field is not None}
