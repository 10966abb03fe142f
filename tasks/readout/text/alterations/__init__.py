"""What a copy changed."""
