"""Risk assessed, a safety plan made with her, and what is done the same day when there is danger."""
