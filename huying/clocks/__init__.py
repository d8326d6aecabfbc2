"""Working days, limits and deadlines: pure arithmetic over the State Council's holiday notices."""
