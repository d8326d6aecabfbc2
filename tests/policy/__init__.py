"""Tests of the policy: its files, its loader, its routing."""
