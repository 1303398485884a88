"""One function for each command, made from what the program says of itself."""

from __future__ import annotations

import difflib
import functools
import inspect
import json
import keyword
import os
import re
import shlex
import textwrap
import types
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

import numpy as np

from . import _program
from ._errors import Error
from ._result import Result, TemporaryFolder
from ._run import run
from ._words import FILE_KINDS, operand_words, option_words

_WHOLE = ("count", "index", "seed", "cells")
_NUMBERS = (
    "V",
    "A",
    "ohm",
    "s",
    "ms",
    "um",
    "mV",
    "C",
    "fF",
    "V/s",
    "%",
    "mV*um",
    "%*um",
    "share",
    "ratio",
    "limit",
    "number",
)
_PATH = Union[str, os.PathLike]


def commands() -> types.ModuleType:
    """All commands as attributes, those of groups as in `device.fit`."""
    return _commands(*_program.identity())


@functools.lru_cache(maxsize=None)
def _commands(path: str, modified: int, size: int) -> types.ModuleType:
    schema = _program.schema(path, modified, size)
    root = _Group("mxbar", schema["explanation"])
    for command in schema["commands"]:
        *groups, name = command["command"].split()
        place = root
        for depth, group in enumerate(groups):
            if group not in vars(place):
                explanation = schema["groups"].get(" ".join(groups[: depth + 1]), "")
                setattr(place, group, _Group(f"{place.__name__}.{group}", explanation))
            place = vars(place)[group]
        setattr(place, _identifier(name), _function(command, schema["common_options"], f"{place.__name__}"))
    return root


class _Group(types.ModuleType):
    """The commands of a group; a misspelt one is answered with the most similar."""

    def __getattr__(self, name: str) -> Any:
        names = dir(self)
        if name + "_" in names:
            return getattr(self, name + "_")
        raise AttributeError(
            f"mxbar has no command '{name}'.{_similar(name, names)} There are: {', '.join(names)}."
        )

    def __dir__(self) -> List[str]:
        return sorted(name for name in vars(self) if not name.startswith("_"))


def _function(command: dict, common: List[dict], module: str) -> Callable[..., Result]:
    """The function that runs a command."""
    # What is printed is decided here.
    options = {
        _identifier(each["option"][2:]): each for each in command["options"] if each["option"] != "--json"
    }
    options.update({_identifier(each["option"][2:]): each for each in common})
    operands = command["operands"]
    name = _identifier(command["command"].split()[-1])
    call = f"{module}.{name}"

    def words_of(folder: Callable[[], Path], given: Sequence[Any], named: Dict[str, Any]) -> List[str]:
        named = dict(named)
        for operand in operands:
            if operand["name"] in named:
                given = [named.pop(operand["name"])] + list(given)
        given = list(given)
        if len(given) > len(operands) and not (operands and operands[-1]["is_repeating"]):
            takes = f"only {operands[0]['name']}" if operands else "nothing"
            raise TypeError(
                f"{call}() takes {takes} without a name; give options by name, as in {_example(options)}"
            )
        words: List[str] = []
        for key, value in named.items():
            words += option_words(_option(key, options, call), value, key, folder)
        for index, value in enumerate(given):
            operand = operands[min(index, len(operands) - 1)]
            if not operand["follows_terminator"]:
                words += operand_words(operand, value, folder)
            else:
                line = shlex.split(value) if isinstance(value, str) and len(given) == 1 else value
                words += (["--"] if "--" not in words else []) + operand_words(operand, line, folder)
        return words

    def function(*operands: Any, progress: Optional[bool] = None, **named: Any) -> Result:
        return _run(command, lambda folder: words_of(folder, operands, named), named.get("out"), progress)

    def words(*operands: Any, **named: Any) -> List[str]:
        """The command with its options as words of the command line, as for `mxbar.sweep`."""

        def nowhere() -> Path:
            raise TypeError("arrays must be saved to files where only the words of a command are asked for")

        return command["command"].split() + words_of(nowhere, operands, named)

    function.__name__ = name
    function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = _documentation(command, options)
    function.__signature__ = _signature(operands, options)  # type: ignore[attr-defined]
    function.words = words  # type: ignore[attr-defined]
    function.schema = command  # type: ignore[attr-defined]
    return function


def _run(
    command: dict, words_of: Callable[[Callable[[], Path]], List[str]], out: Any, progress: Optional[bool]
) -> Result:
    """Runs a command and collects what it leaves."""
    long = {each["option"]: each for each in command["options"]}
    has_folder = long.get("--out", {}).get("kind") == "dir"
    temporary = TemporaryFolder()

    def inputs() -> Path:
        # Beside a folder that stays, so that its run can be resumed and repeated.
        return Path(f"{os.fspath(out).rstrip('/')}-inputs") if out is not None else temporary.path / "inputs"

    words = command["command"].split() + words_of(inputs)
    terminator = words.index("--") if "--" in words else len(words)
    folder: Optional[Path] = None
    if has_folder:
        folder = temporary.path / "results" if out is None else Path(out)
        if out is None:
            words[terminator:terminator] = ["--out", str(folder)]
    elif "--json" in long:
        words[terminator:terminator] = ["--json"]
    elif out is not None and (os.fspath(out).endswith("/") or os.path.isdir(out)):
        folder = Path(out)
    status, output, messages = run(words, _program.find(), progress)
    result = _collected(command, output, messages, folder, temporary, out)
    if status == 0:
        return result
    complete = bool(result.manifest or result.figures)
    raise Error(_reason(messages, status), status, words, result if complete else None)


def _collected(
    command: dict,
    output: str,
    messages: List[str],
    folder: Optional[Path],
    temporary: TemporaryFolder,
    out: Any,
) -> Result:
    text = output.rstrip()
    if out is None:
        text = re.sub(r"\n *results in [^\n]*$", "", text)
    elif not text and os.path.isfile(out):
        text = Path(out).read_text()
    figures: Dict[str, Any] = {}
    if folder is None and output.startswith(("{", "[")):
        try:
            found = json.loads(output)
            figures = found if isinstance(found, dict) else {"": found}
        except ValueError:
            pass  # A deck may begin as JSON does.
    result = Result(command["command"], text, figures, messages, folder, temporary)
    result.figures = figures or result.manifest.get("results") or {}
    return result


def _reason(messages: List[str], status: int) -> str:
    """The program's words without its name and usage."""
    lines: List[str] = []
    for line in messages:
        if line.startswith("Usage: "):
            break
        lines.append(re.sub(r"^(mxbar|Error): ", "", line))
    return "\n".join(lines).strip() or f"mxbar ended with status {status}"


def _option(key: str, options: Dict[str, dict], call: str) -> dict:
    """The option of a name, or of its key with the unit as in run.json."""
    if key in options:
        return options[key]
    for option in options.values():
        if option["key"] == key:
            return option
    raise TypeError(f"{call}() has no option '{key}'.{_similar(key, options)} help({call}) lists all.")


def _similar(word: str, names: Any) -> str:
    near = difflib.get_close_matches(word, list(names), 1, 0.6)
    return f" Did you mean '{near[0]}'?" if near else ""


def _identifier(name: str) -> str:
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def _example(options: Dict[str, dict]) -> str:
    return next((f"{name}=..." for name, each in options.items() if each["kind"] != "flag"), "seed=1")


def _signature(operands: List[dict], options: Dict[str, dict]) -> inspect.Signature:
    parameters = []
    for each in operands:
        if each["is_repeating"]:
            parameters.append(inspect.Parameter(each["name"], inspect.Parameter.VAR_POSITIONAL))
        else:
            parameters.append(inspect.Parameter(each["name"], inspect.Parameter.POSITIONAL_OR_KEYWORD))
    for name, each in sorted(options.items(), key=lambda item: not item[1]["is_required"]):
        default = inspect.Parameter.empty if each["is_required"] else _default(each)
        kind = _type(each)
        annotation = Optional[kind] if default is None else kind
        parameters.append(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        )
    parameters.append(
        inspect.Parameter("progress", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Optional[bool])
    )
    return inspect.Signature(parameters, return_annotation=Result)


def _type(option: dict) -> Any:
    kind = option["kind"]
    if kind == "flag":
        return bool
    if kind in _WHOLE:
        return int
    if kind in _NUMBERS:
        return float
    if kind == "counts":
        return Sequence[int]
    if kind.endswith(",..."):
        return Sequence[float]
    if kind in FILE_KINDS and option["option"] != "--out":
        return Union[str, os.PathLike, np.ndarray]
    return _PATH if kind in FILE_KINDS + ("dir",) else str


def _default(option: dict) -> Any:
    text = option["default"]
    if text is None:
        return None
    if option["kind"] == "flag":
        return text == "true"

    def number(word: str) -> Union[int, float]:
        return int(word) if re.fullmatch(r"-?\d+", word) else float(word)

    try:
        kind = _type(option)
        if kind in (int, float):
            return number(text)
        return tuple(map(number, text.split(","))) if kind in (Sequence[int], Sequence[float]) else text
    except ValueError:
        return text


def _documentation(command: dict, options: Dict[str, dict]) -> str:
    """The help of the command for Python: options by section."""
    lines = [command["explanation"], ""]
    if command["discussion"]:
        lines += [line for part in command["discussion"].split("\n") for line in _wrapped(part)] + [""]
    for each in command["operands"]:
        lines += [each["name"], *_wrapped(each["explanation"], "    ")]
    sections: Dict[str, List[str]] = {}
    for name, each in options.items():
        unit = "" if each["kind"] == "flag" else each["kind"].replace(",...", " each")
        title = f"{name} : {'bool' if each['kind'] == 'flag' else unit}"
        facts = ["Folder for the results. Default: a temporary one."]
        if each["option"] != "--out" or each["kind"] != "dir":
            facts = [each["explanation"]]
        if each["values"]:
            facts.append(f"One of {', '.join(each['values'])}.")
        if each["range"]:
            facts.append(f"Allowed: {each['range']}.")
        if each["default"] is not None:
            facts.append(f"Default: {_default(each)}.")
        elif each["is_required"]:
            facts.append("Required.")
        sections.setdefault(each["section"] or "Options", []).extend(
            [title, *_wrapped(" ".join(facts), "    ")]
        )
    for section, entries in sections.items():
        lines += ["", section, "-" * len(section), *entries]
    lines += [
        "",
        "progress : bool",
        "    False runs silently. Default: messages, and progress where a person looks on.",
    ]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str = "") -> List[str]:
    if text.startswith("  "):
        return [text]
    return textwrap.wrap(text, 100, initial_indent=indent, subsequent_indent=indent) or [""]
