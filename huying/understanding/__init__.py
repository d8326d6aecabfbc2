"""Pure language work on what people write: no database, no network, every vocabulary passed in or beside."""
