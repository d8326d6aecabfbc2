"""Coming to work: login with a second factor, the choice of desks, one's own account."""
