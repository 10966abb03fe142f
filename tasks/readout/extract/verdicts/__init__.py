"""What an answer turns out to be: a page, a wall, an outage, nothing."""
