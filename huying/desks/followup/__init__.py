"""The desk of checks and calls: answers beside their requests, calls to make, reviews to decide."""
