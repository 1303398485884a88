import Foundation
import Testing

@testable import ArrayFiles

@Suite struct NPZArchiveTests {
  private static func withFile<Result>(_ data: Data, _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("arrays-\(UUID().uuidString).npz")
    try data.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }

  /// `numpy.savez_compressed(x_train=..., y=...)` of NumPy 2.4.6.
  static func compressedByNumPy() throws -> Data {
    let text =
      "UEsDBC0AAAAIAAAAIQCdUziG//////////8LABQAeF90cmFpbi5ucHkBABAAhgAAAAAAAABPAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF"
      + "5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6CkY6CsaaOgq1CuQBLgZGJmYWVgBQSwMELQAAAAgAAAAhAOEpGl//////////"
      + "/wUAFAB5Lm5weQEAEACYAAAAAAAAAFAAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJB"
      + "akAvkaxjqaOgq1ChQALgYw+GEPoRkOQKgP9QBQSwECLQMtAAAACAAAACEAnVM4hk8AAACGAAAACwAAAAAAAAAAAAAAgAEAAAAAeF90cmFpbi5u"
      + "cHlQSwECLQMtAAAACAAAACEA4SkaX1AAAACYAAAABQAAAAAAAAAAAAAAgAGMAAAAeS5ucHlQSwUGAAAAAAIAAgBsAAAAEwEAAAAA"
    return try #require(Data(base64Encoded: text))
  }

  @Test func readsWhatNumPyCompressed() throws {
    let arrays = try Self.withFile(try Self.compressedByNumPy()) { try NPZArchive.read($0) }
    #expect(Set(arrays.keys) == ["x_train", "y"])
    #expect(arrays["x_train"] == NPYArray(shape: [1, 2, 3], values: [0, 1, 2, 3, 4, 5]))
    #expect(arrays["y"] == NPYArray(shape: [3], values: [1.5, -2, .infinity]))
  }

  @Test func whatIsWrittenReadsBackAndIsTheSameEachTime() throws {
    let arrays = [
      "voltage_V": NPYArray(shape: [300, 400], values: (0..<120_000).map { Double($0) / 7 }),
      "none": NPYArray(shape: [0], values: []),
    ]
    let data = try NPZArchive.data(arrays)
    #expect(try NPZArchive.data(arrays) == data)
    #expect(try Self.withFile(data) { try NPZArchive.read($0) } == arrays)
    #expect(throws: ArrayFileError.unwritable(array: "all", reason: "there is none")) { try NPZArchive.data([:]) }
  }

  @Test func damageIsFound() throws {
    var data = try NPZArchive.data(["x": NPYArray(shape: [100], values: Array(repeating: 1, count: 100))])
    data[400] ^= 1
    #expect(throws: ArrayFileError.self) { try Self.withFile(data) { try NPZArchive.read($0) } }
    let whole = try Self.compressedByNumPy()
    for count in [1, 30, whole.count / 2, whole.count - 1] {
      #expect(throws: ArrayFileError.self) { try Self.withFile(whole.prefix(count)) { try NPZArchive.read($0) } }
    }
  }

  @Test func aStrangerInTheArchiveIsNamed() throws {
    let data = try ZipWriter.data([("readme.txt", Data("hello".utf8))])
    #expect {
      try Self.withFile(data) { try NPZArchive.read($0) }
    } throws: {
      "\($0)".contains("array 'readme.txt': an .npz archive holds nothing but .npy files")
    }
  }
}
