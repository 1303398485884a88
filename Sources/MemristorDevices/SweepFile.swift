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
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .file(path: path, reason: "there is no such file of sweeps")
    }
    if isFolder.boolValue { throw .file(path: path, reason: "this is a folder; name the files of sweeps in it") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .file(path: path, reason: "the file of sweeps cannot be read")
    }
    try self.init(data, source: path)
  }

  /// Reads a file's content: UTF-8, or an older single-byte encoding, whose special letters can only occur in names.
  ///
  /// - Parameter source: the path, for messages and for the name of the device.
  /// - Throws: `DeviceError.measurement`, also for UTF-16 and binary files.
  public init(_ data: Data, source: String) throws(DeviceError) {
    var bytes = [UInt8](data)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .measurement(
        path: source, line: nil, text: nil, reason: "this is text in UTF-16; save it as CSV in UTF-8 or plain text")
    }
    if let odd = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
      let line = 1 + bytes[..<odd].count { $0 == 0x0A }
      throw .measurement(
        path: source, line: line, text: nil,
        reason: "byte \(odd + 1) is \(bytes[odd]), which no text has: this is no CSV file. Export the sweeps as text with a "
          + "line a sample: voltage, current")
    }
    var reader = SweepFileReader(source: source)
    var lineNumber = 0
    var start = 0
    while start < bytes.count {
      lineNumber += 1
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      try reader.read(bytes[start..<end], number: lineNumber)
      let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
      start = end + (isPair ? 2 : 1)
    }
    sweeps = try reader.finish()
  }
}
