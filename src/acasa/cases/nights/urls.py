"""Addresses of nights and leave. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.nights.views import emergency, envelopes, leave, looking, named

app_name = "nights"

urlpatterns = [
    path("", looking.home, name="home"),
    path("search/", looking.search, name="search"),
    path("emergency/setup/", emergency.set_up, name="set_up"),
    path("emergency/prepare/", emergency.prepare, name="prepare"),
    path("cases/<uuid:case_id>/open/", emergency.open_up, name="open"),
    path("cases/<uuid:case_id>/word/", emergency.add_word, name="word"),
    path("openings/<uuid:opening_id>/end/", emergency.end, name="end"),
    path("openings/<uuid:opening_id>/review/", emergency.review, name="review"),
    path("envelopes/", envelopes.list_, name="envelopes"),
    path("envelopes/new/", envelopes.make, name="make_envelope"),
    path("envelopes/use/", envelopes.use, name="use_envelope"),
    path("envelopes/<uuid:envelope_id>/back/", envelopes.revoke, name="revoke_envelope"),
    path("envelopes/<uuid:envelope_id>/seen/", envelopes.seen, name="seen_envelope"),
    path("leave/", leave.leave, name="leave"),
    path("leave/<uuid:cover_id>/end/", leave.end, name="end_cover"),
    path("cases/<uuid:case_id>/named/", named.page, name="named"),
    path("cases/<uuid:case_id>/named/take/", named.take, name="take_over"),
    path("cases/<uuid:case_id>/named/<uuid:user_id>/remove/", named.remove, name="remove_named"),
]
