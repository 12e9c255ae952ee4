"""Addresses of this part. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.team.views import approving, conferences, own, room, tasks

app_name = "team"
CASE = "cases/<uuid:case_id>/team"
CONFERENCE = f"{CASE}/conference/<uuid:conference_id>"

urlpatterns = [
    path(f"{CASE}/", room.room, name="room"),
    path(f"{CASE}/member/", room.add_member, name="add_member"),
    path(f"{CASE}/member/<uuid:member_id>/", room.change_member, name="change_member"),
    path(f"{CASE}/task/", tasks.add, name="add_task"),
    path(f"{CASE}/task/<uuid:task_id>/", tasks.finish, name="finish_task"),
    path(f"{CASE}/task/<uuid:task_id>/change/", tasks.change, name="change_task"),
    path(f"{CASE}/conference/", conferences.plan, name="plan_conference"),
    path(f"{CONFERENCE}/", conferences.conference, name="conference"),
    path(f"{CONFERENCE}/change/", conferences.change, name="change_conference"),
    path(f"{CONFERENCE}/off/", conferences.call_off, name="call_off"),
    path(f"{CONFERENCE}/minutes/", conferences.minutes, name="minutes"),
    path(f"{CONFERENCE}/decision/", conferences.decide, name="decide"),
    path(f"{CONFERENCE}/print/", conferences.print_, name="print"),
    path(f"{CASE}/approvals/", approving.approvals, name="approvals"),
    path(f"{CASE}/approvals/<slug:what>/ask/", approving.ask, name="ask"),
    path(f"{CASE}/approvals/<slug:what>/answer/", approving.answer, name="answer"),
    path(f"{CASE}/approvals/<uuid:approval_id>/take-back/", approving.take_back, name="take_back"),
    path("approvals/", approving.waiting, name="waiting"),
    path("my-notes/", own.page, name="own"),
    path("my-notes/add/", own.add, name="add_own"),
    path("my-notes/<uuid:note_id>/", own.change, name="change_own"),
    path("my-notes/<uuid:note_id>/delete/", own.delete, name="delete_own"),
    path("my-notes/unreadable/delete/", own.delete_unreadable, name="delete_unreadable"),
    path("my-notes/told/", own.share, name="share"),
    path("my-notes/told/<uuid:told_id>/take-back/", own.unshare, name="unshare"),
]
