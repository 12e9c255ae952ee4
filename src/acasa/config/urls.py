"""Every address of an installation. A new one needs a row in tests/security/access_matrix.py."""

from django.urls import include, path

from acasa.accounts.views.sign_in import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("", include("acasa.accounts.urls")),
    path("backup/", include("acasa.config.backup.urls")),
    path("office/", include("acasa.config.office.urls")),
    path("import/", include("acasa.cases.imports.urls")),
    path("cases/<uuid:case_id>/intake/", include("acasa.cases.intake.urls")),
    path("", include("acasa.cases.papers.urls")),
    path("", include("acasa.cases.visits.urls")),
    path("night/", include("acasa.cases.nights.urls")),
    path("", include("acasa.cases.hers.urls")),
    path("", include("acasa.cases.handover.urls")),
    path("", include("acasa.cases.urls")),
    path("", include("acasa.cases.family.urls")),
    path("", include("acasa.cases.plan.urls")),
    path("", include("acasa.cases.trafficking.urls")),
    path("", include("acasa.cases.deadlines.urls")),
    path("", include("acasa.cases.safety.urls")),
    path("", include("acasa.cases.children.urls")),
    path("", include("acasa.cases.childplan.urls")),
    path("", include("acasa.cases.law.urls")),
    path("", include("acasa.cases.pictures.urls")),
    path("", include("acasa.cases.reintegration.urls")),
    path("", include("acasa.cases.team.urls")),
    path("", include("acasa.questionnaires.urls")),
    path("", include("acasa.cases.interviews.urls")),
    path("", include("acasa.sync.urls")),
    path("", include("acasa.identification.urls")),
    path("", include("acasa.assessments.urls")),
    path("", include("acasa.reports.urls")),
    path("", include("acasa.ui.urls")),
]
