"""Canonical bytes and checksums of every act, so that alteration can be shown."""
