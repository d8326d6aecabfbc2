"""`python -m huying.cli`, the same as the `huying` command."""

from huying.cli import main

# Granian's workers import this module again under another name.
if __name__ == "__main__":
    main()
