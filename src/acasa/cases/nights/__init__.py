"""At night and on leave: what a colleague may open when the one who knows her is not there.

Emergency opening (for a reason, four hours, told at once, reviewed), the night envelope, cover for leave, and the
deputy of a restricted case.
"""
