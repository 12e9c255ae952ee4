"""Pictures of a case: the ecomap of what carries her, and needs against services."""
