"""The child's rehabilitation and reintegration plan over its eleven domains, school and care."""
