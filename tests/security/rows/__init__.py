"""Rows of the access matrix, a module for each part of the work that has its own."""

from tests.security.rows import (
    childplan,
    children,
    deadlines,
    handover,
    law,
    reintegration,
    safety,
    team,
    trafficking,
)

PARTS = (handover, trafficking, deadlines, safety, children, childplan, law, reintegration, team)
