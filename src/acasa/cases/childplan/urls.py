"""Addresses of this part. They hold random ids and the plan's own short names only."""

from __future__ import annotations

from django.urls import URLPattern, path

from acasa.cases.childplan.views import deciding, drafting, printing, room, school

app_name = "childplan"
PLAN = "cases/<uuid:case_id>/child-plan"
SCHOOL = "cases/<uuid:case_id>/school"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}/", room.room, name="room"),
    path(f"{PLAN}/versions/", room.versions, name="versions"),
    path(f"{PLAN}/due/<uuid:obligation>/", room.due, name="due"),
    path(f"{PLAN}/draft/", drafting.draft, name="draft"),
    path(f"{PLAN}/draft/line/", drafting.add_line, name="add_line"),
    path(f"{PLAN}/draft/line/<slug:line>/", drafting.change_line, name="change_line"),
    path(f"{PLAN}/draft/line/<slug:line>/out/", drafting.remove_line, name="remove_line"),
    path(f"{PLAN}/draft/domain/<slug:domain>/", drafting.nothing_needed, name="nothing_needed"),
    path(f"{PLAN}/draft/template/<slug:template>/", drafting.begin_from, name="begin_from"),
    path(f"{PLAN}/draft/aside/", drafting.leave_draft, name="leave_draft"),
    path(f"{PLAN}/version/", drafting.make_version, name="make_version"),
    path(f"{PLAN}/line/<slug:line>/", deciding.look, name="look"),
    path(f"{PLAN}/review/", deciding.review, name="review"),
    path(f"{PLAN}/answer/<slug:who>/", deciding.answer, name="answer"),
    path(f"{PLAN}/print/", printing.make, name="print"),
    path(f"{PLAN}/sign/", printing.sign, name="sign"),
    path(f"{SCHOOL}/add/", school.add, name="add_school"),
    path(f"{SCHOOL}/<uuid:school_id>/", school.change, name="change_school"),
    path(f"{SCHOOL}/<uuid:school_id>/told/", school.told, name="school_told"),
    path(f"{SCHOOL}/note/", school.note, name="school_note"),
]
