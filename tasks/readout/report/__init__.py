"""What people look at: results and rows as text."""
