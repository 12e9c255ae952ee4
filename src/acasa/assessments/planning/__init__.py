"""When to measure again, with what, by whom: lines that stand on the day and move with the facts of the case."""
