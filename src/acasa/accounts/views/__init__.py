"""Pages of accounts, by what a person does."""
