"""Starts Segue: `python run.py --help`."""

from server.cli import main

if __name__ == "__main__":
    main()
