"""People who work here: the organisation, its teams, its colleagues and what each belongs to. Models and rules only."""
