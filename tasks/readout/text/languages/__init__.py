"""Which language each stretch of a text is in."""
