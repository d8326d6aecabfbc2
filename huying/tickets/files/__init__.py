"""Uploads, distrusted: what a file really is, what others may see of it, and whether a scanner objects."""

from .kinds import GROUPS, MAX_BYTES, MIME, Inspected, inspect
from .names import safe_name
from .pictures import public_copy, thumbnail
from .refusal import REASONS, FileRefused
from .scanner import ScanFailed, Verdict, scan

__all__ = [
    "GROUPS",
    "MAX_BYTES",
    "MIME",
    "REASONS",
    "FileRefused",
    "Inspected",
    "ScanFailed",
    "Verdict",
    "inspect",
    "public_copy",
    "safe_name",
    "scan",
    "thumbnail",
]
