"""Questions asked of tickets: worklists, search, look-alikes."""
