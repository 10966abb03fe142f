"""Functions of text alone: tokens, language, sections, turns, fingerprints, relations, clusters."""
