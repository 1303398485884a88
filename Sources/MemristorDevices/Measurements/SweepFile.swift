import CrossbarPrimitives
import Foundation

/// A file of measured I-V sweeps: text with one sample per line, in columns separated by commas, semicolons or tabs.
///
/// Numbers have decimal points; lines that begin with `#` are comments; any usual line ending is accepted. With a header
/// the columns may be in any order (`SweepColumns`); without one, two columns are V, I; three are device, V, I; four are
/// device, cycle, V, I. A record of several loops is split where each begins (`VoltageSweep.loops`).
public struct SweepFile: Sendable {
  /// At least one loop, in the order in which they begin in the file.
  public let sweeps: [MeasuredSweep]

  /// Reads a file.
  /// - Throws: `DeviceError.file`, or `DeviceError.measurement` with the line and its text.
  public init(path: String) throws(DeviceError) {
    try self.init(readBytes(path, what: "file of sweeps", atMost: 1 << 32), source: path)
  }

  /// Reads a file's content: UTF-8, or an older single-byte encoding, whose special letters can only occur in names.
  ///
  /// - Parameter source: the path, for messages and for the name of the device.
  /// - Throws: `DeviceError.measurement`, also for UTF-16 and binary files.
  public init(_ data: Data, source: String) throws(DeviceError) {
    let bytes = [UInt8](data)
    do throws(TableProblem) {
      if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        throw TableProblem(reason: "this is text in UTF-16; save it as CSV in UTF-8 or plain text")
      }
      if let odd = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
        throw TableProblem(
          line: 1 + bytes[..<odd].count { $0 == 0x0A },
          reason: "byte \(odd + 1) is \(bytes[odd]), which no text has: this is no CSV file. Export the sweeps as text with a "
            + "line a sample: voltage, current")
      }
      var samples = SweepSamples()
      var table = TableReader(bytes, separators: [.tab, .semicolon, .comma], hasComments: true)
      while let row = try table.next() { try samples.append(row) }
      sweeps = try samples.sweeps(source: source)
    } catch {
      throw .measurement(path: source, line: error.line, text: error.text, reason: error.reason)
    }
  }
}
