"""Run every benchmark and print one Markdown document: ``make bench``."""

from benchmarks import api, overview, timing


def main() -> None:
    """Print the machine, then each benchmark's tables."""
    print(f"Measured with {timing.machine()}.\n")
    overview.main()
    api.main()


if __name__ == "__main__":
    main()
