"""The staffing desk: calls to come, the seats they need, the seats that are planned."""
