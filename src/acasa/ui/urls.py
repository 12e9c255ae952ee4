"""The gallery; answers 404 unless the setting `ACASA_COMPONENTS` is true."""

from django.urls import path

from acasa.ui import views

app_name = "ui"
urlpatterns = [
    path("components/", views.gallery, name="components"),
    path("components/<slug:name>/", views.sample, name="sample"),
]
