import CrossbarPrimitives
import Foundation
import MemristorDevices

extension ModelSource {
  /// The levels as a table: at each time the mean, the standard deviation and their ratio.
  var levelsCSV: String {
    var lines = ["level,target_S,time_s,mean_S,sd_S,relative_sd"]
    for (time, row) in zip(table.times, table.times.indices) {
      for (level, target) in table.targets.enumerated() {
        let outcome = table.outcomes[row, level]
        let numbers = [target.si, time.si, outcome.mean.si, outcome.standardDeviation.si]
        lines.append(
          ([String(level)] + numbers.map(SpiceNumber.shortest) + [Self.relative(outcome).map { Self.text($0) } ?? ""])
            .joined(separator: ","))
      }
    }
    return heading("Levels of a memristor for DNN+NeuroSim.", unit: "S") + lines.joined(separator: "\n") + "\n"
  }

  /// A call of NeuroSim's `inference.py`. It has equal steps between its levels and one relative deviation for all of them,
  /// so that is what remains of the table.
  var neurosim: String {
    let (lowest, highest) = (table.targets[0], table.targets[table.levelCount - 1])
    let bits = Int.bitWidth - 1 - table.levelCount.leadingZeroBitCount
    let step = (highest - lowest) / Double(table.levelCount - 1)
    let unequal = table.targets.enumerated().map { abs(($1 - lowest) / step - Double($0)) }.max() ?? 0
    let later = zip(table.times, table.times.indices).dropFirst().map { time, row in
      "# \(SpiceNumber.shortest(time.si)) s after the write: --vari \(Self.text(variation(row)))\n"
    }
    return heading("Options for the inference of DNN+NeuroSim 1.4.", unit: "S") + """
      # NeuroSim knows levels in equal steps between two conductances and one standard deviation relative to the conductance.
      # The table's targets are off equal steps by \(Self.text(unequal)) steps at most; --vari is the root mean square of its relative
      # deviations, level by level in the table beside this file.
      # In NeuroSIM/Param.cpp: resistanceOn = \(Self.text(1 / highest.si)); resistanceOff = \(Self.text(1 / lowest.si));
      \(later.joined())python inference.py --inference 1 --cellBit \(bits) --onoffratio \(Self.text(highest / lowest)) --vari \(Self.text(variation(0)))

      """
  }

  /// The root mean square of the relative standard deviations of all levels at a time.
  private func variation(_ time: Int) -> Double {
    let relative = table.targets.indices.compactMap { Self.relative(table.outcomes[time, $0]) }
    return relative.isEmpty ? 0 : (relative.reduce(0) { $0 + $1 * $1 } / Double(relative.count)).squareRoot()
  }

  /// Nil where the mean is 0.
  private static func relative(_ outcome: ProgrammingTable.Outcome) -> Double? {
    outcome.mean > .zero ? outcome.standardDeviation / outcome.mean : nil
  }

  private static func text(_ value: Double) -> String { String(format: "%.5g", value) }
}
