"""Addresses of contacts and visits. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.visits.views import aid, appointments, following, interpreters, room, visiting

app_name = "visits"

_case = "cases/<uuid:case_id>/visits/"

urlpatterns = [
    path(_case, room.room, name="room"),
    path(f"{_case}attempt/", room.attempt, name="attempt"),
    path(f"{_case}plan/", visiting.plan, name="plan"),
    path("visits/<uuid:watch_id>/", visiting.watch, name="watch"),
    path("visits/<uuid:watch_id>/in/", visiting.check_in, name="check_in"),
    path("visits/<uuid:watch_id>/longer/", visiting.extend, name="extend"),
    path("visits/<uuid:watch_id>/out/", visiting.check_out, name="check_out"),
    path("visits/<uuid:watch_id>/off/", visiting.call_off, name="call_off"),
    path("visits/<uuid:watch_id>/take/", visiting.acknowledge, name="acknowledge"),
    path("visits/<uuid:watch_id>/end/", visiting.end_alarm, name="end_alarm"),
    path(f"{_case}appointment/", appointments.add, name="add_appointment"),
    path(f"{_case}appointment/<uuid:record_id>/", appointments.change, name="change_appointment"),
    path(f"{_case}appointment/<uuid:record_id>/outcome/", appointments.finish, name="finish_appointment"),
    path(f"{_case}appointment/<uuid:record_id>/acasa.ics", appointments.calendar, name="calendar"),
    path(f"{_case}follow-up/", following.schedule, name="schedule"),
    path(f"{_case}follow-up/<uuid:record_id>/", following.finish, name="finish_followup"),
    path(f"{_case}search/", following.begin_search, name="begin_search"),
    path(f"{_case}search/try/", following.try_step, name="try_step"),
    path(f"{_case}search/pause/", following.pause_search, name="pause_search"),
    path(f"{_case}search/resume/", following.resume_search, name="resume_search"),
    path(f"{_case}search/end/", following.end_search, name="end_search"),
    path("cases/<uuid:case_id>/aid/", aid.room, name="aid"),
    path("cases/<uuid:case_id>/aid/add/", aid.add, name="add_aid"),
    path("cases/<uuid:case_id>/aid/<uuid:record_id>/take-back/", aid.take_back, name="take_back_aid"),
    path("aid/lines/", aid.lines, name="lines"),
    path("aid/lines/<uuid:line_id>/end/", aid.end_line, name="end_line"),
    path("interpreters/", interpreters.register, name="interpreters"),
    path("interpreters/add/", interpreters.add, name="add_interpreter"),
    path("interpreters/<uuid:interpreter_id>/", interpreters.change, name="change_interpreter"),
    path(f"{_case}interpreter/", interpreters.choose, name="choose_interpreter"),
]
