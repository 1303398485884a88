#!/usr/bin/env python3
"""Puts what CellBenchmark printed, a file a build, into a table; called by `cells`."""
import json
import sys
from pathlib import Path

print("CPU microseconds a pulse of 20 ms on drawn cells of the built-in device, one thread: compiled at a relative tolerance of")
print("1e-5, and some of the same cells in ngspice in the same run, with the tolerances the program simulates pulses with (1e-6,")
print("at most 1/50 of the pulse a step) and with 1e-4. Compiled figures are means of all cells, ngspice's of the first few; the")
print("difference is the largest of a final state from the former.")
print()
print("| build | pulse | compiled, us | steps | ngspice, us | ratio | ngspice at 1e-4, us | ratio | difference |")
print("|---|---|---|---|---|---|---|---|---|")
for name in sys.argv[1:]:
    path = Path(name)
    figures = json.loads(path.read_text())
    for pulse in ("set", "reset", "read"):
        row = figures[pulse]
        compiled = row["compiled_us"]
        print(
            f"| {path.stem} | {pulse.upper()} | {compiled:.1f} | {row['steps']:.0f} "
            f"| {row['ngspice_us']:.0f} | {row['ngspice_us'] / compiled:.0f} "
            f"| {row['ngspice_1e-4_us']:.0f} | {row['ngspice_1e-4_us'] / compiled:.0f} | {row['largest_state_difference']:.1e} |"
        )
