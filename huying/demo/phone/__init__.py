"""People at the telephone, simulated: telephones that register, ring and speak (baresip), for demonstration, tests and load."""
