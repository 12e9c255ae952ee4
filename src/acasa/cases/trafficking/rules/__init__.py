"""What holds for the trafficking facts and for the way home, without Django."""
