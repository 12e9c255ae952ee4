"""Interviews with a person: a published questionnaire, answered on her case."""
