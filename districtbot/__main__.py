"""``python -m districtbot``: the command line."""

from districtbot.cli.main import main

if __name__ == "__main__":
    main()
