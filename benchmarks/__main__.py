"""Run every benchmark and print one table: python -m benchmarks, or ./run bench."""

import pkgutil
from collections.abc import Iterable
from importlib import import_module

import benchmarks
from benchmarks.timing import Timing

HEADER = f"{'':52} {'took':>10}   {'against':34} {'times faster':>12}"


def line(timing: Timing) -> str:
    """Tell one timing in a line of the table."""
    against = f"{timing.peer}, {timing.peer_seconds:.3f} s"
    return f"{timing.work:52} {timing.seconds:8.3f} s   {against:34} {timing.peer_seconds / timing.seconds:12.1f}"


def benchmark_modules() -> Iterable[str]:
    """Name the modules of this package, in order; those with a function `measure` are benchmarks."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")


def main() -> None:
    """Measure module by module; each prints as soon as it is done."""
    print(HEADER)
    for name in benchmark_modules():
        measure = getattr(import_module(f"benchmarks.{name}"), "measure", None)
        for timing in measure() if measure else ():
            print(line(timing), flush=True)


if __name__ == "__main__":
    main()
