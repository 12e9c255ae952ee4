"""How she goes her way: phases, outcomes over time, joint sessions of mother and child, monitoring."""
