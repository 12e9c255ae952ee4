"""Which parts of the work an installation has, and where each stands: dotted paths, read by acasa.cases.rooms.

A part can be left out here, and a lower one never imports a higher one.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACASA_NAVIGATION = [
    "acasa.cases.navigation.today",
    "acasa.cases.navigation.people",
    "acasa.cases.nights.rooms.night",
    "acasa.cases.handover.rooms.load",
    "acasa.cases.deadlines.rooms.overdue",
    "acasa.sync.navigation.entry",
    "acasa.reports.navigation.entry",
    "acasa.questionnaires.navigation.entry",
    "acasa.cases.navigation.import_caseload",
    "acasa.accounts.navigation.colleagues",
    "acasa.accounts.navigation.safe_keeping",
]
ACASA_ACCOUNT_MENU = [
    "acasa.cases.team.rooms.own_notes",
    "acasa.cases.team.rooms.approvals",
    "acasa.accounts.navigation.my_account",
    "acasa.sync.navigation.devices",
    "acasa.assessments.navigation.entry",
    "acasa.cases.deadlines.rooms.calendar",
]
ACASA_ORGANISATION_NAME = "acasa.accounts.navigation.organisation_name"
# Panels of other slices on the page "Safe keeping": callables `request -> html`.
ACASA_SAFE_KEEPING_PANELS = ["acasa.config.safe_keeping.panel", "acasa.config.office.panel.panel"]
# Words of the acts that other slices write into the record: dotted paths of dictionaries, verb to words.
ACASA_RECORD_VERBS = [
    "acasa.cases.words.VERBS",
    "acasa.cases.intake.words.VERBS",
    "acasa.cases.family.words.VERBS",
    "acasa.cases.plan.words.VERBS",
    "acasa.cases.papers.words.VERBS",
    "acasa.cases.visits.words.VERBS",
    "acasa.cases.nights.words.VERBS",
    "acasa.cases.hers.words.VERBS",
    "acasa.cases.handover.words.VERBS",
    "acasa.cases.trafficking.words.VERBS",
    "acasa.cases.deadlines.words.VERBS",
    "acasa.cases.safety.words.VERBS",
    "acasa.cases.children.words.VERBS",
    "acasa.cases.childplan.words.VERBS",
    "acasa.cases.law.words.VERBS",
    "acasa.cases.pictures.words.VERBS",
    "acasa.cases.reintegration.words.VERBS",
    "acasa.cases.team.words.VERBS",
    "acasa.config.safe_keeping.VERBS",
    "acasa.config.office.panel.VERBS",
    "acasa.questionnaires.words.VERBS",
    "acasa.cases.interviews.words.VERBS",
    "acasa.sync.words.VERBS",
    "acasa.identification.words.VERBS",
    "acasa.assessments.words.VERBS",
    "acasa.reports.words.VERBS",
]
# Words of their details: dotted paths of dictionaries, key to a label, or to a label and how a value is said.
ACASA_RECORD_DETAILS = [
    "acasa.cases.words.DETAILS",
    "acasa.cases.nights.words.DETAILS",
    "acasa.cases.deadlines.words.DETAILS",
    "acasa.questionnaires.words.DETAILS",
    "acasa.cases.interviews.words.DETAILS",
    "acasa.sync.words.DETAILS",
    "acasa.identification.words.DETAILS",
    "acasa.assessments.words.DETAILS",
    "acasa.reports.words.DETAILS",
]
# What a case's pages and the day show of each part of the work: dotted paths, see acasa.cases.rooms.
# The rooms of a case, in groups: what a group is called, and callables of acasa.cases.rooms.
ACASA_CASE_ROOMS: list[tuple[Any, list[str]]] = [
    (_("The case"), ["acasa.cases.navigation.case_room"]),
    (
        _("Intake and safety"),
        [
            "acasa.cases.intake.rooms.room",
            "acasa.cases.safety.rooms.room",
            "acasa.cases.trafficking.rooms.room",
            "acasa.cases.hers.rooms.room",
        ],
    ),
    (
        _("Family"),
        [
            "acasa.cases.family.rooms.room",
            "acasa.cases.children.rooms.room",
            "acasa.cases.childplan.rooms.room",
        ],
    ),
    (
        _("Plan and way"),
        [
            "acasa.cases.plan.rooms.room",
            "acasa.cases.reintegration.rooms.room",
            "acasa.cases.deadlines.rooms.room",
        ],
    ),
    (
        _("Contacts and visits"),
        ["acasa.cases.visits.rooms.visits", "acasa.cases.visits.rooms.aid"],
    ),
    (
        _("Interviews"),
        [
            "acasa.cases.interviews.rooms.room",
            "acasa.identification.rooms.room",
            "acasa.assessments.rooms.room",
        ],
    ),
    (_("Law"), ["acasa.cases.law.rooms.room"]),
    (_("Team"), ["acasa.cases.team.rooms.room"]),
    (_("Papers"), ["acasa.cases.papers.rooms.papers_room"]),
]
ACASA_CASE_PANELS: dict[str, list[str]] = {
    "top": [
        "acasa.cases.safety.rooms.main_panel",
        "acasa.cases.nights.rooms.case_notice",
        "acasa.cases.handover.rooms.given",
    ],
    "main": [
        "acasa.cases.visits.rooms.after_closure",
        "acasa.cases.intake.rooms.going_on",
        "acasa.cases.plan.rooms.panel",
        "acasa.cases.deadlines.rooms.main_panel",
        "acasa.cases.children.rooms.main_panel",
        "acasa.cases.childplan.rooms.main_panel",
        "acasa.cases.reintegration.rooms.main_panel",
        "acasa.cases.team.rooms.main_panel",
    ],
    "side": [
        "acasa.cases.intake.rooms.consent_at_a_glance",
        "acasa.cases.family.rooms.panel",
        "acasa.cases.hers.rooms.panel",
        "acasa.cases.trafficking.rooms.side_panel",
        "acasa.cases.safety.rooms.side_panel",
        "acasa.cases.law.rooms.side_panel",
        "acasa.cases.reintegration.rooms.side_panel",
        "acasa.cases.nights.rooms.case_panel",
    ],
}
ACASA_DAY_PANELS = [
    "acasa.cases.safety.rooms.day",
    "acasa.cases.visits.rooms.day",
    "acasa.cases.nights.rooms.day_panel",
    "acasa.cases.hers.rooms.complaints_panel",
    "acasa.cases.deadlines.rooms.day",
    "acasa.cases.team.rooms.day",
]
ACASA_TIMELINE = [
    "acasa.cases.presenters.TITLES",
    "acasa.cases.intake.words.TITLES",
    "acasa.cases.family.words.TITLES",
    "acasa.cases.plan.words.TITLES",
    "acasa.cases.papers.words.TIMELINE",
    "acasa.cases.visits.timeline.TITLES",
    "acasa.cases.nights.words.TITLES",
    "acasa.cases.hers.rooms.TITLES",
    "acasa.cases.trafficking.words.TITLES",
    "acasa.cases.deadlines.words.TITLES",
    "acasa.cases.safety.words.TITLES",
    "acasa.cases.children.words.TITLES",
    "acasa.cases.childplan.words.TITLES",
    "acasa.cases.law.words.TITLES",
    "acasa.cases.reintegration.words.TITLES",
    "acasa.cases.team.words.TITLES",
    "acasa.questionnaires.words.TITLES",
    "acasa.cases.interviews.words.TITLES",
    "acasa.sync.words.TITLES",
    "acasa.identification.words.TITLES",
    "acasa.assessments.words.TITLES",
    "acasa.reports.words.TITLES",
]
# Where a line of the day is done, by the kind of its record: callables `(case id, record id, obligation) -> url`.
ACASA_DUE_PAGES = {
    "step": "acasa.cases.navigation.due_step",
    "plan": "acasa.cases.plan.rooms.due_page",
    "return": "acasa.cases.trafficking.rooms.due_page",
    "child_plan": "acasa.cases.childplan.rooms.due_page",
    "joint_session": "acasa.cases.reintegration.rooms.due_session",
    "hearing": "acasa.cases.law.rooms.due_page",
    "protection_order": "acasa.cases.law.rooms.due_page",
    "legal_status": "acasa.cases.law.rooms.due_page",
    "legal_document": "acasa.cases.law.rooms.due_page",
    "age": "acasa.cases.children.rooms.due_page",
    "best_interests": "acasa.cases.children.rooms.due_page",
    "care": "acasa.cases.children.rooms.due_page",
    "care_visit": "acasa.cases.children.rooms.due_page",
    "eighteen": "acasa.cases.children.rooms.due_page",
    "task": "acasa.cases.team.rooms.due_task",
    "conference": "acasa.cases.team.rooms.due_conference",
    "approval": "acasa.cases.team.rooms.due_approval",
    "risk_watch": "acasa.cases.safety.rooms.due_risk",
    "safety_plan": "acasa.cases.safety.rooms.due_plan",
    "protocol": "acasa.cases.safety.rooms.due_protocol",
    "deadline": "acasa.cases.deadlines.rooms.due_page",
    "measure_due": "acasa.assessments.rooms.due_page",
    "determination": "acasa.identification.rooms.due_page",
}
# What the day says of a record that is due, in the reader's language, where it is more than the record's `text`.
ACASA_DUE_WORDS = {
    "deadline": "acasa.cases.deadlines.words.due_words",
    "measure_due": "acasa.assessments.planning.words.due_words",
    "determination": "acasa.identification.words.due_words",
}
# Kinds of long forms that keep themselves while somebody types: dotted paths of tuples.
ACASA_FORM_KINDS = [
    "acasa.cases.trafficking.words.FORM_KINDS",
    "acasa.cases.safety.words.FORM_KINDS",
    "acasa.cases.children.words.FORM_KINDS",
    "acasa.cases.childplan.words.FORM_KINDS",
    "acasa.cases.law.words.FORM_KINDS",
    "acasa.cases.pictures.words.FORM_KINDS",
    "acasa.cases.reintegration.words.FORM_KINDS",
    "acasa.cases.team.words.FORM_KINDS",
    "acasa.questionnaires.words.FORM_KINDS",
    "acasa.cases.interviews.words.FORM_KINDS",
    "acasa.sync.words.FORM_KINDS",
    "acasa.identification.words.FORM_KINDS",
    "acasa.assessments.words.FORM_KINDS",
    "acasa.reports.words.FORM_KINDS",
]
# Facts from which deadlines are calculated: callables `(case folder, person folder) -> {name: ISO date or code}`.
ACASA_CASE_FACTS = [
    "acasa.cases.trafficking.facts.facts",
    "acasa.cases.deadlines.facts.facts",
    "acasa.cases.safety.facts.facts",
    "acasa.cases.children.facts.facts",
    "acasa.cases.childplan.facts.facts",
    "acasa.cases.law.facts.facts",
    "acasa.cases.reintegration.facts.facts",
    "acasa.cases.team.facts.facts",
    "acasa.identification.facts.facts",
    "acasa.assessments.facts.facts",
]
# What follows a change of a case's facts, in the same transaction: callables `(actor, desk) -> written`.
ACASA_AFTER_CHANGE: list[str] = [
    # Before safety's: it writes down since when an alert stands that this raises.
    "acasa.cases.children.services.following.follow",
    "acasa.cases.safety.services.following.changed",
    "acasa.assessments.planning.services.follow",
    "acasa.reports.services.follow",
    # Last: it looks at the facts that the others leave.
    "acasa.cases.deadlines.services.after_change",
]
# What follows an answer about consent, in the same transaction: callables `(actor, desk) -> written`.
ACASA_AFTER_CONSENT: list[str] = ["acasa.reports.services.follow"]
# Why an act may not be done now: callables `(act, actor, desk) -> reasons in words`; see cases.services.after.
ACASA_GATES: list[str] = [
    "acasa.cases.safety.services.gates.against",
    "acasa.cases.children.gates.gate",
    "acasa.cases.team.gates.closure",
    "acasa.identification.gates.gate",
]
# For whom a colleague stands in: their day shows what is due for those on leave.
ACASA_STANDING_IN = "acasa.cases.nights.queries.standing_in"
# What a session was lent for some hours goes on the keyring of each of its requests.
ACASA_LENDERS = ["acasa.cases.nights.lending.lend"]
# Where questionnaires come from, by the first word of a reference: a module with `find(actor, key) -> Published` and
# `listing(actor) -> list[Listed]`; see acasa.questionnaires.catalogue.
ACASA_FORM_SOURCES: dict[str, str] = {
    "form": "acasa.questionnaires.published",
    "instrument": "acasa.assessments.published",
}
# What follows an interview that was kept, in the same transaction: callables `(actor, desk, record) -> written`.
ACASA_AFTER_INTERVIEW: list[str] = ["acasa.assessments.measures.services.after_interview"]
# Boxes on the page of an interview that was kept: callables `(request, case page, record) -> html`; "" hides one.
ACASA_INTERVIEW_PANELS: list[str] = ["acasa.assessments.rooms.interview_panel"]
# What ends with a colleague's sessions when the colleague is reset: callables `(actor, user id)`.
ACASA_AFTER_RESET = ["acasa.sync.services.letting_in.end_all"]
