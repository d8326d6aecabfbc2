"""What all text doors share: a message becomes a contact, a talk or a ticket; what we say is queued and delivered."""
