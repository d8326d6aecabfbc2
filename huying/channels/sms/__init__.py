"""The SMS door: Kannel over HTTP, SMPP 3.4 and the carriers' CMPP 3.0, long messages in parts both ways."""
