"""MemristorCrossbar from Python: one function for each command of the program mxbar.

    import mxbar
    result = mxbar.sneak(rows=16, cell="1S1R")
    result.figures["margin"]      # every figure, as in the program's JSON
    result.tables["cells"]        # pandas where it is installed, else NumPy
    result                        # in a notebook: what came out, with its picture

Options have the program's names with underscores. The functions are made from what the program says of
itself, so they are those of the program that is installed; dir(mxbar) lists them, and help(mxbar.sneak)
explains one.
"""

from ._errors import Error, ProgramNotFound
from ._images import write_images
from ._program import find as program
from ._result import Picture, Result, table

__all__ = ["Error", "Picture", "ProgramNotFound", "Result", "program", "table", "write_images"]
#: The program's, whose commands it was tested with.
__version__ = "0.1.0"


def __getattr__(name: str):
    # The program is asked when its first command is used, so that the package can be imported without it.
    if name.startswith("_"):
        raise AttributeError(f"module 'mxbar' has no attribute '{name}'")
    from ._commands import commands

    return getattr(commands(), name)


def __dir__():
    from ._commands import commands

    try:
        names = dir(commands())
    except ProgramNotFound:
        names = []
    return sorted(__all__ + names)
