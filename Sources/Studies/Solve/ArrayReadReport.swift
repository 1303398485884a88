import ArrayFiles
import CrossbarPrimitives
import Foundation
import Reporting

/// The figures of a read, as `mxbar solve --json` prints them.
public struct ArrayReadSummary: Encodable, Sendable {
  public let engine: String
  public let rows: Int
  public let columns: Int
  public let inputs: Int
  /// Inputs x columns.
  public let outputCurrents: [[Double]]
  public let solveSeconds: Double
  public let iterations: Int?
  public let residual: Double?
  /// How well the worst output current is known, relative to itself; nil for ngspice.
  public let accuracy: Double?
  private let tolerance: Double
  public let method: String?
  public let comparison: ReadComparison?

  private enum CodingKeys: String, CodingKey {
    case engine, rows, columns, inputs, iterations, residual, accuracy, method, comparison
    case outputCurrents = "output_current_A"
    case solveSeconds = "solve_seconds"
  }

  public init(_ read: ArrayRead, _ result: ArrayReadResult, _ comparison: ReadComparison?) {
    engine = result.engine
    rows = read.resistances.rows
    columns = read.resistances.columns
    inputs = read.inputs
    outputCurrents = result.outputCurrents
    solveSeconds = result.time / .seconds(1)
    iterations = result.iterations
    residual = result.residual
    accuracy = result.accuracy
    tolerance = read.tolerance
    method = result.method?.rawValue
    self.comparison = comparison
  }

  /// For a person.
  public func text(folder: String) -> String {
    let all = outputCurrents.flatMap { $0 }
    func seconds(_ value: Double) -> String { SIPrefix.text(Double(String(format: "%.3g", value)) ?? value, unit: "s") }
    func amperes(_ value: Double) -> String { SIPrefix.text(Double(String(format: "%.6g", value)) ?? value, unit: "A") }
    var how = "\(engine), \(seconds(solveSeconds))"
    if let iterations, let residual {
      how += ", \(iterations) iterations, residual \(String(format: "%.1e", residual))"
      if method == "direct" { how += "; the iteration took too long and elimination took over" }
    }
    if let accuracy, accuracy > tolerance {
      how +=
        "\n  accuracy            \(String(format: "%.1e", accuracy)) of the worst current; the \(SpiceNumber.shortest(tolerance)) "
        + "asked for is beyond double precision here"
    }
    let compared =
      comparison.map {
        "\n  \($0.engine.padding(toLength: 20, withPad: " ", startingAt: 0))\(seconds($0.solveSeconds)), largest difference "
          + "\(amperes($0.largestDifference)), relative \(String(format: "%.1e", $0.largestRelativeDifference)) at input "
          + "\($0.input), column \($0.column)"
      } ?? ""
    return """
      \(inputs) \(inputs == 1 ? "input" : "inputs") of a \(rows) x \(columns) array

        output currents     \(amperes(all.min() ?? 0)) to \(amperes(all.max() ?? 0))
        solved by           \(how)\(compared)
        results in          \(folder)
      """
  }
}

/// The files of a read.
public struct ArrayReadReport: RunReport {
  public let read: ArrayRead
  public let result: ArrayReadResult

  public init(_ read: ArrayRead, _ result: ArrayReadResult) {
    self.read = read
    self.result = result
  }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(NPZArchive.data(arrays), to: "solution.npz")
  }

  /// By the names they have in `solution.npz`.
  var arrays: [String: NPYArray] {
    let (rows, columns) = (read.resistances.rows, read.resistances.columns)
    var arrays = [
      "output_current_A": NPYArray(
        shape: [read.inputs, columns], values: result.outputCurrents.flatMap { $0 }),
      "solve_seconds": NPYArray(shape: [], values: [result.time / .seconds(1)]),
    ]
    if let iterations = result.iterations { arrays["iterations"] = NPYArray(shape: [], values: [Double(iterations)]) }
    if let residual = result.residual { arrays["residual"] = NPYArray(shape: [], values: [residual]) }
    guard !result.nodes.isEmpty else { return arrays }
    func stack(_ grid: (ReadNodes) -> Grid<Double>) -> NPYArray {
      NPYArray(shape: [read.inputs, rows, columns], values: result.nodes.flatMap { grid($0).elements })
    }
    arrays["row_voltage_V"] = stack(\.rowVoltages)
    arrays["column_voltage_V"] = stack(\.columnVoltages)
    arrays["cell_current_A"] = stack(\.cellCurrents)
    arrays["row_current_A"] = stack(\.rowCurrents)
    arrays["column_current_A"] = stack(\.columnCurrents)
    return arrays
  }

  public var charts: [NamedChart] {
    guard let nodes = result.nodes.first else { return [] }
    let drivers = (0..<read.voltages.rows).map { read.voltages[$0, 0] }
    let suffix = read.inputs > 1 ? ", input 0" : ""
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
