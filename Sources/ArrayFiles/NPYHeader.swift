import Foundation

/// The header of a `.npy` file: a Python dictionary literal with exactly the keys `descr`, `fortran_order` and `shape`.
///
/// The format is defined in NumPy Enhancement Proposal 1; versions 1.0 and 2.0 differ in the size of the length field.
struct NPYHeader {
  let type: NPYElementType
  /// Byte order of the elements; of no account for elements of one byte.
  let isBigEndian: Bool
  /// Whether the first axis is the fastest.
  let isFortranOrder: Bool
  /// Length of each axis; empty for a single number.
  let shape: [Int]
  /// Bytes before the first element, magic number included.
  let length: Int

  /// What is wrong with a header. `NPYArray` adds file and array.
  struct Fault: Error { let reason: String }

  /// The first six bytes of every `.npy` file.
  static let magic = Data([0x93]) + Data("NUMPY".utf8)

  /// - Parameter file: the file's beginning at least, with the whole header.
  init(_ file: Data) throws(Fault) {
    let bytes = [UInt8](file.prefix(12))
    guard bytes.count >= 10, file.prefix(6) == Self.magic else {
      throw Fault(reason: "this is not a .npy file: it does not begin with \\x93NUMPY")
    }
    let size: Int
    let start: Int
    switch bytes[6] {
    case 1:
      start = 10
      size = Int(bytes[8]) | Int(bytes[9]) << 8
    case 2 where bytes.count == 12:
      start = 12
      size = Int(bytes[8]) | Int(bytes[9]) << 8 | Int(bytes[10]) << 16 | Int(bytes[11]) << 24
    default: throw Fault(reason: "format version \(bytes[6]).\(bytes[7]) is not known; allowed are 1.0 and 2.0")
    }
    guard size <= ArrayLimits.npyHeader else {
      throw Fault(reason: "its header has \(size) bytes; allowed are \(ArrayLimits.npyHeader)")
    }
    guard file.count >= start + size else { throw Fault(reason: "the file ends inside its header") }
    length = start + size
    let first = file.startIndex + start
    guard let text = String(data: file[first..<(first + size)], encoding: .isoLatin1) else {
      throw Fault(reason: "the header is not text")
    }
    let fields = try Self.fields(of: text)
    (type, isBigEndian) = try Self.elementType(fields.descr)
    isFortranOrder = fields.isFortran
    shape = fields.shape
  }

  /// The beginning of a file in version 1.0 with little-endian elements of 64 bits in C order: whole numbers, or `Double`.
  static func bytes(shape: [Int], isWhole: Bool) -> Data {
    let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<\(isWhole ? "i8" : "f8")', 'fortran_order': False, 'shape': (\(dimensions)), }"
    // NumPy aligns the elements to 64 bytes and ends the header with a line feed.
    let used = magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - used % 64) % 64) + "\n"
    let size = header.utf8.count
    return magic + Data([1, 0, UInt8(size & 0xFF), UInt8(size >> 8)]) + Data(header.utf8)
  }

  /// Bytes that the elements take.
  ///
  /// - Parameter left: how many more elements may be read from the file or archive.
  /// - Throws: `Fault` for a shape beyond that, before anything is allocated.
  func elementBytes(left: Int = ArrayLimits.elements) throws(Fault) -> Int {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { throw Fault(reason: "the shape \(shapeText) is beyond any memory") }
      count = product
    }
    guard count <= left else {
      throw Fault(reason: "the shape \(shapeText) has \(count) numbers; allowed in a file are \(max(left, ArrayLimits.elements))")
    }
    return count * type.byteCount
  }

  /// - Throws: `Fault` unless the number of bytes after the header is what the shape takes.
  func check(byteCount found: Int, left: Int = ArrayLimits.elements) throws(Fault) {
    let expected = try elementBytes(left: left)
    guard found == expected else {
      throw Fault(reason: "the shape \(shapeText) of \(type.rawValue) takes \(expected) bytes, and \(found) are there")
    }
  }

  private var shapeText: String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

  /// Parses the dictionary. Each key must occur exactly once; structured element types are rejected.
  private static func fields(of text: String) throws(Fault) -> (descr: String, isFortran: Bool, shape: [Int]) {
    let pattern = /\s*\{(?<body>.*)\}\s*/
    guard let body = text.wholeMatch(of: pattern)?.output.body else { throw Fault(reason: "the header is no dictionary") }
    let entry = /\s*'(?<key>\w+)'\s*:\s*(?:'(?<text>[^']*)'|(?<flag>True|False)|\((?<numbers>[0-9,\s]*)\))\s*(?:,|$)/
    var rest = body
    var descr: String?
    var isFortran: Bool?
    var shape: [Int]?
    while let match = rest.prefixMatch(of: entry) {
      switch (match.output.key, match.output.text, match.output.flag, match.output.numbers) {
      case ("descr", let value?, _, _) where descr == nil: descr = String(value)
      case ("fortran_order", _, let value?, _) where isFortran == nil: isFortran = value == "True"
      case ("shape", _, _, let value?) where shape == nil: shape = try numbers(value)
      default: throw Fault(reason: "the header's entry \(match.output.0) is not understood")
      }
      rest = rest[match.range.upperBound...]
    }
    guard rest.allSatisfy(\.isWhitespace) else {
      throw Fault(reason: "the header's entry '\(rest.prefix(60))' is not understood; arrays of plain numbers are")
    }
    guard let descr, let isFortran, let shape else {
      throw Fault(reason: "the header lacks one of 'descr', 'fortran_order' and 'shape'")
    }
    return (descr, isFortran, shape)
  }

  private static func numbers(_ text: Substring) throws(Fault) -> [Int] {
    var numbers: [Int] = []
    for part in text.split(separator: ",") {
      let word = part.filter { !$0.isWhitespace }
      if word.isEmpty { continue }
      guard let number = Int(word) else { throw Fault(reason: "the shape (\(text)) is not understood") }
      numbers.append(number)
    }
    return numbers
  }

  /// Splits a type such as `<f8` into byte order and element type. `=` and `|` count as little-endian.
  private static func elementType(_ descr: String) throws(Fault) -> (NPYElementType, isBigEndian: Bool) {
    let order = descr.first
    guard let order, "<>|=".contains(order), let type = NPYElementType(rawValue: String(descr.dropFirst())) else {
      let known = NPYElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(reason: "elements of type '\(descr)' are not supported; allowed are \(known)")
    }
    return (type, order == ">")
  }
}

/// Element types that can be read, by NumPy's codes: kind and bytes.
enum NPYElementType: String, CaseIterable {
  case float64 = "f8"
  case float32 = "f4"
  case float16 = "f2"
  case int8 = "i1"
  case int16 = "i2"
  case int32 = "i4"
  case int64 = "i8"
  case uint8 = "u1"
  case uint16 = "u2"
  case uint32 = "u4"
  case uint64 = "u8"
  case bool = "b1"

  var byteCount: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}
