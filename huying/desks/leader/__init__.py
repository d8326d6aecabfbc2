"""The leader's desk: today's figures with the counts they come from."""
