"""The generic route: which blocks of a page are its text."""
