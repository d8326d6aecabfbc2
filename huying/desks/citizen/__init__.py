"""The citizen's desk: say what is the matter, follow it, complete it, rate it. Phone first, also without script."""
