"""Who says what: turns, their labels and speakers."""
