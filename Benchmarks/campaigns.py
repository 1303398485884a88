"""Merges 200 tasks of 1000 points with 60 figures each: time and memory of 'mxbar campaign merge'.

    python3 Benchmarks/campaigns.py .build/release/mxbar

One task is run for real; the others are copies of its results with their own numbers.
"""

import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TASKS, POINTS, FIGURES = 200, 1000, 60


def clone(shards: Path) -> None:
    """Makes the results of all other tasks from those of the first."""
    first = shards / "task-0001.sqlite"
    with sqlite3.connect(first) as database:
        known = 1 + max(row[0] for row in database.execute("SELECT number FROM columns WHERE name = 'points'"))
        for number in range(known, FIGURES):
            database.execute(f"ALTER TABLE points ADD COLUMN c{number}")
            database.execute(f"UPDATE points SET c{number} = point * {number}.125 + 0.1")
            database.execute("INSERT INTO columns VALUES ('points', ?, 1, 0, ?, 1)", (number, f"made.figure_{number}"))
    database.close()
    for task in range(2, TASKS + 1):
        path, start = shards / f"task-{task:04d}.sqlite", (task - 1) * POINTS
        shutil.copy(first, path)
        with sqlite3.connect(path) as database:
            # By way of numbers that no point has.
            database.execute("UPDATE points SET point = point + ?", (start + 10**7,))
            database.execute("UPDATE points SET point = point - ?", (10**7,))
            database.execute("UPDATE meta SET value = ? WHERE key = 'first'", (start,))
            database.execute("UPDATE meta SET value = ? WHERE key = 'end'", (start + POINTS,))
        database.close()


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "r.csv").write_text("10000,20000\n30000,40000\n")
        (folder / "v.csv").write_text("1\n0.5\n")
        (folder / "lines.yaml").write_text(
            "study: solve\nsettings: {resistances: r.csv, voltages: v.csv}\n"
            f"vary: {{row_wire_resistance_ohm: 1..{POINTS}, column_wire_resistance_ohm: 1..{TASKS}}}\n"
        )

        def run(*words: str) -> float:
            start = time.monotonic()
            subprocess.run([program, "campaign", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            return time.monotonic() - start

        run("plan", "lines.yaml", "--out", "lines", "--tasks", str(TASKS), "--trial", "1", "--quiet")
        task = run("task", "lines", "1", "--quiet")
        clone(folder / "lines/shards")
        merge = run("merge", "lines", "--quiet")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        files = sum(path.stat().st_size for path in (folder / "lines").glob("*")) / 1e6
        print(f"a task of {POINTS} points: {task:.1f} s; merging {TASKS} tasks: {merge:.1f} s, {files:.0f} MB of files")
        print(f"merging takes {merge / (TASKS * task):.1e} of the time of its points; largest process {memory:.0f} MB")


main()
