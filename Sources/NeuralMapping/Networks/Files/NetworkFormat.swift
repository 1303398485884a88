import Foundation

/// The formats of files that hold a network, recognised by their first bytes.
enum NetworkFormat {
  /// A single `.npy` array.
  case array
  /// An `.npz` archive.
  case archive
  case safetensors
  /// What `torch.save` writes: a zip archive whose first member is a pickle.
  case pyTorch
  case onnx
  /// What Keras 2 and 3 save.
  case hdf5, keras

  /// Anything that is not recognised counts as `.safetensors`, whose reader says what is wrong with it.
  init(_ path: String) {
    let file = FileHandle(forReadingAtPath: path)
    defer { try? file?.close() }
    let beginning = file.flatMap { try? $0.read(upToCount: 512) } ?? Data()
    if beginning.starts(with: [0x93] + Array("NUMPY".utf8)) {
      self = .array
    } else if beginning.starts(with: [0x89] + Array("HDF".utf8)) {
      self = .hdf5
    } else if beginning.starts(with: Data("PK".utf8)) {
      // The name of the first member follows its local header of 30 bytes.
      let name = String(decoding: beginning.dropFirst(30).prefix(80), as: UTF8.self)
      self =
        name.contains("data.pkl") || name.contains(".format_version")
        ? .pyTorch
        : name.hasPrefix("metadata.json") || name.hasPrefix("config.json") ? .keras : .archive
    } else if path.hasSuffix(".npz") {
      self = .archive
    } else if path.lowercased().hasSuffix(".onnx") || Self.isONNX(beginning) {
      self = .onnx
    } else {
      self = .safetensors
    }
  }

  /// Whether bytes begin with field 1 of a model, its version (a small number), and then a further field of a model.
  private static func isONNX(_ bytes: Data) -> Bool {
    let bytes = [UInt8](bytes.prefix(3))
    return bytes.count == 3 && bytes[0] == 0x08 && (3...20).contains(bytes[1])
      && [0x12, 0x1A, 0x22, 0x3A, 0x42].contains(bytes[2])
  }
}
