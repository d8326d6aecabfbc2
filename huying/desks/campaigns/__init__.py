"""The desk of campaigns: calls out to those who may still rate."""
