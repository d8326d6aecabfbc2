"""The page of hot topics: what many people write about now, how fast it grows, and the tickets behind it."""
