"""Our own exchange: the application that leads the calls of an Asterisk by ARI, and the configuration that it needs there."""
