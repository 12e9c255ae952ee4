"""Intake: the first conversations after a case is opened, one thing per page, in any order, at her pace.

Safety comes first. Before any story she is told what can't be kept secret. Consent is asked apart for keeping data
and for being counted without a name, and help does not hang on the answer. Then the needs of the first days; the
rest when she is ready. "Rather not say" and "not the right time" are answers. What the law demands to be reported is
recorded with the least facts, and she is told of it when that is safe.
"""
