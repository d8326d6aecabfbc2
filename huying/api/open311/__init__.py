"""The Open311 door: GeoReport v2 with the service-request-updates extension, for programs that others wrote."""
