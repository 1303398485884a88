import Foundation
import Testing

@testable import ArrayFiles

/// Matrices in the forms in which people keep them.
@Suite struct MatrixFileTests {
  private func matrix(_ bytes: Data) throws -> NPYArray { try MatrixFile.matrix(bytes, path: "m") }

  @Test(arguments: [
    "1,2.5\n-3e2,inf\n", "1,2.5\r\n-3e2,inf\r\n", "1,2.5\r-3e2,inf", "\u{FEFF}1,2.5\n-3e2,inf", "1;2.5\n-3e2; inf\n",
    "1\t2.5\n-3e2\tinf", "  1.000000e+00 2.500000e+00 \n-3.000000e+02   inf\n", "# by hand\n\n1, 2.5\n-3e2 ,+inf\n",
    "BL0,BL1\n1,2.5\n-3e2,inf\n", "\u{FEFF}a\tb\r\n1\t2.5\r\n-3e2\tinf\r\n",
  ])
  func readsText(text: String) throws {
    #expect(try matrix(Data(text.utf8)) == NPYArray(shape: [2, 2], values: [1, 2.5, -300, .infinity]))
  }

  @Test func readsTheOnlyArrayOfAnArchive() throws {
    let array = NPYArray(shape: [2, 1], values: [1, 2])
    #expect(try matrix(NPZArchive.data(["r": array])) == array)
    let error = #expect(throws: ArrayFileError.self) { try matrix(NPZArchive.data(["r": array, "v": array])) }
    #expect(error?.description == "'m': it holds 2 arrays, 'r', 'v'; expected a single one, or a .npy file.")
  }

  @Test(arguments: [
    ("a,1\n1,2\n", "line 1: 'a' is no number; if this line is a header, remove it, or begin it with a #"),
    ("a,b,c\n1,2\n", "line 2: 2 numbers below a header of 3 names"), ("a,b\n", "there is no number in it"),
    ("a,b\nc,d\n", "line 2: 'c' is no number"),
    ("1,5;2\n", "line 1: '1,5' is no number; write it with a decimal point: 1.5"),
    ("1,2\n3\n", "line 2: 1 numbers, where the first row has 2; all rows have as many"),
    ("1,2,\n", "line 1: a number is missing"), ("1 2 x\n", "line 1: 'x' is no number; if this line is a header"),
    ("1\n0x10\n", "line 2: '0x10' is no number; expected numbers such as 0.5"), ("1e999\n", "line 1: '1e999' is no number"),
    ("1,nan\n", "line 1: 'nan' is no number; inf stands for a missing cell"), ("1 2,3\n", "line 1: '1 2' is no number"),
    ("\n#\n", "there is no number in it"), ("1\u{1b}[2J\n", "line 1: '1\\u{1b}[2J' is no number"),
  ])
  func saysWhatIsWrong(text: String, reason: String) {
    let error = #expect(throws: ArrayFileError.self) { try matrix(Data(text.utf8)) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    (Data("1,2\n\u{0}".utf8), "byte 5 is 0"), (Data([0x31, 0xFF, 0x80]), "not text in UTF-8"),
    (Data([0xFF, 0xFE, 0x31, 0]), "UTF-16; save it as UTF-8"),
  ])
  func bytesThatAreNoTextAreNotShown(bytes: Data, reason: String) {
    let error = #expect(throws: ArrayFileError.self) { try matrix(bytes) }
    #expect(error?.description.contains(reason) == true)
  }
}

/// Files that announce or unpack to more than anybody means.
@Suite struct ArrayLimitTests {
  private static func npy(_ shape: String, bytes: Int) -> Data {
    NPYArrayTests.file(NPYArrayTests.header("|u1", shape: shape), elements: []) + Data(count: bytes)
  }

  /// A header that tells of few numbers before 100 MB of zeros, and of more than any file may have: neither is unpacked.
  @Test(arguments: [
    ("(10,)", "bytes that its header tells of"),
    ("(40000, 40000)", "the shape (40000, 40000) has 1600000000 numbers; allowed in a file are 33554432"),
    ("(4611686018427387904, 4611686018427387904)", "is beyond any memory"),
  ])
  func archivesAreUnpackedAsFarAsTheirHeadersSay(shape: String, reason: String) throws {
    let archive = try ZipWriter.data([("w0.npy", Self.npy(shape, bytes: 1 << 20))])
    let error = #expect(throws: ArrayFileError.self) { try NPZArchive.members(archive, path: "a.npz") }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func longHeadersAreRefused() {
    let header = NPYArrayTests.header("|u1", shape: "(1,)") + String(repeating: " ", count: 20_000)
    let error = #expect(throws: ArrayFileError.self) { try NPYArrayTests.parse(NPYArrayTests.file(header, elements: [1])) }
    #expect(error?.description.contains("; allowed are 10000") == true)
  }

  @Test func halfPrecisionIsRead() throws {
    let file = NPYArrayTests.file(NPYArrayTests.header("<f2", shape: "(4,)"), elements: [0, 0x3C, 0, 0xC0, 1, 0, 0, 0x7C])
    #expect(try NPYArrayTests.parse(file).values == [1, -2, 0x1p-24, .infinity])
  }

  @Test func devicesWithoutAnEndAreRefused() {
    let error = #expect(throws: ArrayFileError.self) { try MatrixFile.read("/dev/zero") }
    #expect(error?.description == "cannot read '/dev/zero': the file has more than 268435456 bytes.")
  }
}
