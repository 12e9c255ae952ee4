"""Persons and their cases: opening, safety, contacts, the next step, the caseload and finding a person."""
