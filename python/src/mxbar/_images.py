from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Tuple

import numpy as np


def write_images(
    folder: os.PathLike, train: Tuple[np.ndarray, np.ndarray], test: Tuple[np.ndarray, np.ndarray]
) -> Path:
    """Writes images and labels as the IDX files that `mxbar.infer` and `mxbar.mnist` take as `data`.

    Images have the shape (count, rows, columns); integers from 0 to 255, or other numbers from 0 to 1. Labels
    are integers from 0 to 255.
    """
    folder = Path(folder)
    halves = []
    for name, (images, labels) in (("train", train), ("t10k", test)):
        pixels, classes = np.asarray(images), np.asarray(labels)
        if pixels.ndim != 3 or classes.shape != pixels.shape[:1]:
            raise ValueError(
                f"images of shape {pixels.shape} with labels of shape {classes.shape}; "
                "expected (count, rows, columns) and (count,)"
            )
        if pixels.dtype.kind not in "iub":
            pixels = np.rint(pixels * 255)
        for what, values in (("pixels", pixels), ("labels", classes)):
            if values.size and not (values.min() >= 0 and values.max() <= 255):
                raise ValueError(
                    f"{what} are {values.min()} to {values.max()}; "
                    "allowed is 0 to 255 (pixels: or 0.0 to 1.0)"
                )
        halves += [(f"{name}-images-idx3-ubyte", pixels), (f"{name}-labels-idx1-ubyte", classes)]
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in halves:
        # Big-endian: the type (8, unsigned bytes) and number of dimensions, then each of them.
        header = struct.pack(f">{values.ndim + 1}I", 0x800 + values.ndim, *values.shape)
        (folder / name).write_bytes(header + values.astype(np.uint8).tobytes())
    return folder
