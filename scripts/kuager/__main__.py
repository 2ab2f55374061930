"""``python -m kuager``: the program without its start script."""

from kuager.cli import main

if __name__ == "__main__":
    main()
