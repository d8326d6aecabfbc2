"""The core: tickets, their life, their promises, and who may do what."""
