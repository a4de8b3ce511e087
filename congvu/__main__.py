"""The console script, and ``python -m congvu``."""

import os
import sys

from congvu import collector, processor
from congvu.cli.main import run


def main() -> None:
    """Runs one command and ends the process with its exit code: 0 good, 1 refused, 2 usage."""
    processor.choose(os.environ)
    collector.make_rare()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
