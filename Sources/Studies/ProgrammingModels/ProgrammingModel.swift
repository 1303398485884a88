import CrossbarPrimitives
import Foundation
import MemristorDevices

/// A simulator of networks in arrays that can take a programming table as its model of the devices.
///
///     for (name, text) in ProgrammingModel.aihwkit.files(of: table, device: "sky130-hfo2", seed: 1) { ... }
public enum ProgrammingModel: String, CaseIterable, Codable, Sendable {
  /// CrossSim 3 (Sandia): a device class with programming error and drift.
  case crosssim
  /// The IBM Analog Hardware Acceleration Kit: a noise model for inference.
  case aihwkit
  /// DNN+NeuroSim 1.4 (Georgia Tech): options of its `inference.py`, and the levels as a table.
  case neurosim

  /// Files for the simulator, by name. They say where they come from and in which units they are.
  ///
  /// Draws are normal, with mean and standard deviation linear in the target and in the logarithm of the time, as
  /// `ProgrammingTable` does it. They use the other simulator's own random numbers.
  /// - Parameters:
  ///   - device: its name, which classes and files are named after.
  ///   - seed: of the run that made the table; nil if unknown.
  public func files(of table: ProgrammingTable, device: String, seed: UInt64?) -> [(name: String, text: String)] {
    let source = ModelSource(table: table, device: device, seed: seed)
    switch self {
    case .crosssim: return [("crosssim_\(source.fileName).py", source.crosssim)]
    case .aihwkit: return [("aihwkit_\(source.fileName).py", source.aihwkit)]
    case .neurosim:
      return [("neurosim_\(source.fileName).csv", source.levelsCSV), ("neurosim_\(source.fileName).sh", source.neurosim)]
    }
  }
}

/// A table with what its files say of it, and the parts that several kinds of files share.
struct ModelSource {
  let table: ProgrammingTable
  let device: String
  let seed: UInt64?

  /// The device's name in letters, digits and underscores.
  var fileName: String { words.map { $0.lowercased() }.joined(separator: "_") }

  /// A class name: `Sky130Hfo2` for `sky130-hfo2`.
  var className: String { words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

  /// At least one word, the first of which begins with a letter.
  private var words: [String] {
    let words = device.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
    guard let first = words.first, first.first?.isLetter == true else { return ["device"] + words }
    return words
  }

  /// Source, device, seed and the table's notes as comment lines, each with a line feed.
  /// - Parameter unit: of the conductances in the file.
  func heading(_ title: String, unit: String) -> String {
    let lines =
      [
        title,
        "Written by mxbar from a programming table: \(table.levelCount) levels, \(table.times.count) times after the write.",
        "Device: \(device). Seed: \(seed.map(String.init) ?? "unknown").",
      ] + table.notes
      + [
        "Conductances in \(unit), times in s after the write. Mean and standard deviation say nothing of tails: where cells relax,",
        "those are heavier than the normal draws below.",
      ]
    return lines.map { "# " + $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
  }

  /// The table as Python lists: targets, times, and per time the distance of the mean from the target and the standard
  /// deviation; with the rule for times between those.
  /// - Parameter scale: how many of the file's units make 1 S.
  func pythonTable(scale: Double) -> String {
    func list(_ values: [Double]) -> String { "[" + values.map(SpiceNumber.shortest).joined(separator: ", ") + "]" }
    // Units first: a mean on its target then is 0 off it, not a rounding error.
    func rows(_ value: (ProgrammingTable.Outcome, Conductance) -> Double) -> String {
      let rows = table.times.indices.map { time in
        "    " + list(table.targets.indices.map { value(table.outcomes[time, $0], table.targets[$0]) }) + ",\n"
      }
      return "[\n" + rows.joined() + "]"
    }
    return """
      TARGETS = \(list(table.targets.map { scale * $0.si }))
      TIMES = \(list(table.times.map(\.si)))
      # A row for each time: the mean less the target, and the standard deviation, of each level.
      OFFSETS = \(rows { scale * $0.mean.si - scale * $1.si })
      DEVIATIONS = \(rows { outcome, _ in scale * outcome.standardDeviation.si })
      G_MIN, G_MAX = TARGETS[0], TARGETS[-1]


      def _between(time):
          \"\"\"The rows before and after a time, and the share of the second one.\"\"\"
          if time <= TIMES[0]:
              return 0, 0, 0.0
          if time >= TIMES[-1]:
              return len(TIMES) - 1, len(TIMES) - 1, 0.0
          later = next(row for row, known in enumerate(TIMES) if known > time)
          earlier = later - 1
          if TIMES[earlier] > 0:
              return earlier, later, math.log(time / TIMES[earlier]) / math.log(TIMES[later] / TIMES[earlier])
          return earlier, later, time / TIMES[later]

      """
  }
}
