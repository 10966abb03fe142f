"""Chinese and English: which texts translate each other, and which passages."""
