"""Addresses of cases. They hold random ids only."""

from __future__ import annotations

from django.urls import include, path

from acasa.cases.views import case, changing, common, day, opening, people, working

cases = [
    path("people/", people.people, name="list"),
    path("people/views/", people.save_view, name="save_view"),
    path("people/views/<uuid:view_id>/forget/", people.drop_view, name="drop_view"),
    path("search/", people.search, name="search"),
    path("cases/open/", opening.open_case, name="open"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/identity/", case.reveal, name="reveal"),
    path("cases/<uuid:case_id>/identity/change/", changing.change_identity, name="change_identity"),
    path("cases/<uuid:case_id>/contact/", working.add_contact, name="add_contact"),
    path("cases/<uuid:case_id>/note/", working.add_note, name="add_note"),
    path("cases/<uuid:case_id>/file/", working.add_file, name="add_file"),
    path("cases/<uuid:case_id>/file/<uuid:file_id>/", case.download, name="download"),
    path("cases/<uuid:case_id>/step/", working.add_step, name="add_step"),
    path("cases/<uuid:case_id>/step/<uuid:step_id>/", working.finish_step, name="finish_step"),
    path("cases/<uuid:case_id>/safe-contact/", changing.change_essentials, name="change_essentials"),
    path("cases/<uuid:case_id>/risk/", changing.change_risk, name="change_risk"),
    path("cases/<uuid:case_id>/stage/", changing.change_stage, name="change_stage"),
    path("cases/<uuid:case_id>/close/", changing.close, name="close"),
    path("cases/<uuid:case_id>/reopen/", changing.reopen, name="reopen"),
    path("cases/<uuid:case_id>/assign/", changing.assign, name="assign"),
    path("drafts/<slug:kind>/", common.keep_draft, name="keep_draft"),
    path("drafts/<slug:kind>/<uuid:about>/", common.keep_draft, name="keep_draft_of"),
    path("drafts/<slug:kind>/drop/", common.drop_draft, name="drop_draft"),
    path("drafts/<slug:kind>/<uuid:about>/drop/", common.drop_draft, name="drop_draft_of"),
]

urlpatterns = [
    path("", day.day, name="home"),
    path("", include((cases, "cases"))),
]
