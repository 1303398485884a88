from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional

if TYPE_CHECKING:
    from ._result import Result


class Error(RuntimeError):
    """The program failed, or refused what it was given; the text is its own.

    `status` is its exit status: 1 failed, 2 a file or folder given is unusable, 64 wrong options. `result`
    holds what came out all the same, as for a study whose engines disagree; None if nothing did.
    """

    def __init__(self, text: str, status: int, words: List[str], result: Optional[Result] = None):
        super().__init__(text)
        self.status = status
        self.words = words
        self.result = result


class ProgramNotFound(RuntimeError):
    """There is no program mxbar where it is looked for."""
