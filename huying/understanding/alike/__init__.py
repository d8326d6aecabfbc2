"""What of a request is compared with another: the place it names, the matter it tells of, and how far two agree."""
