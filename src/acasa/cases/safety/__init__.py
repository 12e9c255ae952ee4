"""Risk assessed, a safety plan made with her, and what is done the same day when there is danger.

What stands where, by need to know:

- The level of risk, its review day and the alerts are those of the case (record `case`, essentials): one source,
  which the page "Risk and alerts" changes as well. An assessment (`risk`, case work) is the reasoning behind it.
- `protocol` (essentials): that a same-day protocol is open, its steps, who did what when. The night must see it, so
  it holds no clinical word. Those are `protocol_note` and `risk_words` in health.
- `safety_plan` (case work) is hers; `safety_night` (essentials) the three lines of it that the night needs.
- `crisis_reaction` (case work): what those who live with a child see each day, and must read to know what helps.
  It is no diagnosis; what a clinician makes of it is a note in health.
- `risk_watch` (essentials): since when an alert stands, and the obligation of the risk's review.

The table `Run` holds that a protocol is running: an opaque id, when it began and by whom, when the next step is due.
"""
