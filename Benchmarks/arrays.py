#!/usr/bin/env python3
"""Puts what ArrayBenchmark printed into a table; called by `arrays`."""
import json
import sys

print("CPU seconds of one thread for a SET of 20 ms on all cells of a row of N x N arrays of the built-in device, the filaments")
print("of all cells free to move: compiled at a relative tolerance of 1e-5, and as one circuit in ngspice in the same run, with")
print("the tolerances the program simulates pulses with. The difference is the largest of any cell's final state.")
print()
print("| N | compiled, s | us a cell | ngspice, s | ratio | difference |")
print("|---|---|---|---|---|---|")
for size, row in sorted(json.load(sys.stdin).items(), key=lambda item: int(item[0])):
    compiled = row["compiled_s"]
    exact = "- | - | -"
    if "ngspice_s" in row:
        exact = f"{row['ngspice_s']:.1f} | {row['ratio']:.0f} | {row['largest_state_difference']:.1e}"
    print(f"| {size} | {compiled:.4f} | {1e6 * compiled / int(size) ** 2:.0f} | {exact} |")
