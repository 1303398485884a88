/// A file in the format of the MNIST data set (LeCun, Cortes and Burges): a magic number and the length of each axis as
/// big-endian 32-bit integers, and one byte per element. `IDXFolder` joins images and labels.
struct IDXFile {
  let path: String
  /// Images × rows × columns, or labels. No axis is empty.
  let shape: [Int]
  /// The elements, last axis fastest: pixels from 0 (background) to 255, or labels.
  let bytes: [UInt8]

  /// What the file must contain.
  enum Content {
    case images, labels

    var axes: Int { self == .images ? 3 : 1 }
    var name: String { self == .images ? "images" : "labels" }
    /// 0x08 stands for unsigned bytes, and the last byte is the number of axes.
    var magic: UInt32 { 0x0800 + UInt32(axes) }
    var description: String { "a file of \(name), which begins with \(Self.hexadecimal(magic))" }

    static func hexadecimal(_ magic: UInt32) -> String {
      "0x" + String(repeating: "0", count: magic.leadingZeroBitCount / 4) + String(magic, radix: 16)
    }
  }

  /// - Throws: `NeuralMappingError.file`.
  /// - Parameter path: plain or compressed by gzip.
  init(_ path: String, content: Content) throws {
    let file = try MaybeCompressedFile(path)
    func fault(_ found: String, expected: String) -> NeuralMappingError {
      .file(path: path, found: found, expected: expected)
    }
    let header = try Self.bytes(4 * (1 + content.axes), of: file)
    let numbers = stride(from: 0, to: header.count - 3, by: 4).map { place in
      header[place..<(place + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard let magic = numbers.first else {
      throw fault(header.isEmpty ? "an empty file" : "\(header.count) bytes", expected: content.description)
    }
    guard magic == content.magic else {
      let other: Content = content == .images ? .labels : .images
      let found = magic == other.magic ? "a file of \(other.name)" : "a file that begins with \(Content.hexadecimal(magic))"
      throw fault(found, expected: content.description)
    }
    guard numbers.count == 1 + content.axes else {
      throw fault("a header of \(header.count) bytes", expected: "\(4 * (1 + content.axes)) bytes")
    }
    shape = numbers.dropFirst().map { Int($0) }
    let shapeText = shape.map(String.init).joined(separator: " x ")
    guard !shape.contains(0) else { throw fault("\(shapeText) elements", expected: "at least one of \(content.name)") }
    // Each factor may be 2^32, so the product of three may exceed 2^63.
    let size = shape.reduce(1.0) { $0 * Double($1) }
    guard size <= Double(Self.mostBytes) else {
      throw fault("\(shapeText) elements", expected: "at most \(Self.mostBytes) of them")
    }
    let length = shape.reduce(1, *)
    // Compared before anything is allocated for it.
    let holds = file.mostBytes
    guard length <= holds else {
      throw fault("at most \(holds) bytes behind the header", expected: "\(length) for \(shapeText) \(content.name)")
    }
    bytes = try Self.bytes(length, of: file)
    guard bytes.count == length else {
      throw fault("\(bytes.count) bytes behind the header", expected: "\(length) for \(shapeText) \(content.name)")
    }
    guard try Self.bytes(1, of: file).isEmpty else {
      throw fault("more bytes", expected: "the end after \(length) for \(shapeText) \(content.name)")
    }
    self.path = path
  }

  /// Largest number of elements, some 1.4 million images of 28 x 28.
  private static let mostBytes = 1 << 30

  /// The next `count` bytes, or all that are left.
  private static func bytes(_ count: Int, of file: MaybeCompressedFile) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      // In parts, since the announced bytes may not be there.
      let part = try [UInt8](unsafeUninitializedCapacity: min(count - bytes.count, 1 << 24)) { buffer, initialized in
        initialized = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if part.isEmpty { break }
      bytes += part
    }
    return bytes
  }
}
