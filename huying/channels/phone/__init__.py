"""The phone: calls as rows and signals, whatever exchange carries them; the line of waiting callers; our exchange application."""
