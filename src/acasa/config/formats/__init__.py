"""How dates and numbers are written where Django's own habit would puzzle: English readers here are not Americans."""
