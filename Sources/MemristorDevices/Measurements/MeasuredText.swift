import CrossbarPrimitives
import Foundation

/// The text of a measured file as UTF-8 bytes, from whatever encoding it has.
///
/// UTF-8 and single-byte encodings stay as they are, since their digits and separators are the same bytes; UTF-16 is
/// converted. A byte order mark is dropped.
struct MeasuredText {
  let bytes: [UInt8]

  /// - Throws: `TableProblem` for files that are no text, with what they are where their first bytes tell.
  init(_ data: Data) throws(TableProblem) {
    let raw = [UInt8](data)
    if let kind = Self.kind(of: raw) {
      throw TableProblem(reason: "this is \(kind); export the measurement as CSV or plain text")
    }
    let isSwapped = raw.starts(with: [0xFE, 0xFF])
    if isSwapped || raw.starts(with: [0xFF, 0xFE]) || Self.looksLikeWideText(raw) {
      bytes = Self.narrow(raw, highByteFirst: isSwapped)
    } else {
      bytes = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(raw.dropFirst(3)) : raw
    }
    if let odd = bytes.firstIndex(where: { $0 < 0x20 && !Self.textControls.contains($0) }) {
      throw TableProblem(
        line: 1 + bytes[..<odd].count { $0 == 0x0A },
        reason: "byte \(odd + 1) is \(bytes[odd]), which no text has: this is no CSV file. Export the sweeps as text with a "
          + "line a sample: voltage, current")
    }
  }

  /// Tab, line ends, form feed, and the mark with which old DOS programs end a text.
  private static let textControls: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x0C, 0x1A]

  /// What a file is by its first bytes, with an article; nil for what may be text.
  private static func kind(of bytes: [UInt8]) -> String? {
    let kinds: [([UInt8], String)] = [
      (Array("PK\u{3}\u{4}".utf8), "an Excel workbook or another zip archive"),
      ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls) or another Office document"), (Array("%PDF".utf8), "a PDF"),
      ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)"), ([0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
      (Array("GIF8".utf8), "a picture (GIF)"),
      ([0x1F, 0x8B], "a gzip archive"), (Array("CPYA".utf8), "an Origin project"), (Array("CPYUA".utf8), "an Origin project"),
      (Array("MATLAB 5.0".utf8), "a MATLAB file"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
    ]
    return kinds.first { bytes.starts(with: $0.0) }?.1
  }

  /// Whether every second byte of the beginning is 0: UTF-16 without its mark, low bytes first.
  private static func looksLikeWideText(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 8, bytes.count % 2 == 0 else { return false }
    let beginning = bytes.prefix(256)
    return beginning.indices.allSatisfy { ($0 % 2 == 1) == (beginning[$0] == 0) }
  }

  /// UTF-8 from UTF-16; half pairs become replacement characters, and a last odd byte is dropped.
  private static func narrow(_ bytes: [UInt8], highByteFirst: Bool) -> [UInt8] {
    var units = [UInt16]()
    units.reserveCapacity(bytes.count / 2)
    for index in stride(from: 0, to: bytes.count - 1, by: 2) {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(highByteFirst ? first << 8 | second : second << 8 | first)
    }
    if units.first == 0xFEFF { units.removeFirst() }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
