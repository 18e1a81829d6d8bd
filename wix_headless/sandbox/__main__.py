"""The command line: ``python -m wix_headless.sandbox --port 8001``."""

from __future__ import annotations

import argparse
import sys

from wix_headless.sandbox import cli


def main() -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m wix_headless.sandbox",
        description="Serve a local emulator of Wix's headless platform.",
    )
    cli.add_arguments(parser)
    return cli.run(vars(parser.parse_args()), sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
