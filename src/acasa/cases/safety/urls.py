"""Addresses of this part. They hold random ids, and codes of the library."""

from __future__ import annotations

from django.urls import path

from acasa.cases.safety.views import plan, protocols, reactions, risk

app_name = "safety"
ROOM = "cases/<uuid:case_id>/safety"
PROTOCOL = f"{ROOM}/protocol/<uuid:protocol_id>"

urlpatterns = [
    path(f"{ROOM}/", risk.room, name="room"),
    path(f"{ROOM}/risk/", risk.assess, name="assess"),
    path(f"{ROOM}/risk/<uuid:risk_id>/", risk.read, name="assessment"),
    path(f"{ROOM}/plan/", plan.edit, name="plan"),
    path(f"{ROOM}/plan/<int:number>/", plan.read, name="version"),
    path(f"{ROOM}/plan/answer/", plan.answer, name="answer"),
    path(f"{ROOM}/plan/print/", plan.print_it, name="print"),
    path(f"{ROOM}/signal/<slug:signal>/open/", protocols.begin, name="begin"),
    path(f"{ROOM}/signal/<slug:signal>/not-needed/", protocols.decline, name="decline"),
    path(f"{PROTOCOL}/", protocols.protocol, name="protocol"),
    path(f"{PROTOCOL}/step/<slug:step>/done/", protocols.done, name="done"),
    path(f"{PROTOCOL}/step/<slug:step>/left-out/", protocols.skip, name="skip"),
    path(f"{PROTOCOL}/end/", protocols.end, name="end"),
    path(f"{PROTOCOL}/note/", protocols.note, name="note"),
    path(f"{ROOM}/reactions/", reactions.timeline, name="reactions"),
    path(f"{ROOM}/reactions/<slug:age>/", reactions.add, name="add_reaction"),
    path(f"{ROOM}/guidance/<slug:age>/<slug:language>/", reactions.guidance, name="guidance"),
]
