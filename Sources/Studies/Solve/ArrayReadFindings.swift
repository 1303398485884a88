import ArrayFiles
import CrossbarPrimitives
import Foundation
import Reporting

/// The results of a read of a resistor array: output currents and, if asked for, all node voltages.
public struct ArrayReadFindings: StudyFindings {
  /// As it was run, with the resistances and the driver voltages of all inputs.
  public let study: ArrayReadStudy
  /// Of the study's own solver; that of the other one is only compared.
  public let result: ArrayReadResult
  public let figures: ArrayReadFigures

  init(study: ArrayReadStudy, result: ArrayReadResult, comparison: ReadComparison?) {
    self.study = study
    self.result = result
    figures = ArrayReadFigures(study, result, comparison)
  }

  public var headline: String? {
    let compared = figures.comparison.map { "; both solvers agree within \(scientific($0.largestRelativeDifference))" } ?? ""
    return "The \(figures.rows) x \(figures.columns) array gives \(range) at its columns\(compared)."
  }

  public var text: String {
    var how = "\(figures.engine.rawValue), \(seconds(figures.solveSeconds))"
    if let iterations = figures.iterations, let residual = figures.residual {
      how += ", \(iterations) iterations, residual \(scientific(residual))"
      if figures.method == "direct" { how += "; the iteration took too long and elimination took over" }
    }
    if let accuracy = figures.accuracy, accuracy > study.tolerance {
      how +=
        "\n  accuracy            \(scientific(accuracy)) of the worst current; the "
        + "\(SpiceNumber.shortest(study.tolerance)) asked for is beyond double precision here"
    }
    if let other = figures.comparison {
      how +=
        "\n  \(column(other.engine.rawValue, 20))\(seconds(other.solveSeconds)), largest difference "
        + "\(amperes(other.largestDifference)), relative \(scientific(other.largestRelativeDifference)) at input "
        + "\(other.input), column \(other.column)"
    }
    return """
      \(figures.inputs) \(figures.inputs == 1 ? "input" : "inputs") of a \(figures.rows) x \(figures.columns) array

        output currents     \(range)
        solved by           \(how)
      """
  }

  /// From the smallest to the largest output current of all inputs.
  private var range: String {
    let all = figures.outputCurrent.joined()
    return "\(amperes(all.min() ?? .zero)) to \(amperes(all.max() ?? .zero))"
  }

  private func seconds(_ value: Double) -> String { SIPrefix.text(value, unit: "s", digits: 3) }
  private func amperes(_ value: Current) -> String { SIPrefix.text(value.si, unit: "A", digits: 6) }
  private func scientific(_ value: Double) -> String { String(format: "%.1e", value) }

  /// Writes `solution.npz`, an archive of NumPy arrays.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(NPZArchive.data(arrays), to: "solution.npz")
  }

  /// The arrays in `solution.npz`, by name: outputs inputs × columns; node values inputs × rows × columns.
  var arrays: [String: NPYArray] {
    let (rows, columns) = (study.resistances.rows, study.resistances.columns)
    var arrays = [
      "output_current_A": NPYArray(
        shape: [study.inputs, columns], values: result.outputCurrents.flatMap { $0 }),
      "solve_seconds": NPYArray(shape: [], values: [result.time / .seconds(1)]),
    ]
    if let iterations = result.iterations { arrays["iterations"] = NPYArray(shape: [], values: [Double(iterations)]) }
    if let residual = result.residual { arrays["residual"] = NPYArray(shape: [], values: [residual]) }
    guard !result.nodes.isEmpty else { return arrays }
    func stack(_ grid: (ReadNodes) -> Grid<Double>) -> NPYArray {
      NPYArray(shape: [study.inputs, rows, columns], values: result.nodes.flatMap { grid($0).elements })
    }
    arrays["row_voltage_V"] = stack(\.rowVoltages)
    arrays["column_voltage_V"] = stack(\.columnVoltages)
    arrays["cell_current_A"] = stack(\.cellCurrents)
    arrays["row_current_A"] = stack(\.rowCurrents)
    arrays["column_current_A"] = stack(\.columnCurrents)
    return arrays
  }

  /// Maps of the first input's node values; none if they were not kept.
  public var charts: [NamedChart] {
    guard let nodes = result.nodes.first else { return [] }
    let drivers = (0..<study.voltages.rows).map { study.voltages[$0, 0] }
    let suffix = study.inputs > 1 ? ", input 0" : ""
    func map(_ name: String, _ title: String, _ values: Grid<Double>, _ quantity: String, _ unit: String) -> NamedChart? {
      guard values.elements.contains(where: \.isFinite) else { return nil }
      var map = HeatMap(title: title + suffix, values: values, colourAxis: ChartAxis(quantity, unit: unit))
      (map.rowLabel, map.columnLabel) = ("Row", "Column")
      return NamedChart(name, map)
    }
    return [
      map("row-voltage", "Voltage of the row wires", nodes.rowVoltages, "Voltage", "V"),
      map("column-voltage", "Voltage of the column wires", nodes.columnVoltages, "Voltage", "V"),
      map("cell-current", "Current through the cells", nodes.cellCurrents, "Current", "A"),
      map("ir-drop", "Voltage lost in wires", nodes.lostVoltages(drivers), "IR drop", "V"),
    ].compactMap { $0 }
  }
}
