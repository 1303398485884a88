import ArrayFiles
import Foundation
import Testing

@Suite struct SafetensorsFileTests {
  /// A file by the format's definition.
  private func read(_ header: String, _ bytes: [UInt8], length: UInt64? = nil) throws -> [String: NPYArray] {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let size = length ?? UInt64(header.utf8.count)
    let file = Data((0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }) + Data(header.utf8) + Data(bytes)
    try file.write(to: url)
    return try SafetensorsFile.read(url.path)
  }

  private func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test func readsEveryType() throws {
    let header =
      #"{"__metadata__":{"format":"pt"},"h":\#(entry("F16", "[3, 2]", "[12, 24]")),"#
      + #""d":\#(entry("F64", "[]", "[4, 12]")),"f":\#(entry("F32", "[1]", "[0, 4]"))}  "#
    let bytes: [UInt8] = [
      0, 0, 0xC0, 0xBF,  // -1.5
      0, 0, 0, 0, 0, 0, 0xF0, 0x3F,  // 1
      0x00, 0x3C, 0x01, 0x00, 0xFF, 0x7B, 0x00, 0xC0, 0x00, 0x7C, 0x55, 0x35,
    ]
    let arrays = try read(header, bytes)
    #expect(arrays["f"] == NPYArray(shape: [1], values: [-1.5]))
    #expect(arrays["d"] == NPYArray(shape: [], values: [1]))
    // The format's landmarks: 1, the least subnormal, the greatest, -2, infinity, and what is nearest to a third.
    #expect(arrays["h"] == NPYArray(shape: [3, 2], values: [1, 0x1p-24, 65504, -2, .infinity, 0.333251953125]))
  }

  @Test func saysWhatIsWrong() {
    func reason(_ header: String, _ bytes: [UInt8] = [], length: UInt64? = nil) -> String? {
      let error = #expect(throws: ArrayFileError.self) { try read(header, bytes, length: length) }
      guard case .malformed(_, _, let reason) = error else { return nil }
      return reason
    }
    let four: [UInt8] = [0, 0, 0, 0]
    #expect(reason("{", length: 1 << 60)?.contains("1152921504606846976 bytes, and 1 follow") == true)
    #expect(reason("[1]")?.contains("JSON") == true)
    #expect(reason(#"{"a":{"dtype":"F32"}}"#)?.contains("JSON") == true)
    #expect(
      reason(#"{"a":\#(entry("I16", "[2]", "[0, 4]"))}"#, four)
        == "elements of type 'I16' are not supported; allowed are F64, F32, F16, BF16, I64, I32")
    #expect(reason(#"{"a":\#(entry("F32", "[2]", "[0, 4]"))}"#, four)?.contains("shape [2] of F32") == true)
    #expect(reason(#"{"a":\#(entry("F32", "[1]", "[4, 8]"))}"#, four + four)?.contains("shape [1] of F32") == true)
    #expect(reason(#"{"a":\#(entry("F32", "[1]", "[0, 4]"))}"#, [0]) == "its bytes end at 4, and the file has 1")
    #expect(reason(#"{"a":\#(entry("F32", "[1]", "[0, 4]"))}"#, four + [0]) == "1 bytes belong to no array")
    #expect(
      reason(#"{"a":\#(entry("F32", "[4611686018427387904, 4611686018427387904]", "[0, 4]"))}"#, four)?
        .contains("does not fit") == true)
    #expect(reason(#"{"a":\#(entry("F32", "[-1]", "[0, 4]"))}"#, four)?.contains("JSON") == true)
  }

  @Test func saysWhatIsNoFile() {
    #expect(throws: ArrayFileError.unreadable(path: "/nonexistent", reason: "there is no such file")) {
      try SafetensorsFile.read("/nonexistent")
    }
  }
}
