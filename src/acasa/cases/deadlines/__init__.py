"""What is due by rule: deadlines of a country as data, calculated from the facts of a case."""
