"""Settings, addresses, start-up checks, the wiring of events and the timetable."""
