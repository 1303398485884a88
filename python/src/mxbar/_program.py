"""Finds the program and asks it for its commands."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Tuple

from ._errors import Error, ProgramNotFound


def find() -> str:
    """The program: where MXBAR points, in PATH, or built in the checkout that this package lies in."""
    given = os.environ.get("MXBAR")
    if given:
        found = shutil.which(given)
        if not found:
            raise ProgramNotFound(f"MXBAR is '{given}', which is no program")
        return os.path.abspath(found)
    found = shutil.which("mxbar")
    if found:
        return os.path.abspath(found)
    for folder in Path(__file__).resolve().parents:
        builds = [folder / ".build" / kind / "mxbar" for kind in ("release", "debug")]
        builds = [build for build in builds if os.access(build, os.X_OK)]
        if builds and (folder / "Package.swift").is_file():
            # Whichever was built last is the one that is being worked with.
            return str(max(builds, key=os.path.getmtime))
    raise ProgramNotFound(
        "the program mxbar is not in PATH: build it in a checkout of MemristorCrossbar with "
        "'swift build -c release', then add .build/release to PATH, or set the environment variable MXBAR to "
        ".build/release/mxbar"
    )


def identity() -> Tuple[str, int, int]:
    """The program's path, time of change and size: another one may have other commands."""
    path = find()
    status = os.stat(path)
    return path, status.st_mtime_ns, status.st_size


def schema(path: str, modified: int, size: int) -> dict:
    """What the program of this identity says to `help --json`: every command with its options and figures."""
    cached = _cache(f"{path} {modified} {size}")
    try:
        return json.loads(cached.read_text())
    except (OSError, ValueError):
        pass
    answer = subprocess.run(
        [path, "help", "--json"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    try:
        found = json.loads(answer.stdout)
        found["commands"]
    except (ValueError, KeyError):
        raise Error(
            f"'{path}' does not list its commands; is it older than this package? {answer.stderr.strip()}",
            answer.returncode,
            ["help", "--json"],
        ) from None
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        part = cached.with_suffix(f".{os.getpid()}")
        part.write_text(answer.stdout)
        part.replace(cached)
    except OSError:
        pass  # Without a cache the program is asked again by the next process.
    return found


def _cache(key: str) -> Path:
    # Saves a second at each start, and ten with a debug build.
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(home) / "mxbar" / f"help-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"
