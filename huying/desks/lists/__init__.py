"""Lists that all desks share: worklists, search, saved views, bulk acts, contacts, notices, export."""
