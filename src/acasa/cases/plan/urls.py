"""Addresses of needs and plans. They hold random ids and the plan's own short names only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.plan.views import common, deciding, drafting, needs, room

app_name = "plan"
CASE = "cases/<uuid:case_id>"
GOAL = f"{CASE}/plan/draft/goal/<slug:goal>"

urlpatterns = [
    path(f"{CASE}/plan/", room.room, name="room"),
    path(f"{CASE}/needs/add/", needs.add_need, name="add_need"),
    path(f"{CASE}/needs/<uuid:need_id>/", needs.change_need, name="change_need"),
    path(f"{CASE}/challenges/add/", needs.add_challenge, name="add_challenge"),
    path(f"{CASE}/challenges/<uuid:challenge_id>/", needs.change_challenge, name="change_challenge"),
    path(f"{CASE}/plan/draft/", drafting.draft, name="draft"),
    path(f"{CASE}/plan/draft/goal/", drafting.add_goal, name="add_goal"),
    path(f"{GOAL}/", drafting.change_goal, name="change_goal"),
    path(f"{GOAL}/out/", drafting.remove_goal, name="remove_goal"),
    path(f"{GOAL}/action/", drafting.add_action, name="add_action"),
    path(f"{GOAL}/action/<slug:action>/", drafting.change_action, name="change_action"),
    path(f"{GOAL}/action/<slug:action>/out/", drafting.remove_action, name="remove_action"),
    path(f"{CASE}/plan/draft/aside/", drafting.leave_draft, name="leave_draft"),
    path(f"{CASE}/plan/version/", drafting.make_version, name="make_version"),
    path(f"{CASE}/plan/versions/", room.versions, name="versions"),
    path(f"{CASE}/plan/read/", room.read, name="read"),
    path(f"{CASE}/plan/agreement/", deciding.agree, name="agree"),
    path(f"{CASE}/plan/approve/<int:number>/", deciding.approve, name="approve"),
    path(f"{CASE}/plan/review/", deciding.review, name="review"),
    path(f"{CASE}/plan/action/<slug:action>/", deciding.finish, name="finish"),
    path(f"{CASE}/plan/due/<uuid:obligation>/", room.due, name="due"),
    path(f"{CASE}/plan/forget/<slug:kind>/", common.forget, name="forget"),
]
