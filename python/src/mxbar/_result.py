"""What a command left: figures, tables, arrays and pictures."""

from __future__ import annotations

import base64
import csv
import functools
import html
import json
import re
import shutil
import tempfile
import weakref
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence

import numpy as np


class TemporaryFolder:
    """A folder that is removed with the last object that reads from it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="mxbar-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Result:
    """What came out of a command.

    A folder that no `out` names is temporary: it is removed with the last reference to the result and to its
    tables, arrays and pictures.
    """

    def __init__(
        self,
        command: str,
        text: str,
        figures: Dict[str, Any],
        messages: Sequence[str] = (),
        folder: Optional[Path] = None,
        temporary: Optional[TemporaryFolder] = None,
    ):
        #: The command's name, as in 'device fit'.
        self.command = command
        #: What the program printed: a summary in words, or a deck.
        self.text = text
        #: Every figure by its name in the program's JSON; records within are dictionaries.
        self.figures = figures
        #: What the program remarked on, such as warnings.
        self.messages = list(messages)
        #: The folder with everything; None for commands without one.
        self.folder = folder
        self._temporary = temporary

    @functools.cached_property
    def manifest(self) -> Dict[str, Any]:
        """run.json: version, arguments, every option, input hashes, figures; empty without a folder."""
        path = self.folder / "run.json" if self.folder else None
        return json.loads(path.read_text()) if path and path.is_file() else {}

    @property
    def settings(self) -> Dict[str, Any]:
        """Every option with its value, defaults included, by its key with the unit.

        To repeat a run, give its manifest: `mxbar.sneak(config=result.folder / "run.json")`.
        """
        own = ("json", "out", "resume", "overwrite")
        return {key: value for key, value in self.manifest.get("configuration", {}).items() if key not in own}

    @property
    def seed(self) -> Optional[int]:
        """Of everything random; the same seed gives the same result."""
        return self.figures.get("seed", self.settings.get("seed"))

    @property
    def page(self) -> Optional[Path]:
        """The report, one HTML page that stands alone."""
        path = self.folder / "report.html" if self.folder else None
        return path if path and path.is_file() else None

    @functools.cached_property
    def tables(self) -> Mapping[str, Any]:
        """The tables by name: those of the folder, and lists of records among the figures.

        Each is a pandas DataFrame where pandas is installed, else a structured NumPy array.
        """
        loaders: Dict[str, Callable[[], Any]] = {}
        for name, value in self.figures.items():
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                loaders[name] = functools.partial(table, value)
        for path in self._files("*.csv"):
            loaders[path.stem] = functools.partial(_read_csv, path)
        return _Lazy(loaders, self._temporary)

    @functools.cached_property
    def arrays(self) -> Mapping[str, np.ndarray]:
        """The arrays of all .npz files in the folder, by name."""
        loaders: Dict[str, Callable[[], Any]] = {}
        for path in self._files("*.npz"):
            with np.load(path) as archive:
                names = list(archive.files)
            for name in names:
                loaders[f"{path.stem}.{name}" if name in loaders else name] = functools.partial(
                    _read_array, path, name
                )
        return _Lazy(loaders, self._temporary)

    @functools.cached_property
    def pictures(self) -> Dict[str, Picture]:
        """The pictures by name, in the order of the report; a notebook shows each."""
        paths = {path.stem: path for path in self._files("*.png")}
        order = re.findall(r'href="([^"/]+)\.png"', self.page.read_text()) if self.page else []
        names = [name for name in dict.fromkeys(order) if name in paths]
        return {
            name: Picture(paths[name], self._temporary) for name in names + sorted(set(paths) - set(names))
        }

    @property
    def picture(self) -> Optional[Picture]:
        """The first picture of the report; None if there is none."""
        return next(iter(self.pictures.values()), None)

    def open(self) -> None:
        """Shows the report in the browser."""
        if not self.page:
            raise FileNotFoundError(f"mxbar {self.command} leaves no page")
        webbrowser.open(self.page.resolve().as_uri())

    def _files(self, pattern: str) -> List[Path]:
        return sorted(self.folder.glob(pattern)) if self.folder else []

    def __repr__(self) -> str:
        return self.text or f"mxbar {self.command}: {len(self.figures)} figures"

    def _repr_html_(self) -> str:
        picture = self.picture._html() if self.picture else ""
        names = [
            ("figures", self.figures),
            ("tables", self.tables),
            ("arrays", self.arrays),
            ("pictures", self.pictures),
        ]
        lists = "".join(
            f"<tr><td><code>.{name}</code></td>"
            f"<td style='text-align:left'>{html.escape(_listed(values))}</td></tr>"
            for name, values in names
            if values
        )
        return f"<pre>{html.escape(self.text)}</pre>{picture}<table>{lists}</table>"


class Picture:
    """A picture in the result's folder; the value of a notebook's cell shows it."""

    def __init__(self, path: Path, temporary: Optional[TemporaryFolder] = None):
        self.path = path
        self._temporary = temporary

    @property
    def svg(self) -> Path:
        """The same picture for print."""
        return self.path.with_suffix(".svg")

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"Picture('{self.path}')"

    def _repr_png_(self) -> bytes:
        return self.path.read_bytes()

    def _html(self) -> str:
        data = base64.b64encode(self.path.read_bytes()).decode()
        name = html.escape(self.path.stem)
        return f'<img style="max-width:700px" alt="{name}" src="data:image/png;base64,{data}">'


def table(records: Sequence[Mapping[str, Any]]) -> Any:
    """Records as a table: a pandas DataFrame where pandas is installed, else a structured NumPy array.

    Records within records get columns of their own, named as in `set.success.share`.
    """
    rows = [_flat(record) for record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return _table(names, [[row.get(name) for row in rows] for name in names])


def _flat(record: Mapping[str, Any], prefix: str = "") -> Dict[str, Any]:
    flat: Dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _read_csv(path: Path) -> Any:
    try:
        import pandas
    except ImportError:
        with open(path, newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
        names, rows = (lines[0], lines[1:]) if lines else ([], [])
        return _table(names, [[row[column] for row in rows] for column in range(len(names))])
    return pandas.read_csv(path)


def _table(names: Sequence[str], columns: Sequence[List[Any]]) -> Any:
    try:
        import pandas
    except ImportError:
        typed = [_column(values) for values in columns]
        result = np.empty(
            len(columns[0]) if columns else 0, [(name, each.dtype) for name, each in zip(names, typed)]
        )
        for name, each in zip(names, typed):
            result[name] = each
        return result
    return pandas.DataFrame(dict(zip(names, columns)))


def _column(values: List[Any]) -> np.ndarray:
    """Flags or numbers where all values are such, numbers perhaps missing; else text."""
    if values and all(isinstance(value, bool) or value in ("true", "false") for value in values):
        return np.array([value in (True, "true") for value in values], bool)
    known = [value for value in values if value is not None and value != ""]
    if not any(isinstance(value, (list, dict)) for value in known):
        whole = len(known) == len(values) and not any(isinstance(value, float) for value in known)
        for kind in (int, float) if whole else (float,):
            try:
                return np.array(
                    [kind(value) if value not in (None, "") else np.nan for value in values], kind
                )
            except (ValueError, OverflowError):
                continue
    return np.array(["" if value is None else str(value) for value in values], str)


def _read_array(path: Path, name: str) -> np.ndarray:
    with np.load(path) as archive:
        return archive[name]


def _listed(values: Mapping[str, Any]) -> str:
    names = list(values)
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


class _Lazy(Mapping):
    """A dictionary whose values are read when they are first asked for."""

    def __init__(self, loaders: Dict[str, Callable[[], Any]], temporary: Optional[TemporaryFolder]):
        self._loaders = loaders
        # Keeps the files that are still to be read.
        self._temporary = temporary
        self._values: Dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaders:
            raise KeyError(f"{name}; there are: {', '.join(self._loaders) or 'none'}")
        if name not in self._values:
            self._values[name] = self._loaders[name]()
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaders)

    def __len__(self) -> int:
        return len(self._loaders)

    def __repr__(self) -> str:
        return f"<{', '.join(self._loaders) or 'none'}>"
