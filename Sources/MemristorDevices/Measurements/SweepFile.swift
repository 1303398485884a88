import CrossbarPrimitives
import Foundation

/// A file of measured I-V sweeps, or of figures that others have extracted from them, as it comes from an instrument, a
/// spreadsheet or a script: text with one sample per line.
///
/// Separators, decimal marks, preambles, rows of units, comments and encodings are found out; which column holds what is
/// told by a header (`ColumnPairing`), by the number of columns where there is none, or by `MeasurementReading`. A record of
/// several loops is split where each begins (`VoltageSweep.loops`).
public struct SweepFile: Sendable {
  /// In the order in which they begin in the file; empty for a table of figures.
  public var sweeps: [MeasuredSweep]
  /// The rows of a table of figures; empty for a file of sweeps.
  public var figures: [ExtractedFigures]
  /// What was understood, without the file's name: `table, V as voltage (V), …, 320 samples, 1 loop of device chip3`.
  public var understood: String {
    let devices = Set(sweeps.map(\.device) + figures.map(\.device))
    let names = devices.count == 1 ? "device \(excerpt(devices.first ?? "", limit: 60))" : counted(devices.count, "device")
    let found = figures.isEmpty ? counted(sweeps.count, "loop") : counted(figures.count, "row")
    return (columns + ["\(found) of \(names)"]).joined(separator: ", ")
  }
  private let columns: [String]
  /// What in the samples makes the way they were read doubtful.
  let doubts: MeasurementDoubts
  /// Where the names of the sweeps' devices come from, one for each.
  let origins: [DeviceOrigin]
  /// Whether the rows of a table of figures name their devices.
  let namesDevices: Bool

  /// Reads a file.
  /// - Throws: `DeviceError.file`, or `DeviceError.measurement` with the line and its text.
  public init(path: String, _ reading: MeasurementReading = MeasurementReading()) throws(DeviceError) {
    try self.init(readBytes(path, what: "file of sweeps", atMost: 1 << 32), source: path, reading)
  }

  /// Reads a file's content: UTF-8, UTF-16, or an older single-byte encoding.
  ///
  /// - Parameter source: the path, for messages and for the name of the device.
  /// - Throws: `DeviceError.measurement`, also for files that are no text.
  public init(_ data: Data, source: String, _ reading: MeasurementReading = MeasurementReading()) throws(DeviceError) {
    do throws(TableProblem) {
      var scanner = try MeasuredTableScanner(MeasuredText(data).bytes, reading)
      try scanner.scan()
      let ownName = URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
      let found = scanner.samples.records.sweeps(source: source, ownName: ownName)
      var sweeps = found.map(\.sweep)
      let doubts = MeasurementDoubts(sweeps)
      if doubts.isReversed {
        for index in sweeps.indices { sweeps[index].sweep.currents = sweeps[index].sweep.currents.map { -$0 } }
      }
      (self.sweeps, self.doubts, origins) = (sweeps, doubts, found.map(\.origin))
      (figures, namesDevices) = (scanner.figures.rows(source: source), scanner.figures.namesDevices)
      columns =
        scanner.understood + (doubts.isReversed ? ["currents turned round, since the file counts those out of the device"] : [])
    } catch {
      throw .measurement(path: source, line: error.line, text: error.text, reason: error.reason)
    }
  }
}
