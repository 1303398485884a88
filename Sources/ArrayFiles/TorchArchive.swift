import CrossbarPrimitives
import Foundation

/// The tensors of a state dict in a file of PyTorch's (`torch.save(model.state_dict(), …)`, version 1.6 and later).
///
/// Such a file is a zip archive of a pickle and of the tensors' elements. Of the pickle's language only what a state dict
/// needs is followed; nothing in it can run a program.
package enum TorchArchive {
  /// The tensors by their names, in the order of the state dict; dicts in dicts have their names joined by dots. A
  /// checkpoint with a `state_dict` or `model_state_dict` beside other things gives these tensors.
  /// - Throws: `ArrayFileError`; for whole models, which only PyTorch can load, with the line that saves their weights.
  package static func members(_ path: String) throws(ArrayFileError) -> [NamedArray] {
    try members(fileContents(path), path: path)
  }

  static func members(_ data: Data, path: String) throws(ArrayFileError) -> [NamedArray] {
    let zip = try ZipReader(data, path: path)
    let members = try zip.members()
    guard let pickle = members.first(where: { $0.key.hasSuffix("/data.pkl") || $0.key == "data.pkl" }) else {
      throw .malformed(path: path, array: nil, reason: "this archive holds no data.pkl, and is no state dict of PyTorch's")
    }
    let folder = String(pickle.key.dropLast("data.pkl".count))
    if let order = members[folder + "byteorder"] {
      let text = String(decoding: try zip.bytes(at: order.index, name: "byteorder", atMost: 64), as: UTF8.self)
      guard text == "little" else {
        throw .malformed(path: path, array: nil, reason: "its byte order is '\(excerpt(text))'; expected little")
      }
    }
    let code = try zip.bytes(at: pickle.value.index, name: pickle.key, atMost: ArrayLimits.safetensorsHeader)
    let value: PickleValue
    do {
      var reader = PickleReader(code)
      value = try reader.value()
    } catch { throw .malformed(path: path, array: nil, reason: error.reason) }
    var arrays: [NamedArray] = []
    var storages: [String: [Double]] = [:]
    var left = ArrayLimits.elements
    for (name, tensor) in try tensors(in: value, path: path) {
      let key = tensor.storage.key
      if storages[key] == nil {
        guard let member = members["\(folder)data/\(key)"] else {
          throw .malformed(path: path, array: name, reason: "its elements, 'data/\(excerpt(key))', are missing")
        }
        let bytes = try zip.bytes(at: member.index, name: name, atMost: 8 * ArrayLimits.elements)
        storages[key] = try elements(bytes, tensor.storage.type, path: path, name: name)
        left -= storages[key]?.count ?? 0
        guard left >= 0 else {
          throw .malformed(path: path, array: name, reason: "more than the \(ArrayLimits.elements) numbers allowed in a file")
        }
      }
      guard let array = tensor.array(of: storages[key] ?? []) else {
        throw .malformed(
          path: path, array: name, reason: "shape \(tensor.shape) and strides \(tensor.strides) go beyond its elements")
      }
      arrays.append(NamedArray(name, array))
    }
    return arrays
  }

  /// The tensors of a dict, and of the dicts in it.
  private static func tensors(
    in value: PickleValue, path: String
  ) throws(ArrayFileError) -> [(name: String, tensor: PickledTensor)] {
    guard case .dictionary(let dictionary) = value else {
      throw .malformed(
        path: path, array: nil,
        reason: "it holds \(value.words) and no state dict; save one with torch.save(model.state_dict(), 'weights.pt')")
    }
    for name in ["state_dict", "model_state_dict"] {
      if let inner = dictionary.entries.first(where: { $0.name == name })?.value {
        return try tensors(in: inner, path: path)
      }
    }
    var found: [(name: String, tensor: PickledTensor)] = []
    for (name, value) in dictionary.entries {
      guard case .tensor(let tensor) = value else {
        throw .malformed(path: path, array: name, reason: "it is \(value.words); expected a tensor")
      }
      found.append((name, tensor))
    }
    return found
  }

  private static func elements(
    _ bytes: [UInt8], _ type: String, path: String, name: String
  ) throws(ArrayFileError) -> [Double] {
    func load<Pattern: FixedWidthInteger>(_: Pattern.Type, _ convert: (Pattern) -> Double) -> [Double] {
      let size = MemoryLayout<Pattern>.size
      return bytes.withUnsafeBytes { buffer in
        stride(from: 0, to: buffer.count / size * size, by: size).map {
          convert(Pattern(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: Pattern.self)))
        }
      }
    }
    switch type {
    case "FloatStorage": return load(UInt32.self) { Double(Float(bitPattern: $0)) }
    case "DoubleStorage": return load(UInt64.self) { Double(bitPattern: $0) }
    case "HalfStorage": return load(UInt16.self) { Double(Float16(bitPattern: $0)) }
    case "BFloat16Storage": return load(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case "LongStorage": return load(Int64.self) { Double($0) }
    case "IntStorage": return load(Int32.self) { Double($0) }
    default:
      throw .malformed(
        path: path, array: name,
        reason: "elements in a \(excerpt(type)) are not supported; allowed are floats of 16, 32 and 64 bits and integers")
    }
  }
}

/// A tensor as a pickle describes it: a part of a storage, with a stride for each axis.
struct PickledTensor {
  let storage: PickledStorage
  let offset: Int
  let shape, strides: [Int]

  /// Its elements in C order; nil where they lie outside of the storage.
  func array(of elements: [Double]) -> NPYArray? {
    let size = shape.reduce(1.0) { $0 * Double($1) }
    guard shape.count == strides.count, (shape + strides).allSatisfy({ (0..<(1 << 40)).contains($0) }), offset >= 0,
      size <= Double(elements.count)
    else { return nil }
    // The last element's place; each product is below 2^80, so it is formed in floating point first.
    let last = zip(shape, strides).reduce(Double(offset)) { $0 + Double(max(0, $1.0 - 1)) * Double($1.1) }
    guard shape.contains(0) || last < Double(elements.count) else { return nil }
    var values: [Double] = []
    values.reserveCapacity(Int(size))
    func collect(_ axis: Int, _ place: Int) {
      guard axis < shape.count else { return values.append(elements[place]) }
      for index in 0..<shape[axis] { collect(axis + 1, place + index * strides[axis]) }
    }
    if !shape.contains(0) { collect(0, offset) }
    return NPYArray(shape: shape, values: values)
  }
}

/// Where a tensor's elements lie: a member of the archive, and the type of its elements.
struct PickledStorage {
  let type, key: String
}
