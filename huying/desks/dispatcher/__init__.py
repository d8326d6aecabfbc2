"""The dispatcher's desk: what waits for a unit, the catalogue's proposal with its reason, objections to rule on."""
