"""Speech of a call: sound from the exchange, side by side; words from whatever recogniser the city named; a voice for prompts."""
