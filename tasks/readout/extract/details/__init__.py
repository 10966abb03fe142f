"""What is known of a document besides its text: who, when, where, what; each candidate with its source."""
