"""Addresses of her own view, of what she asked for, and of complaints."""

from __future__ import annotations

from django.urls import path

from acasa.cases.hers import complaints, views

app_name = "hers"

urlpatterns = [
    path("cases/<uuid:case_id>/show-her/", views.show, name="show"),
    path("cases/<uuid:case_id>/her-words/", views.room, name="room"),
    path("cases/<uuid:case_id>/her-words/<uuid:record_id>/", views.answer, name="answer"),
    path("hers/", views.start, name="start"),
    path("hers/written/", views.written, name="written"),
    path("hers/written/<slug:section>/", views.section, name="section"),
    path("hers/agreed/", views.agreed, name="agreed"),
    path("hers/agreed/<slug:purpose>/", views.change, name="change"),
    path("hers/readers/", views.readers, name="readers"),
    path("hers/received/", views.received, name="received"),
    path("hers/wrong/", views.wrong, name="wrong"),
    path("hers/stop/", views.stop, name="stop"),
    path("hers/feedback/", views.feedback, name="feedback"),
    path("hers/thanks/<slug:what>/", views.thanks, name="thanks"),
    path("hers/complaint/", complaints.from_her_view, name="complaint"),
    path("hers/language/", views.language, name="language"),
    path("hers/exit/", views.leave, name="exit"),
    path("complaint/", complaints.write, name="write"),
    path("complaint/answer/", complaints.read_answer, name="read_answer"),
    path("complaints/", complaints.listing, name="complaints"),
    path("complaints/<uuid:complaint_id>/", complaints.one, name="one"),
]
