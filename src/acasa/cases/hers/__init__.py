"""What is hers: her own view of what is recorded, and a way to complain that bypasses her worker.

**Her own view.** The worker hands her the device. From then on only her pages answer, in her language, one thing on
each, until the worker's password is typed again: what is recorded about her, what she agreed to, who read her file,
who received something. She can say that something is wrong, that she wants to stop or be forgotten, and how it was.
None of it costs her any help.

**Complaints.** Anybody may write one, without an account and without a case. It is sealed to those who read
complaints, person by person and never to a ring, so that the one it is about can be left out. A code on paper opens
the answer; the database keeps neither the code nor what it opens.
"""
