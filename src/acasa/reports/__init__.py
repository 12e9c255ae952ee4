"""Analysis of the sealed caseload, exposing no one."""
