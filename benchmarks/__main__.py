"""Run every benchmark and print one table, or fuzz, mutate or break things: python -m benchmarks, or ./run bench."""

import argparse
import pkgutil
import sys
from collections.abc import Iterable
from importlib import import_module

import benchmarks
from benchmarks import faults, fuzz, mutants
from benchmarks.measured import Measured

HEADER = f"{'':50} {'took':>12}  {'next to':44} {'times less':>10}"


def line(measured: Measured) -> str:
    """Tell one finding in a line of the table."""
    told = f"{measured.work:50} {f'{measured.value:.3f} {measured.unit}':>12}"
    if measured.peer_value is None:
        return told
    peer = f"{measured.peer}, {measured.peer_value:.3f} {measured.unit}"
    return f"{told}  {peer:44} {measured.peer_value / measured.value:10.1f}"


def benchmark_modules() -> Iterable[str]:
    """Name the modules of this package, in order; those with a function `measure` are benchmarks."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")


def main() -> None:
    """Measure module by module; each prints as soon as it is done. Or fuzz or mutate, if that is asked for."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--fuzz", type=int, metavar="CASES", help="make so many random requests of the service instead")
    parser.add_argument("--seed", type=int, help="of the requests; a new one unless given")
    parser.add_argument("--mutants", action="store_true", help="list the changes of figures that no test notices")
    parser.add_argument("--faults", action="store_true", help="let things fail around the service")
    asked = parser.parse_args()
    if asked.fuzz:
        sys.exit(0 if fuzz.run(asked.fuzz, asked.seed) else 1)
    if asked.faults:
        sys.exit(0 if faults.run() else 1)
    if asked.mutants:
        sys.exit(0 if mutants.run() else 1)
    print(HEADER)
    for name in benchmark_modules():
        measure = getattr(import_module(f"benchmarks.{name}"), "measure", None)
        for measured in measure() if measure else ():
            print(line(measured), flush=True)


if __name__ == "__main__":
    main()
