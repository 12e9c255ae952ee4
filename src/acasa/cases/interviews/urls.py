"""Addresses of interviews. They hold random ids and numbers of pages only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.interviews.views import asking, ending, papers, room

app_name = "interviews"
ROOM = "cases/<uuid:case_id>/interviews"
DRAFT = f"{ROOM}/draft/<uuid:draft_id>"
PAGE = f"{DRAFT}/page/<str:key>"
KEPT = f"{ROOM}/<uuid:record_id>"

urlpatterns = [
    path(f"{ROOM}/", room.room, name="room"),
    path(f"{ROOM}/new/", room.begin, name="begin"),
    path(f"{DRAFT}/", asking.resume, name="resume"),
    path(f"{PAGE}/", asking.ask, name="page"),
    path(f"{PAGE}/live/", asking.live, name="live"),
    path(f"{PAGE}/keep/", asking.keep_typed, name="keep"),
    path(f"{DRAFT}/end/", ending.end, name="end"),
    path(f"{DRAFT}/stop/", ending.stop, name="stop"),
    path(f"{DRAFT}/forget/", ending.forget, name="forget"),
    path(f"{KEPT}/", room.read, name="read"),
    path(f"{KEPT}/correct/", room.correct, name="correct"),
    path(f"{KEPT}/paper/", papers.told, name="told"),
    path(f"{KEPT}/file/<uuid:file_id>/", papers.file, name="file"),
    path("interviews/blank/", papers.blank, name="blank"),
    path("interviews/media/", papers.media, name="media"),
]
