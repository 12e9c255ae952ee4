"""What instruments say of a person over time: results, change, and what is shown of them."""
