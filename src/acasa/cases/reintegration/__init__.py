"""How she goes her way: phases, outcomes over time, joint sessions of mother and child, monitoring.

The account of La Strada Moldova tells which challenges show at the stages of reintegration, what they block, and that
the relation of mother and child takes a series of successive sessions. What stands here is told twice, by her and by
whoever accompanies her, and her own word comes first. No scale here is validated, and none decides anything.

Records of the case's folder, compartment casework: `outcome` (one domain at one time), `outcome_round` (the same as a
line of the timeline), `joint_series`, `joint_session` (`joint_session_off` fell away with its series), `joint_consent`
(whether mother and child may be observed), `joint_observation`: a psychopedagogue who leads holds no health ring, and
what was seen is for those two and the team. Compartment health: `joint_note`, a professional's own notes of a session.
"""
