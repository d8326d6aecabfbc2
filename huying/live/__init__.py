"""Live updates: a change announced in a transaction reaches the open pages it concerns (SSE)."""
