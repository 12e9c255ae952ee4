"""Pure rules of OpenRosa: what is said, how it is proved, and what came. No Django."""
