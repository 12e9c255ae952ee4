from django.urls import path

from acasa.assessments.permissions import views

urlpatterns = [
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/<slug:slug>/", views.instrument, name="instrument"),
    path("instruments/<slug:slug>/permission/", views.permit, name="permit"),
    path("instruments/<slug:slug>/permission/<uuid:permission_id>/form/", views.add_form, name="permitted_form"),
    path("instruments/<slug:slug>/permission/<uuid:permission_id>/end/", views.end, name="end_permission"),
]
