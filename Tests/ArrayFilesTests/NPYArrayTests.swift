import Foundation
import Testing

@testable import ArrayFiles

@Suite struct NPYArrayTests {
  /// A file put together by hand from the format's description.
  static func file(_ header: String, version: UInt8 = 1, elements: [UInt8]) -> Data {
    var file = Data([0x93]) + Data("NUMPY".utf8) + Data([version, 0])
    let size = UInt32(header.utf8.count)
    file += withUnsafeBytes(of: size.littleEndian) { Data($0.prefix(version == 1 ? 2 : 4)) }
    return file + Data(header.utf8) + Data(elements)
  }

  static func header(_ type: String, fortran: Bool = false, shape: String) -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
  }

  static func bytes<Number>(_ numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { [UInt8]($0) } }

  static func parse(_ file: Data) throws -> NPYArray { try NPYArray(file, path: "a.npy", name: nil) }

  @Test func readsEveryElementType() throws {
    let cases: [(String, [UInt8])] = [
      ("<f8", Self.bytes([3.0, 0.0, 1.0])), ("<f4", Self.bytes([3, 0, 1] as [Float])),
      ("<i4", Self.bytes([3, 0, 1] as [Int32])), (">i2", [0, 3, 0, 0, 0, 1]), ("|u1", [3, 0, 1]), ("|i1", [3, 0, 1]),
      ("<i8", Self.bytes([3, 0, 1] as [Int64])), ("<u8", Self.bytes([3, 0, 1] as [UInt64])),
      ("<u2", [3, 0, 0, 0, 1, 0]), (">u4", [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1]),
    ]
    for (type, elements) in cases {
      let array = try Self.parse(Self.file(Self.header(type, shape: "(3,)"), elements: elements))
      #expect(array == NPYArray(shape: [3], values: [3, 0, 1]), "\(type)")
    }
    let flags = try Self.parse(Self.file(Self.header("|b1", shape: "(2,)"), elements: [0, 1]))
    #expect(flags.values == [0, 1])
    let negative = try Self.parse(Self.file(Self.header(">i2", shape: "()"), elements: [0xFF, 0xFE]))
    #expect(negative == NPYArray(shape: [], values: [-2]))
  }

  /// Written by NumPy 2.4.6: float32, big-endian, Fortran order, version 2.0.
  @Test func readsWhatNumPyWroteInFortranOrder() throws {
    let text =
      "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgIC"
      + "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA/AABgQAAAwD8AAJBAAAAgQAAAsEA="
    let array = try Self.parse(try #require(Data(base64Encoded: text)))
    #expect(array == NPYArray(shape: [2, 3], values: [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]))
  }

  @Test func fortranOrderOfThreeAxes() throws {
    // Element (i, j, k) of 2 x 3 x 2 lies at i + 2 j + 6 k and is named after its place: 100 i + 10 j + k.
    var elements: [UInt8] = []
    for k in 0..<2 { for j in 0..<3 { for i in 0..<2 { elements.append(UInt8(100 * i + 10 * j + k)) } } }
    let array = try Self.parse(Self.file(Self.header("|u1", fortran: true, shape: "(2, 3, 2)"), elements: elements))
    #expect(array.values == [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121])
  }

  @Test func whatIsWrittenReadsBack() throws {
    for array in [
      NPYArray(shape: [], values: [.pi]), NPYArray(shape: [0, 3], values: []),
      NPYArray(shape: [2, 2], values: [1e-300, -.infinity, 0, .greatestFiniteMagnitude]),
    ] {
      #expect(try Self.parse(array.data) == array)
      // Elements begin at a multiple of 64 bytes, so that NumPy can map them.
      #expect((array.data.count - 8 * array.values.count) % 64 == 0)
    }
  }

  @Test(arguments: [
    (Data("a,b\n1,2\n".utf8), "it does not begin with \\x93NUMPY"),
    (Data(), "it does not begin with \\x93NUMPY"),
    (file(header("<f8", shape: "(1,)"), version: 3, elements: []), "format version 3.0 is not known"),
    (file(header("<f8", shape: "(2,)"), elements: [0]), "the shape (2) of f8 takes 16 bytes, and 1 are there"),
    (file(header("|u1", shape: "(2, 2)"), elements: [1, 2, 3, 4, 5]), "takes 4 bytes, and 5 are there"),
    (file(header("<c16", shape: "(1,)"), elements: []), "elements of type '<c16' are not supported; allowed are f8"),
    (file(header("|O", shape: "(1,)"), elements: []), "elements of type '|O' are not supported"),
    (file("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,), }", elements: []), "plain numbers"),
    (file("{'descr': '<f8', 'fortran_order': False, }", elements: []), "lacks one of"),
    (file("{'descr': '<f8', 'descr': '<f8', }", elements: []), "is not understood"),
    (file("[]", elements: []), "the header is no dictionary"),
    (file(header("<f8", shape: "(9223372036854775807, 9)"), elements: []), "is beyond any memory"),
    (file(header("<f8", shape: "(99999999999999999999,)"), elements: []), "is not understood"),
    (file(header("<i8", shape: "(1,)"), elements: bytes([Int64.max])), "element 0 is an integer beyond 2^53"),
  ])
  func refusesWhatIsNotSound(file: Data, reason: String) {
    #expect {
      try Self.parse(file)
    } throws: {
      "\($0)".hasPrefix("'a.npy': ") && "\($0)".contains(reason)
    }
  }

  @Test func aHeaderCutShortIsRefused() {
    let whole = Self.file(Self.header("|u1", shape: "(1,)"), elements: [7])
    for count in 0..<whole.count { #expect(throws: ArrayFileError.self) { try Self.parse(whole.prefix(count)) } }
  }

  @Test func missingFilesAndFoldersAreNamed() {
    #expect(throws: ArrayFileError.unreadable(path: "/nowhere.npy", reason: "there is no such file")) {
      try NPYArray(contentsOf: "/nowhere.npy")
    }
    #expect(throws: ArrayFileError.unreadable(path: "/", reason: "this is a folder, not a file")) {
      try NPYArray(contentsOf: "/")
    }
  }
}
