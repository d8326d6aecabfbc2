"""The ticket page: everything about one ticket for all staff, and every act on it."""
