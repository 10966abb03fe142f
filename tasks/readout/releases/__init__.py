"""Edge: tables as versioned Parquet. A release is a directory that appears whole, by one rename, and never changes."""
