"""One form for each act, by who does it: the centre's desk, units, those who check and supervise."""
