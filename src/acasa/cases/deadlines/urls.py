"""Addresses of this part. They hold random ids only, and that of a feed its secret."""

from __future__ import annotations

from django.urls import path

from acasa.cases.deadlines.views import board, feed, ruling, working

app_name = "deadlines"

urlpatterns = [
    path("cases/<uuid:case_id>/deadlines/", working.room, name="room"),
    path("cases/<uuid:case_id>/deadlines/again/", working.recalculate, name="recalculate"),
    path("cases/<uuid:case_id>/deadlines/<uuid:record_id>/extend/", working.extend, name="extend"),
    path("cases/<uuid:case_id>/deadlines/<uuid:record_id>/settle/", working.settle, name="settle"),
    path("cases/<uuid:case_id>/deadlines/<uuid:record_id>/again/", working.again, name="again"),
    path("overdue/", board.overdue, name="overdue"),
    path("deadlines/", ruling.rules, name="rules"),
    path("deadlines/run/", ruling.run, name="run"),
    path("deadlines/calendar/", feed.mine, name="feed"),
    path("deadlines/calendar/make/", feed.make, name="make_feed"),
    path("deadlines/calendar/end/", feed.end, name="end_feed"),
    path("calendar/<str:token>.ics", feed.calendar, name="public_feed"),
]
