import CrossbarPrimitives
import Foundation

/// One pulse on one device, and whether or when it switched.
public struct PulseMeasurement: Hashable, Sendable {
  /// Empty where the file names no devices.
  public var device: String
  /// V; positive for a SET, negative for a RESET.
  public var amplitude: Double
  /// s.
  public var width: Double
  /// The source's limit in a SET, A; nil for none.
  public var compliance: Double?
  /// What was seen.
  public var outcome: Outcome

  /// Whether the device switched within the width, or how long it took, s.
  public enum Outcome: Hashable, Sendable {
    /// At this time after the pulse's start, s.
    case switchedAfter(Double)
    /// Some time within the pulse, or not.
    case switched(Bool)
  }
}

/// Reads a table of pulses: a header, and a line a pulse with amplitude and width, and either `switched` (1 or 0, yes or
/// no) or a switching time, empty where the device did not switch. Columns `device` and `compliance` may be there.
public enum PulseTable {
  private enum Column: String, CaseIterable {
    case device, amplitude, width, switched, time, compliance

    static let names: [String: Column] = [
      "device": .device, "cell": .device, "sample": .device, "amplitude": .amplitude, "v": .amplitude, "voltage": .amplitude,
      "v pulse": .amplitude, "width": .width, "pulse width": .width, "duration": .width, "t": .width, "switched": .switched,
      "switch": .switched, "success": .switched, "set": .switched, "switching time": .time, "t switch": .time, "t set": .time,
      "compliance": .compliance, "icc": .compliance,
    ]

    var unit: WrittenUnit {
      switch self {
      case .amplitude: .volts
      case .width, .time: .seconds
      case .compliance: .amperes
      case .device, .switched: .none
      }
    }
  }

  /// - Parameter width: of pulses in a table without a column for it, s; nil if unknown.
  /// - Throws: `DeviceError` with line and text.
  public static func read(_ path: String, width: Double? = nil) throws(DeviceError) -> [PulseMeasurement] {
    try read(readBytes(path, what: "file of pulses"), source: path, width: width)
  }

  /// - Parameter source: the path, for messages.
  public static func read(_ data: Data, source: String, width: Double? = nil) throws(DeviceError) -> [PulseMeasurement] {
    do throws(TableProblem) {
      var table = TableReader([UInt8](data), separators: [.tab, .semicolon, .comma], hasComments: true)
      guard let header = try table.next() else {
        throw TableProblem(reason: "the file is empty; expected a header such as amplitude_V,width_s,switched")
      }
      var places: [Column: Int] = [:]
      var scales: [Column: Double] = [:]
      for (index, title) in header.fields.enumerated() {
        let (name, unit) = split(title)
        guard let column = Column.names[name], places[column] == nil else { continue }
        places[column] = index
        guard let unit, column.unit != .none else { continue }
        guard let scale = try? WrittenNumber("1 \(unit)", in: column.unit).value else {
          throw header.problem("the unit '\(excerpt(unit))' of the column '\(excerpt(title))' is not understood")
        }
        scales[column] = scale
      }
      guard places[.amplitude] != nil, places[.width] != nil || places[.time] != nil,
        places[.switched] != nil || places[.time] != nil
      else {
        throw header.problem(
          "the first line names no columns for amplitude, width and switched or switching_time; allowed are names such as "
            + "amplitude_V, width_s, switched, switching_time_us, compliance_A, device")
      }
      var pulses: [PulseMeasurement] = []
      while let row = try table.next() { pulses.append(try pulse(row, places, scales, width)) }
      guard !pulses.isEmpty else { throw TableProblem(reason: "the header is followed by no pulses") }
      return pulses
    } catch {
      throw .measurement(path: source, line: error.line, text: error.text, reason: error.reason)
    }
  }

  private static func pulse(
    _ row: TableRow, _ places: [Column: Int], _ scales: [Column: Double], _ usualWidth: Double?
  ) throws(TableProblem) -> PulseMeasurement {
    func text(_ column: Column) -> String? {
      places[column].flatMap { $0 < row.fields.count && !row.fields[$0].isEmpty ? row.fields[$0] : nil }
    }
    func number(_ column: Column) throws(TableProblem) -> Double? {
      guard let text = text(column) else { return nil }
      guard let value = Double(text), value.isFinite else {
        throw row.problem("the \(column.rawValue) '\(excerpt(text))' is no number; allowed are numbers such as 2.5 and 1e-6")
      }
      return value * (scales[column] ?? 1)
    }
    guard let amplitude = try number(.amplitude), amplitude != 0 else {
      throw row.problem("the amplitude is missing or zero; allowed are positive ones for a SET and negative ones for a RESET")
    }
    let (width, time) = (try number(.width), try number(.time))
    for (name, value) in [("width", width), ("switching time", time), ("compliance", try number(.compliance))] {
      if let value, value <= 0 { throw row.problem("the \(name) is \(SpiceNumber.shortest(value)); allowed is more than 0") }
    }
    let outcome: PulseMeasurement.Outcome
    if let time {
      outcome = .switchedAfter(time)
    } else if let word = text(.switched) {
      switch word.lowercased() {
      case "1", "yes", "true", "y", "set", "reset": outcome = .switched(true)
      case "0", "no", "false", "n", "fail", "none": outcome = .switched(false)
      default: throw row.problem("'switched' is '\(excerpt(word))'; allowed are 1 and 0, yes and no")
      }
    } else {
      // An empty switching time: it did not switch.
      outcome = .switched(false)
    }
    guard let width = width ?? usualWidth ?? time else {
      throw row.problem("a pulse that did not switch needs its width: a column such as width_s, or --pulse-width")
    }
    return PulseMeasurement(
      device: text(.device) ?? "", amplitude: amplitude, width: width, compliance: try number(.compliance), outcome: outcome)
  }

  /// `Width (us)`, `width_us` or `width` as name and unit.
  private static func split(_ title: String) -> (name: String, unit: String?) {
    let words = title.lowercased().split { "_ ([])/".contains($0) }.map(String.init)
    if words.count > 1, let last = title.split(whereSeparator: { "_ ([])/".contains($0) }).last,
      ["V", "s", "A"].contains(where: { last.hasSuffix($0) }),
      [WrittenUnit.volts, .seconds, .amperes].contains(where: { (try? WrittenNumber("1 \(last)", in: $0)) != nil })
    {
      return (words.dropLast().joined(separator: " "), String(last))
    }
    return (words.joined(separator: " "), nil)
  }
}
