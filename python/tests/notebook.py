"""Runs a notebook's code cells in this process, so that none of Jupyter's packages is needed.

python notebook.py network.ipynb
"""

import ast
import json
import sys


def execute(path):
    """Runs the cells in order, and returns their namespace and the values of cells that end in one."""
    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    namespace, shown = {"__name__": "__main__"}, []
    for number, cell in enumerate(cell for cell in cells if cell["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]), tree_name(path, number))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, tree_name(path, number), "exec"), namespace)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), tree_name(path, number), "eval"), namespace)
            shown.append(value)
            render(value)
    return namespace, shown


def tree_name(path, number):
    return f"{path}, code cell {number + 1}"


def render(value):
    """Asks for everything that a notebook would show of the value."""
    repr(value)
    for name in ("_repr_html_", "_repr_png_"):
        if hasattr(value, name):
            getattr(value, name)()


if __name__ == "__main__":
    for value in execute(sys.argv[1])[1]:
        print(value)
