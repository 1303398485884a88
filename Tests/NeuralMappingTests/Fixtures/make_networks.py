"""Writes small networks in the files of several programs, images for them, and what NumPy makes of both.

    python3 make_networks.py

NumPy alone is used: each program's file format is written by hand, and each network is computed as its program defines it
(channels first with PyTorch's axes, channels last with Keras's), apart from the reader under test.
"""

import io
import json
import pickle
import struct
import sys
import types
import zipfile

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

random = np.random.default_rng(7)
CLASSES, SIDE, COUNT = 10, 12, 1000


def images():
    """Ten shapes with noise, in 6 levels of grey."""
    shapes = random.random((CLASSES, SIDE, SIDE)) < 0.3
    labels = np.arange(COUNT) % CLASSES
    x = np.zeros((COUNT, SIDE, SIDE))
    for i, label in enumerate(labels):
        shape = np.where(random.random((SIDE, SIDE)) < 0.1, ~shapes[label], shapes[label])
        x[i] = np.round(5 * np.clip(shape * random.uniform(0.6, 1), 0, 1)) * 51
    return x.astype(np.uint8), labels.astype(np.uint8)


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def convolve_first(x, kernel, bias, stride=1, pads=(0, 0, 0, 0)):
    """PyTorch's: x is n, c, h, w; the kernel o, c, h, w; pads are top, left, bottom, right."""
    x = np.pad(x, ((0, 0), (0, 0), (pads[0], pads[2]), (pads[1], pads[3])))
    windows = sliding_window_view(x, kernel.shape[2:], (2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncyxhw,ochw->noyx", windows, kernel, optimize=True) + bias[:, None, None]


def convolve_last(x, kernel, bias, stride=1, same=False):
    """Keras's: x is n, h, w, c; the kernel h, w, c, o."""
    if same:
        edges = []
        for length, size in zip(x.shape[1:3], kernel.shape[:2]):
            total = max(0, (-(-length // stride) - 1) * stride + size - length)
            edges.append((total // 2, total - total // 2))
        x = np.pad(x, ((0, 0), *edges, (0, 0)))
    windows = sliding_window_view(x, kernel.shape[:2], (1, 2))[:, ::stride, ::stride]
    return np.einsum("nyxchw,hwco->nyxo", windows, kernel, optimize=True) + bias


def pool(x, axes, size, reduce):
    return reduce(sliding_window_view(x, (size, size), axes)[tuple(slice(None, None, size if a in axes else 1) for a in range(4))], (-2, -1))


def normalize(x, gamma, beta, mean, variance, epsilon, axis):
    shape = [1] * x.ndim
    shape[axis] = -1
    g, b, m, v = (a.astype(float).reshape(shape) for a in (gamma, beta, mean, variance))
    return (x - m) / np.sqrt(v + epsilon) * g + b


def readout(features, labels):
    """Weights (inputs x outputs) and biases of a last layer, by ridge regression."""
    ones = np.hstack([features, np.ones((len(features), 1))])
    targets = np.eye(CLASSES)[labels]
    solution = np.linalg.solve(ones.T @ ones + 3 * np.eye(ones.shape[1]), ones.T @ targets)
    return f4(solution[:-1] * 3), f4(solution[-1] * 3)


def f4(x):
    return np.asarray(x).astype(np.float32)


def bf16(x):
    """Rounded to the upper half of a 32-bit float, as float32."""
    bits = f4(x).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).view(np.float32)


# Files

def safetensors(path, tensors, brain=False):
    header, data = {}, b""
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name])
        if array.dtype == np.int64:
            kind, raw = "I64", array.tobytes()
        elif brain:
            kind, raw = "BF16", (array.view(np.uint32) >> 16).astype(np.uint16).tobytes()
        else:
            kind, raw = "F32", array.tobytes()
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def state_dict(path, tensors):
    """What torch.save writes, without PyTorch: its classes are stand-ins whose names alone get into the pickle."""
    from collections import OrderedDict
    modules = {name: types.ModuleType(name) for name in ("torch", "torch._utils")}
    sys.modules.update(modules)
    storage_type = type("FloatStorage", (), {"__module__": "torch"})
    long_type = type("LongStorage", (), {"__module__": "torch"})
    modules["torch"].FloatStorage, modules["torch"].LongStorage = storage_type, long_type

    def _rebuild_tensor_v2():
        pass

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    modules["torch._utils"]._rebuild_tensor_v2 = _rebuild_tensor_v2

    class Storage:
        def __init__(self, key, array):
            self.key, self.array = key, array

    class Tensor:
        def __init__(self, key, array):
            self.storage = Storage(key, array)

        def __reduce__(self):
            array = self.storage.array
            strides = tuple(s // array.itemsize for s in array.strides)
            return _rebuild_tensor_v2, (self.storage, 0, array.shape, strides, False, OrderedDict())

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            if isinstance(value, Storage):
                kind = long_type if value.array.dtype == np.int64 else storage_type
                return ("storage", kind, value.key, "cpu", value.array.size)

    buffer = io.BytesIO()
    Pickler(buffer, 2).dump(OrderedDict((n, Tensor(str(i), a)) for i, (n, a) in enumerate(tensors.items())))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("net/data.pkl", buffer.getvalue())
        file.writestr("net/byteorder", "little")
        for i, array in enumerate(tensors.values()):
            file.writestr(f"net/data/{i}", array.tobytes())
        file.writestr("net/version", "3\n")


def varint(number):
    number &= (1 << 64) - 1
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, value):
    """A field of a message of Protocol Buffers: a whole number, a float, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name, array):
    array = np.asarray(array)
    kind = {"float32": 1, "int64": 7, "float16": 10, "float64": 11}[array.dtype.name]
    dims = b"".join(field(1, int(d)) for d in array.shape)
    return dims + field(2, kind) + field(8, name) + field(9, array.tobytes())


def node(operation, inputs, output, name="", **attributes):
    out = b"".join(field(1, i) for i in inputs) + field(2, output) + field(3, name) + field(4, operation)
    for key, value in attributes.items():
        if isinstance(value, list):
            body = b"".join(field(8, v) for v in value) + field(20, 7)
        elif isinstance(value, float):
            body = field(2, value) + field(20, 1)
        elif isinstance(value, int):
            body = field(3, value) + field(20, 2)
        else:
            body = field(4, value) + field(20, 3)
        out += field(5, field(1, key) + body)
    return out


def onnx(path, nodes, constants, shape):
    def value(name, lengths):
        dims = b"".join(field(1, field(1, d) if d else field(2, "batch")) for d in lengths)
        return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))

    graph = b"".join(field(1, n) for n in nodes) + field(2, "graph")
    graph += b"".join(field(5, tensor(n, a)) for n, a in constants.items())
    graph += field(11, value("x", shape)) + field(12, value("y", [0, CLASSES]))
    with open(path, "wb") as file:
        file.write(field(1, 8) + field(2, "by hand") + field(7, graph) + field(8, field(1, "") + field(2, 17)))


# Networks

pixels, labels = images()
np.savez_compressed("images.npz", x=pixels, y=labels)
x = pixels / 255.0
reference = {}


def note(name, logits):
    hits = int((logits.argmax(1) == labels).sum())
    reference[name] = {"hits": hits, "outputs": [[float(v) for v in row] for row in logits[:3]]}
    print(name, hits)


# PyTorch: an MLP with Normalize(0.2, 0.35), in three kinds of file
mean, sd = 0.2, 0.35
z = (x.reshape(COUNT, -1) - mean) / sd
w0, b0 = f4(random.normal(0, 0.1, (16, SIDE * SIDE))), f4(random.normal(0, 0.3, 16))
w1, b1 = readout(relu(z @ w0.T + b0), labels)
mlp = {"0.weight": w0, "0.bias": b0, "2.weight": np.ascontiguousarray(w1.T), "2.bias": b1}
safetensors("torch-mlp.safetensors", mlp)
state_dict("torch-mlp.pt", mlp)
note("torch-mlp", relu(z @ w0.astype(float).T + b0) @ w1.astype(float) + b1)
brain = {name: bf16(array) for name, array in mlp.items()}
safetensors("torch-mlp-bf16.safetensors", brain, brain=True)
note(
    "torch-mlp-bf16",
    relu(z @ brain["0.weight"].astype(float).T + brain["0.bias"]) @ brain["2.weight"].astype(float).T + brain["2.bias"])

# PyTorch: convolutions without and with biases, batch normalisation, both kinds of pooling
k0 = f4(random.normal(0, 0.4, (4, 1, 3, 3)))
gamma, beta = f4(random.uniform(0.5, 1.5, 4)), f4(random.normal(0, 0.2, 4))
k1, c1 = f4(random.normal(0, 0.3, (6, 4, 3, 3))), f4(random.normal(0, 0.1, 6))
image = x[:, None]
first = convolve_first(image, k0.astype(float), np.zeros(4), pads=(1, 1, 1, 1))
means, variances = f4(first.mean((0, 2, 3))), f4(first.var((0, 2, 3)))


def torch_cnn():
    h = relu(normalize(first, gamma, beta, means, variances, 1e-5, 1))
    h = pool(h, (2, 3), 2, np.max)
    h = convolve_first(h, k1.astype(float), c1, stride=1)
    return pool(np.where(h < 0, 0.1 * h, h), (2, 3), 2, np.mean).reshape(COUNT, -1)


wf, bf = readout(torch_cnn(), labels)
cnn = {
    "conv1.weight": k0, "bn1.weight": gamma, "bn1.bias": beta, "bn1.running_mean": means, "bn1.running_var": variances,
    "bn1.num_batches_tracked": np.array(5), "conv2.weight": k1, "conv2.bias": c1, "fc.weight": np.ascontiguousarray(wf.T),
    "fc.bias": bf,
}
np.savez("torch-cnn.npz", **cnn)
state_dict("torch-cnn.pt", cnn)
note("torch-cnn", torch_cnn() @ wf.astype(float) + bf)

# Keras: as get_weights() gives it, and by its paths; a batch normalisation after an activation, biases as 1 x n
k0, c0 = f4(random.normal(0, 0.4, (3, 3, 1, 4))), f4(random.normal(0, 0.2, 4))
gamma, beta = f4(random.uniform(0.5, 1.5, 4)), f4(random.normal(0, 0.2, 4))
k1 = f4(random.normal(0, 0.3, (3, 3, 4, 6)))
first = np.tanh(convolve_last(x[..., None], k0.astype(float), c0, stride=2, same=True))
means, variances = f4(first.mean((0, 1, 2))), f4(first.var((0, 1, 2)))


def keras_cnn():
    h = normalize(first, gamma, beta, means, variances, 1e-3, 3)
    h = sigmoid(convolve_last(h, k1.astype(float), np.zeros(6)))
    return pool(h, (1, 2), 2, np.max).reshape(COUNT, -1)


wf, bf = readout(keras_cnn() * 4, labels)
wf = f4(wf * 4)
keras = {
    "conv2d/kernel": k0, "conv2d/bias": c0, "batch_normalization/gamma": gamma, "batch_normalization/beta": beta,
    "batch_normalization/moving_mean": means, "batch_normalization/moving_variance": variances, "conv2d_1/kernel": k1,
    "dense/kernel": wf, "dense/bias": bf,
}
np.savez("keras-cnn.npz", *keras.values())
np.savez("keras-cnn-paths.npz", **{name + ":0": array for name, array in keras.items()})
note("keras-cnn", keras_cnn() @ wf.astype(float) + bf)

# Keras: an MLP in half precision with biases as 1 x n
w0, b0 = random.normal(0, 0.1, (SIDE * SIDE, 16)).astype(np.float16), random.normal(0, 0.3, (1, 16)).astype(np.float16)
flat = x.reshape(COUNT, -1)
w1, b1 = (a.astype(np.float16) for a in readout(relu(flat @ w0.astype(float) + b0), labels))
np.savez("keras-mlp-f2.npz", w0, b0, w1, b1[None])
note("keras-mlp-f2", relu(flat @ w0.astype(float) + b0) @ w1.astype(float) + b1)

# ONNX: an MLP of Gemm and of MatMul with Add, a softmax at its end
w0, b0 = f4(random.normal(0, 0.1, (16, SIDE * SIDE))), f4(random.normal(0, 0.3, 16))
w1, b1 = readout(sigmoid(flat @ w0.astype(float).T + b0) * 4, labels)
w1 = f4(w1 * 4)
onnx(
    "mlp.onnx",
    [
        node("Flatten", ["x"], "flat", axis=1), node("Gemm", ["flat", "fc1.weight", "fc1.bias"], "h", "fc1", transB=1),
        node("Sigmoid", ["h"], "a"), node("MatMul", ["a", "w1"], "m", "fc2"), node("Add", ["m", "b1"], "logits"),
        node("Softmax", ["logits"], "y", axis=1),
    ],
    {"fc1.weight": w0, "fc1.bias": b0, "w1": w1, "b1": b1}, [0, 1, SIDE, SIDE])
note("onnx-mlp", sigmoid(flat @ w0.astype(float).T + b0) @ w1.astype(float) + b1)

# ONNX: channels last at the input, asymmetric padding, batch normalisation, global pooling
k0, c0 = f4(random.normal(0, 0.5, (8, 1, 3, 3))), f4(random.normal(0, 0.2, 8))
k1 = f4(random.normal(0, 0.3, (12, 8, 2, 2)))
scale, shift = f4(random.uniform(0.5, 1.5, 12)), f4(random.normal(0, 0.2, 12))
h = pool(relu(convolve_first(image, k0.astype(float), c0, stride=1, pads=(0, 1, 1, 0))), (2, 3), 2, np.max)
raw = convolve_first(h, k1.astype(float), np.zeros(12), stride=2)
means, variances = f4(raw.mean((0, 2, 3))), f4(raw.var((0, 2, 3)))
h = np.tanh(normalize(raw, scale, shift, means, variances, 1e-5, 1))
flat = h.transpose(0, 2, 3, 1).reshape(COUNT, -1)
w1, b1 = readout(flat, labels)
onnx(
    "cnn.onnx",
    [
        node("Transpose", ["x"], "first", perm=[0, 3, 1, 2]),
        node("Conv", ["first", "k0", "c0"], "c", kernel_shape=[3, 3], pads=[0, 1, 1, 0]), node("Relu", ["c"], "r"),
        node("MaxPool", ["r"], "p", kernel_shape=[2, 2], strides=[2, 2]),
        node("Conv", ["p", "k1"], "d", kernel_shape=[2, 2], strides=[2, 2]),
        node("BatchNormalization", ["d", "scale", "shift", "means", "variances"], "n", "bn", epsilon=1e-5),
        node("Tanh", ["n"], "t"), node("Transpose", ["t"], "last", perm=[0, 2, 3, 1]),
        node("Reshape", ["last", "shape"], "flat"), node("Gemm", ["flat", "w1", "b1"], "y", "fc"),
    ],
    {
        "k0": k0, "c0": c0, "k1": k1, "scale": scale, "shift": shift, "means": means, "variances": variances,
        "shape": np.array([-1, flat.shape[1]]), "w1": w1, "b1": b1,
    },
    [0, SIDE, SIDE, 1])
note("onnx-cnn", flat @ w1.astype(float) + b1)

with open("reference.json", "w") as file:
    json.dump(reference, file, indent=1)
