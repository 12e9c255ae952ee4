"""What every slice stands on: the unit of work, the actor, errors, and helpers for the database."""
