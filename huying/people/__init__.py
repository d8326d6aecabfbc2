"""Citizens (sealed contact book), staff, units and roles: who acts, and what they may see."""
