"""Run every benchmark and print one Markdown document: ``make bench``, and smaller ``make bench-quick``."""

from benchmarks import api, browser, cpu, imports, living, overview, scale, timing


def main() -> None:
    """Print the machine, then each benchmark's tables."""
    print(f"Measured with {timing.machine()}.\n")
    living.main()
    cpu.main()
    overview.main()
    api.main()
    imports.main()
    scale.main()
    browser.main()


if __name__ == "__main__":
    main()
