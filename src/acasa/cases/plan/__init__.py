"""Needs, what stands in the way, and the individual plan.

What she, a child or the family needs, in her words; the challenges and barriers that block the way home; and the
plan that answers them: her goals, who does what by when, and what came of it. The chain challenge → barrier → need →
goal → action → outcome stands on one page. (The account of La Strada Moldova: needs case by case, challenges by
stage, and what they provoke.)

Records of the case's folder, compartment casework: `need`, `challenge`, `plan` (one for each version, the highest
number is the present one), `plan_draft` (what is being worked on, one for the case) and `plan_event` (the timeline).
"""
