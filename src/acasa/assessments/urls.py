from django.urls import URLPattern

from acasa.assessments import urls_measures
from acasa.assessments.permissions import urls as permissions

app_name = "assessments"
urlpatterns: list[URLPattern] = [*permissions.urlpatterns, *urls_measures.urlpatterns]
