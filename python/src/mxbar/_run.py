"""Runs the program: shows its progress, passes interrupts on, and collects what it says."""

from __future__ import annotations

import codecs
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from typing import Any, List, Optional, Tuple

# Seconds that the program has to end after an interrupt before it is killed.
PATIENCE = 30


def run(words: List[str], program: str, progress: Optional[bool] = None) -> Tuple[int, str, List[str]]:
    """Runs a command line.

    The program's messages appear on stderr, and its progress as a line that is overwritten.

    :param progress: False for silence, True for the line in any case, None for it where a person looks on.
    :returns: exit status, standard output, and the messages.
    :raises KeyboardInterrupt: if interrupted, after the program has ended as by Ctrl-C.
    """
    screen = _Screen(progress)
    # The program shows progress to terminals alone, so its messages come through one.
    terminal, line = os.openpty()
    try:
        process = subprocess.Popen(
            [program] + words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=line
        )
    except BaseException:
        os.close(terminal)
        raise
    finally:
        os.close(line)
    output: List[bytes] = []
    interrupted: Optional[float] = None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(terminal, selectors.EVENT_READ)
        while selector.get_map():
            try:
                if interrupted is not None and time.monotonic() - interrupted > PATIENCE:
                    process.kill()
                for key, _ in selector.select(timeout=1):
                    data = _read(key.fd)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif key.fd == terminal:
                        screen.write(data)
                    else:
                        output.append(data)
            except KeyboardInterrupt:
                # In a terminal the program has the signal already, which does no harm; in a notebook it has
                # not. It ends by itself, keeping what is done; a second interrupt does not wait for it.
                process.send_signal(signal.SIGINT if interrupted is None else signal.SIGKILL)
                interrupted = time.monotonic() if interrupted is None else interrupted
    os.close(terminal)
    process.stdout.close()
    status = process.wait()
    screen.end(status)
    if interrupted is not None:
        raise KeyboardInterrupt("; ".join(screen.messages))
    return status, b"".join(output).decode("utf-8", "replace"), screen.messages


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""  # How Linux says that nobody writes to a terminal any more.


class _Screen:
    """Takes the program's standard error apart: lines are messages, what is overwritten is progress."""

    def __init__(self, progress: Optional[bool]):
        self.in_notebook = "ipykernel" in sys.modules
        self.shows_messages = progress is not False
        self.shows_progress = self.in_notebook or sys.stderr.isatty() if progress is None else progress
        # A notebook's output that is replaced by the next; None before the first.
        self.output: Any = None
        self.messages: List[str] = []
        # The last messages may be what the program ends with; an exception says these.
        self.held: List[str] = []
        self.width = 0
        self.rest = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + self.decoder.decode(data)).replace("\r\n", "\n").split("\n")
        for line in lines:
            message = line.rpartition("\r\x1b[K")[2].rstrip("\r")
            if not message and "\r" in line:
                continue
            self.messages.append(re.sub("^mxbar: ", "", message))
            self.held.append(message)
        if "\r\x1b[K" in self.rest:
            self._release()
            self._overwrite(self.rest.rpartition("\r\x1b[K")[2])

    def end(self, status: int) -> None:
        if status == 0:
            self._release()
        self._overwrite("")

    def _release(self) -> None:
        if self.held and self.shows_messages:
            self._overwrite("")
            print("\n".join(self.held), file=sys.stderr, flush=True)
        self.held = []

    def _overwrite(self, text: str) -> None:
        if not self.shows_progress or not (text or self.width):
            return
        if self.in_notebook:
            from IPython.display import display

            # Stored notebooks would keep every line that is merely overwritten.
            content = {"text/plain": text}
            if self.output is None:
                self.output = display(content, raw=True, display_id=True)
            else:
                self.output.update(content, raw=True)
        else:
            sys.stderr.write("\r" + text.ljust(self.width) + ("" if text else "\r"))
            sys.stderr.flush()
        self.width = len(text)
