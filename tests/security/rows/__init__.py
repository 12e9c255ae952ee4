"""Rows of the access matrix, a module for each part of the work that has its own."""

from tests.security.rows import (
    assessments,
    childplan,
    children,
    deadlines,
    handover,
    identification,
    interviews,
    law,
    measures,
    questionnaires,
    reintegration,
    reports,
    safety,
    sync,
    team,
    trafficking,
)

PARTS = (
    handover,
    trafficking,
    deadlines,
    safety,
    children,
    childplan,
    law,
    reintegration,
    team,
    questionnaires,
    interviews,
    sync,
    identification,
    assessments,
    measures,
    reports,
)
