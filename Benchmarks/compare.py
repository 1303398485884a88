#!/usr/bin/env python3
"""Times the structured solver against badcrossbar, SuperLU and CHOLMOD on the same networks in one run.

Each measurement is a process of its own, which reports its time without reading files, and its peak memory. The shortest
of a few repeats counts. Writes results.md beside this file.

    Benchmarks/run [--sizes 64,128,...]
"""
import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
WIRE = 2.5
# Beyond these a method takes minutes or more memory than most machines have.
LARGEST = {"badcrossbar": 1024, "superlu": 1024, "cholmod": 1024, "ngspice": 64, "inputs": 2048}
REPEATS = {"badcrossbar": 2, "superlu": 2, "cholmod": 2}


def cells(size):
    """Log-normal, three standard deviations from 100 ohm to 10 Mohm."""
    low, high = np.log(1e2), np.log(1e7)
    return np.exp(np.random.default_rng(size).normal((low + high) / 2, (high - low) / 6, (size, size)))


def sparse_network(resistances):
    """Nodal matrix and right-hand side; row nodes first."""
    import scipy.sparse as sp

    rows, columns = resistances.shape
    count = rows * columns
    g = 1 / WIRE
    conductances = (1 / resistances).ravel()

    def chain(length, held):
        diagonal = np.full(length, 2 * g)
        diagonal[0 if held == "last" else -1] = g
        if length == 1:
            diagonal[0] = g
        return sp.diags([diagonal, np.full(length - 1, -g), np.full(length - 1, -g)], [0, 1, -1])

    row_plane = sp.kron(sp.eye(rows), chain(columns, "first"))
    column_plane = sp.kron(chain(rows, "last"), sp.eye(columns))
    cell = sp.diags(conductances)
    matrix = sp.bmat([[row_plane + cell, -cell], [-cell, column_plane + cell]], format="csc")
    right = np.zeros(2 * count)
    right[np.arange(rows) * columns] = 0.2 * g
    return matrix, right


def output_currents(solution, rows, columns):
    below = solution[rows * columns :].reshape(rows, columns)
    return below[-1] / WIRE


def child(method, path, output):
    """Runs in a process of its own and prints one JSON object."""
    resistances = np.load(path)
    rows, columns = resistances.shape
    best = np.inf
    for _ in range(REPEATS[method]):
        if method == "badcrossbar":
            import badcrossbar

            voltages = np.full((rows, 1), 0.2)
            start = time.perf_counter()
            solution = badcrossbar.compute(voltages, resistances, WIRE)
            elapsed = time.perf_counter() - start
            currents = np.asarray(solution.currents.output).ravel()
        else:
            # The matrix is at hand: only its solution is timed.
            matrix, right = sparse_network(resistances)
            start = time.perf_counter()
            if method == "superlu":
                from scipy.sparse.linalg import splu

                voltages = splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(right)
            else:
                from sksparse.cholmod import cholesky

                voltages = cholesky(matrix)(right)
            elapsed = time.perf_counter() - start
            currents = output_currents(voltages, rows, columns)
        best = min(best, elapsed)
    np.save(output, currents)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": best, "peak_memory_bytes": peak}))


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr[-500:], file=sys.stderr)
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def other(method, path, output):
    module = {"badcrossbar": "badcrossbar", "superlu": "scipy", "cholmod": "sksparse"}[method]
    if importlib.util.find_spec(module) is None:
        return None
    return run([sys.executable, __file__, "--child", method, str(path), str(output)])


def ours(program, path, what, repeats, *more):
    return run([str(program), "--resistances", str(path), "--what", what, "--repeats", str(repeats), *more])


def seconds(result):
    return f"{result['seconds']:.3g}" if result else "-"


def megabytes(result):
    return f"{result['peak_memory_bytes'] / 1e6:.0f}" if result else "-"


def ratio(result, base):
    return f"{result['seconds'] / base['seconds']:.0f}" if result and base else "-"


def measure(size, program, folder, lines):
    path = folder / f"{size}.npy"
    np.save(path, cells(size))
    found = folder / "found.npy"
    repeats = max(5, min(50, 10240 // size))
    linear = ours(program, path, "linear", repeats, "--currents", str(found))
    own = np.load(found)
    row = {"linear": linear}
    worst = 0.0
    for method in ("badcrossbar", "superlu", "cholmod"):
        row[method] = other(method, path, folder / "other.npy") if size <= LARGEST[method] else None
        if row[method]:
            difference = np.max(np.abs(np.load(folder / "other.npy") / own - 1))
            worst = max(worst, difference)
    for what in ("inputs", "ngspice"):
        count = 1 if what == "ngspice" else 5
        row[what] = ours(program, path, what, count) if size <= LARGEST[what] else None
    triad = ours(program, path, "triad", 1)
    row["share"] = linear["bytes_per_s"] / triad["bytes_per_s"]
    row["triad"] = triad["bytes_per_s"]
    row["worst"] = worst
    lines.append((size, row))
    print(size, json.dumps(row), file=sys.stderr)


def table(lines):
    text = [
        "Seconds for the output currents of one input, without reading files; the shortest of a few. Cells log-normal, three",
        f"standard deviations from 100 ohm to 10 Mohm, {WIRE} ohm a segment; tolerance 1e-9. Ratios are to the structured solver.",
        "The difference is the largest relative one of any output current from any of the other methods.",
        "",
        "| N | structured, s | iterations | badcrossbar, s | ratio | SuperLU, s | ratio | CHOLMOD, s | ratio | ngspice, s | difference |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for size, row in lines:
        linear = row["linear"]
        text.append(
            f"| {size} | {seconds(linear)} | {linear['iterations']} "
            + "".join(f"| {seconds(row[m])} | {ratio(row[m], linear)} " for m in ("badcrossbar", "superlu", "cholmod"))
            + f"| {seconds(row['ngspice'])} | {row['worst']:.1e} |"
        )
    text += [
        "",
        "Peak memory of the process in MB, and the structured solver's other figures: the time of 64 inputs relative to 64 single",
        "solutions, the bytes its iterations move a second relative to a triad (a = b + s c, two threads) in the same run, and the",
        "first solution of a process, whose memory is not mapped yet.",
        "",
        "| N | structured, MB | badcrossbar, MB | SuperLU, MB | CHOLMOD, MB | 64 inputs / 64 singles | bytes moved / triad "
        "| single shot, s | badcrossbar / single shot |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size, row in lines:
        linear = row["linear"]
        inputs = f"{row['inputs']['seconds'] / (64 * linear['seconds']):.2f}" if row["inputs"] else "-"
        text.append(
            f"| {size} | {megabytes(linear)} | {megabytes(row['badcrossbar'])} | {megabytes(row['superlu'])} "
            f"| {megabytes(row['cholmod'])} | {inputs} | {row['share']:.2f} of {row['triad'] / 1e9:.0f} GB/s "
            f"| {linear['first_seconds']:.3g} | {ratio(row['badcrossbar'], {'seconds': linear['first_seconds']})} |"
        )
    return "\n".join(text) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, help="the built SolverBenchmark")
    parser.add_argument("--sizes", default="64,128,256,512,1024,2048")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        return child(*arguments.child)
    # One thread each for libraries that would take more: none of them gains by it here.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (int(size) for size in arguments.sizes.split(",")):
            measure(size, arguments.program, Path(folder), lines)
            (HERE / "results.md").write_text(table(lines))
    print(table(lines))


if __name__ == "__main__":
    main()
