import Foundation

/// Named arrays in one file, as PyTorch users save them with `safetensors.torch.save_file`.
///
/// The format is Hugging Face's: the length of the header in 8 bytes, a JSON header with each array's type, shape and
/// position, and the elements, all little-endian. Floats are read, and the integers in which PyTorch counts batches.
public enum SafetensorsFile {
  /// Every array by name: floats of 16 (both kinds), 32 or 64 bits, integers of 32 or 64 bits.
  /// - Throws: `ArrayFileError`.
  public static func read(_ path: String) throws(ArrayFileError) -> [String: NPYArray] {
    Dictionary(try members(path).map { ($0.name, $0.array) }) { first, _ in first }
  }

  /// The arrays in the order of their data in the file. `save_file` sorts them by type and name.
  /// - Throws: `ArrayFileError`.
  public static func members(_ path: String) throws(ArrayFileError) -> [NamedArray] {
    try members(fileContents(path), path: path)
  }

  static func members(_ file: Data, path: String) throws(ArrayFileError) -> [NamedArray] {
    func fault(_ reason: String, array: String? = nil) -> ArrayFileError {
      .malformed(path: path, array: array, reason: reason)
    }
    guard file.count >= 8 else {
      throw fault("the file has \(file.count) bytes; a .safetensors file begins with 8 for its header's length")
    }
    let length = file.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(file.count - 8) else {
      throw fault(
        "this is no .safetensors file: its first 8 bytes announce a header of \(length) bytes, and \(file.count - 8) follow")
    }
    guard length <= UInt64(ArrayLimits.safetensorsHeader) else {
      throw fault("its header has \(length) bytes; allowed are \(ArrayLimits.safetensorsHeader)")
    }
    let header: Header
    do { header = try JSONDecoder().decode(Header.self, from: file.dropFirst(8).prefix(Int(length))) } catch {
      throw fault("the header is not the JSON object of a .safetensors file")
    }
    let elements = file.dropFirst(8 + Int(length))
    var arrays: [NamedArray] = []
    var (end, count) = (0, 0)
    // The arrays follow each other; the format allows neither gaps nor overlaps.
    for (name, entry) in header.entries.sorted(by: { ($0.value.start, $0.value.end) < ($1.value.start, $1.value.end) }) {
      guard let type = ElementType(rawValue: entry.type) else {
        let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
        throw fault("elements of type '\(entry.type)' are not supported; allowed are \(known)", array: name)
      }
      guard let size = entry.byteCount(type), entry.start == end, entry.end - entry.start == size else {
        throw fault(
          "the shape \(entry.shape) of \(type.rawValue) does not fit the bytes from \(entry.start) to \(entry.end)", array: name)
      }
      guard entry.end <= elements.count else {
        throw fault("its bytes end at \(entry.end), and the file has \(elements.count)", array: name)
      }
      let bytes = elements.dropFirst(entry.start).prefix(size)
      // A shape with a zero in it takes no bytes, however large its other lengths.
      let array = NPYArray(shape: entry.shape, values: type.numbers(in: bytes))
      count += array.values.count
      guard count <= ArrayLimits.elements else {
        throw fault("\(count) numbers; allowed in a file are \(ArrayLimits.elements)", array: name)
      }
      arrays.append(NamedArray(name, array))
      end = entry.end
    }
    guard end == elements.count else { throw fault("\(elements.count - end) bytes belong to no array") }
    return arrays
  }

  /// The JSON header: one entry per array, besides `__metadata__`, which is ignored.
  private struct Header: Decodable {
    var entries: [String: Entry] = [:]

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Name.self)
      for name in values.allKeys where name.stringValue != "__metadata__" {
        entries[name.stringValue] = try values.decode(Entry.self, forKey: name)
      }
    }
  }

  /// Type, shape and byte range (`start` up to `end`, from the end of the header) of one array.
  private struct Entry: Decodable {
    let type: String
    let shape: [Int]
    let start: Int
    let end: Int

    private enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      type = try values.decode(String.self, forKey: .type)
      shape = try values.decode([Int].self, forKey: .shape)
      let offsets = try values.decode([Int].self, forKey: .offsets)
      guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], shape.allSatisfy({ $0 >= 0 }) else {
        throw DecodingError.dataCorruptedError(forKey: .offsets, in: values, debugDescription: "")
      }
      (start, end) = (offsets[0], offsets[1])
    }

    /// Bytes that the shape takes; nil on overflow.
    func byteCount(_ type: ElementType) -> Int? {
      shape.reduce(type.byteCount) { size, length in
        guard let (product, overflow) = size?.multipliedReportingOverflow(by: length), !overflow else { return nil }
        return product
      }
    }
  }

  /// Element types that are read, by their names in the header.
  private enum ElementType: String, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    /// bfloat16: the upper half of a 32-bit float.
    case brain16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"

    var byteCount: Int? {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .brain16: 2
      }
    }

    func numbers(in bytes: Data) -> [Double] {
      func load<Pattern: FixedWidthInteger>(_: Pattern.Type, _ convert: (Pattern) -> Double) -> [Double] {
        bytes.withUnsafeBytes { buffer in
          stride(from: 0, to: buffer.count, by: MemoryLayout<Pattern>.size).map {
            convert(Pattern(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: Pattern.self)))
          }
        }
      }
      return switch self {
      case .float64: load(UInt64.self) { Double(bitPattern: $0) }
      case .float32: load(UInt32.self) { Double(Float(bitPattern: $0)) }
      case .float16: load(UInt16.self) { Double(Float16(bitPattern: $0)) }
      case .brain16: load(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
      case .int64: load(Int64.self) { Double($0) }
      case .int32: load(Int32.self) { Double($0) }
      }
    }
  }
}
