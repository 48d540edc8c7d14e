"""`python -m xlgoals`."""

from xlgoals.cli import main

main()
