"""Turns Python values into words of the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Callable, List

import numpy as np

# Kinds of values for which arrays are written to a file.
FILE_KINDS = ("file", "files", "pattern")


def option_words(option: dict, value: Any, name: str, folder: Callable[[], Path]) -> List[str]:
    """The words of one option; none for None, which leaves the program's default.

    `folder` is where arrays and tables are written for options that take files; it is called only for those.
    """
    if value is None:
        return []
    long = option["option"]
    if option["kind"] == "flag":
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError(f"{name} is True or False, not {value!r}")
        if value:
            return [long]
        return [option["inverse"]] if option["inverse"] else []
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} takes a value ({option['kind']}), not {value!r}")
    if option["kind"] in FILE_KINDS and _is_data(value):
        values = [_saved(value, folder() / option["key"], as_text=".npy" not in option["explanation"])]
    elif not option["is_repeating"]:
        values = [text(value)]
    elif isinstance(value, Mapping):
        values = [f"{str(key).replace('_', '-')}={text(item)}" for key, item in value.items()]
    elif isinstance(value, (str, os.PathLike)):
        values = [text(value)]
    else:
        values = [text(item) for item in value]
    # A value that begins with a dash would be taken for an option.
    return [
        word for each in values for word in ([f"{long}={each}"] if each.startswith("-") else [long, each])
    ]


def operand_words(operand: dict, value: Any, folder: Callable[[], Path]) -> List[str]:
    """The words of a value that belongs to no option: one, or several for a list."""
    if _is_data(value):
        return [_saved(value, folder() / operand["name"], as_text=True)]
    if isinstance(value, (str, os.PathLike)) or not isinstance(value, Iterable):
        return [text(value)]
    return [word for item in value for word in operand_words(operand, item, folder)]


def text(value: Any) -> str:
    """A value as the program reads it; lists with commas, lists of lists with semicolons."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (np.integer, np.floating)) or isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return ",".join(f"{key}={text(item)}" for key, item in value.items())
    if isinstance(value, Iterable):
        items = list(value)
        nested = any(
            isinstance(item, Iterable) and not isinstance(item, (str, os.PathLike)) for item in items
        )
        return (";" if nested else ",").join(text(item) for item in items)
    if isinstance(value, (int, float)):
        return repr(value)
    raise TypeError(f"{value!r} is no number, text, path or list of them")


def _is_data(value: Any) -> bool:
    """Whether the value is an array, a table, or named arrays."""
    if isinstance(value, Mapping):
        return bool(value) and all(isinstance(item, np.ndarray) for item in value.values())
    return isinstance(value, np.ndarray) or hasattr(value, "to_csv")


def _saved(value: Any, path: Path, as_text: bool = False) -> str:
    """Writes data to a file of the path with a fitting extension, and returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(value, Mapping):
        path = path.with_suffix(".npz")
        np.savez(path, **value)
    elif hasattr(value, "to_csv"):
        path = path.with_suffix(".csv")
        value.to_csv(path, index=False)
    elif value.dtype.names:
        path = path.with_suffix(".csv")
        rows = [",".join(text(item) for item in row) for row in value.tolist()]
        path.write_text("\n".join([",".join(value.dtype.names)] + rows) + "\n")
    elif as_text:
        path = path.with_suffix(".csv")
        # 17 digits keep every number as it is.
        np.savetxt(path, value, "%.17g" if value.dtype.kind == "f" else "%d", delimiter=",")
    else:
        path = path.with_suffix(".npy")
        np.save(path, value)
    return str(path)
