"""What two texts have to do with each other: relations, and the clusters that they make."""
