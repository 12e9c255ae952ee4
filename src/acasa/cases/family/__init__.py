"""People and families: who is around her, who cared for each child while she was away, and the picture of it.

What is recorded stands sealed in the case's own folder, in case work: `kin` (a person around her), `care` (one
episode of care for a child), `family` (how she herself is drawn) and `family_event` (what was changed, and what stood
there before). A child or relative may have a case apart, with rights apart: each file says in its own words only
what its own colleagues recorded, and the way from one to the other is shown to nobody who can't open both.
"""
