"""Pages for each reader: citizen, agent, dispatcher, unit, checker, supervisor, leader."""
