"""Tables of this part; nothing of a person stands in plain columns."""
