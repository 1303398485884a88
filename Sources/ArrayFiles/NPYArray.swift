import Foundation

/// An array of numbers of any rank, as NumPy saves it in a `.npy` file. All element types are read into doubles.
///
/// Element (i, j) of a matrix is `values[i * shape[1] + j]`.
public struct NPYArray: Hashable, Sendable {
  /// The length of each axis; empty for a single number.
  public let shape: [Int]
  /// The elements in C order (last axis fastest), whatever the order in the file.
  public let values: [Double]

  /// - Precondition: the product of the shape is the number of values.
  public init(shape: [Int], values: [Double]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "an axis of negative length in \(shape)")
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values for the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// Reads a `.npy` file: floats of 16, 32 or 64 bits, integers and booleans, either byte order, C or Fortran order,
  /// versions 1.0 and 2.0.
  ///
  /// - Throws: `ArrayFileError`; also for an integer beyond 2^53 that no double holds exactly.
  public init(contentsOf path: String) throws(ArrayFileError) {
    try self.init(fileContents(path), path: path, name: nil)
  }

  /// - Parameter name: of the archive's member, for messages; nil for a file of its own.
  init(_ file: Data, path: String, name: String?) throws(ArrayFileError) {
    do {
      let header = try NPYHeader(file)
      self = try Self.elements(of: file, header)
    } catch {
      throw .malformed(path: path, array: name, reason: error.reason)
    }
  }

  /// The elements after a header, in C order.
  private static func elements(of file: Data, _ header: NPYHeader) throws(NPYHeader.Fault) -> NPYArray {
    try header.check(byteCount: file.count - header.length)
    let values = try numbers(in: file.dropFirst(header.length), header)
    guard header.isFortranOrder && header.shape.count > 1 else { return NPYArray(shape: header.shape, values: values) }
    return NPYArray(shape: header.shape, values: lastAxisFastest(values, shape: header.shape))
  }

  /// The elements in the file's order, converted to doubles.
  static func numbers(in bytes: Data, _ header: NPYHeader) throws(NPYHeader.Fault) -> [Double] {
    func load<Pattern: FixedWidthInteger, Number>(
      _: Pattern.Type, _ convert: (Pattern) -> Number?
    ) throws(NPYHeader.Fault) -> [Number] {
      let size = MemoryLayout<Pattern>.size
      var numbers: [Number] = []
      numbers.reserveCapacity(bytes.count / size)
      bytes.withUnsafeBytes { buffer in
        for offset in stride(from: 0, to: buffer.count, by: size) {
          let pattern = buffer.loadUnaligned(fromByteOffset: offset, as: Pattern.self)
          guard let number = convert(header.isBigEndian ? pattern.bigEndian : pattern.littleEndian) else { return }
          numbers.append(number)
        }
      }
      guard numbers.count == bytes.count / size else {
        throw NPYHeader.Fault(reason: "element \(numbers.count) is an integer beyond 2^53, which no double holds exactly")
      }
      return numbers
    }
    return switch header.type {
    case .float64: try load(UInt64.self) { Double(bitPattern: $0) }
    case .float32: try load(UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float16: try load(UInt16.self) { Double(Float16(bitPattern: $0)) }
    case .int8: try load(Int8.self) { Double($0) }
    case .int16: try load(Int16.self) { Double($0) }
    case .int32: try load(Int32.self) { Double($0) }
    case .int64: try load(Int64.self) { Double(exactly: $0) }
    case .uint8: try load(UInt8.self) { Double($0) }
    case .uint16: try load(UInt16.self) { Double($0) }
    case .uint32: try load(UInt32.self) { Double($0) }
    case .uint64: try load(UInt64.self) { Double(exactly: $0) }
    case .bool: try load(UInt8.self) { $0 == 0 ? 0.0 : 1.0 }
    }
  }

  /// Reorders elements from Fortran order (first axis fastest) to C order.
  static func lastAxisFastest<Number>(_ values: [Number], shape: [Int]) -> [Number] {
    var strides: [Int] = []
    var stride = 1
    for length in shape {
      strides.append(stride)
      stride *= length
    }
    var index = Array(repeating: 0, count: shape.count)
    var source = 0
    return values.indices.map { _ in
      let value = values[source]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      return value
    }
  }

  /// The content of a `.npy` file with this array: version 1.0, little-endian float64 in C order.
  public var data: Data { file(isWhole: false) }

  /// - Parameter isWhole: whether the file gets integers of 64 bits; all elements are whole then.
  func file(isWhole: Bool) -> Data {
    var file = NPYHeader.bytes(shape: shape, isWhole: isWhole)
    file.reserveCapacity(file.count + 8 * values.count)
    let patterns = values.map { isWhole ? UInt64(bitPattern: Int64($0)) : $0.bitPattern }
    patterns.map(\.littleEndian).withUnsafeBytes { file.append(contentsOf: $0) }
    return file
  }
}
