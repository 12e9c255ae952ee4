"""Addresses of this part. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.children.views import deciding, keeping, room

app_name = "children"

_CHILD = "cases/<uuid:case_id>/child/"
_TABLE = _CHILD + "determination/"

urlpatterns = [
    path(_CHILD, room.room, name="room"),
    path(_CHILD + "age/", keeping.age, name="age"),
    path(_CHILD + "guardian/", keeping.guardian, name="add_guardian"),
    path(_CHILD + "guardian/<uuid:guardian_id>/", keeping.guardian, name="guardian"),
    path(_CHILD + "notice/", keeping.notice, name="notice"),
    path(_CHILD + "care/", keeping.care, name="care"),
    path(_CHILD + "care/<uuid:care_id>/visit/", keeping.care_visit, name="care_visit"),
    path(_CHILD + "care/<uuid:care_id>/emergency/", keeping.emergency, name="emergency"),
    path(_CHILD + "assessment/", deciding.assessment, name="assessment"),
    path(_CHILD + "assessment/<uuid:record_id>/", deciding.read_assessment, name="read_assessment"),
    path(_TABLE, deciding.determination, name="determination"),
    path(_TABLE + "begin/", deciding.begin, name="begin"),
    path(_TABLE + "member/", deciding.member, name="member"),
    path(_TABLE + "member/<slug:member_id>/remove/", deciding.remove_member, name="remove_member"),
    path(_TABLE + "option/", deciding.option, name="add_option"),
    path(_TABLE + "option/<slug:code>/", deciding.option, name="option"),
    path(_TABLE + "option/<slug:code>/drop/", deciding.drop_option, name="drop_option"),
    path(_TABLE + "decide/", deciding.decide, name="decide"),
    path(_TABLE + "aside/", deciding.put_aside, name="put_aside"),
    path(_TABLE + "<int:number>/", deciding.version, name="version"),
    path(_TABLE + "<int:number>/told/", deciding.told, name="told"),
    path(_CHILD + "eighteen/prepare/", keeping.prepare, name="prepare"),
    path(_CHILD + "eighteen/of-age/", keeping.of_age, name="of_age"),
    path(_CHILD + "eighteen/<slug:code>/", keeping.item, name="item"),
]
