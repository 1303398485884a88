import CrossbarPrimitives
import Netlisting

extension RowOperation {
  /// The operation as an operating point: constant voltages, and every filament held at its state.
  public func frozenExport(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    let selected = scope == .array ? columns : Array(columns.prefix(1))
    let circuit = try ArrayCircuitBuilder.circuit(
      drive(array, isFrozen: true), array, scope: scope, column: selected.first ?? 0)
    return DeckExport(
      deck: Deck(circuit: circuit, analysis: .operatingPoint, probes: selected.map { ArrayCircuit.current($0) }),
      measures: selected.map { column in
        Measure(
          "i_vsl\(column)", .value, of: ArrayCircuit.current(column),
          meaning: "current into source line \(column)'s sense node")
      })
  }
}

/// A product of a vector and the array's conductances: voltages on the bit lines, all transistors on, and source lines
/// along the rows that sum the currents of their cells into sense nodes at 0 V.
public struct AnalogProduct: Hashable, Sendable {
  /// One a column.
  public var inputs: [Voltage]
  public var wordLineVoltage: Voltage
  /// The row that a circuit of scope line is of.
  public var row: Int

  public init(inputs: [Voltage], wordLineVoltage: Voltage, row: Int) {
    self.inputs = inputs
    self.wordLineVoltage = wordLineVoltage
    self.row = row
  }

  /// The product as an operating point, every filament held at its state.
  public func export(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    precondition(inputs.count == array.columns, "one input a column")
    let drive = ArrayDrive(
      title: "vector-matrix product with a \(array.rows) x \(array.columns) 1T1R array",
      comments: [
        "bit lines at the inputs, all word lines at \(wordLineVoltage), every filament held at its state",
        "source lines run along rows: VSLr senses the sum of row r's cells",
      ],
      sourceLines: .alongRows, wordLineVoltages: Array(repeating: .constant(wordLineVoltage.si), count: array.rows),
      bitLineVoltages: inputs.map { .constant($0.si) },
      sourceLineVoltages: Array(repeating: .constant(0), count: array.rows), row: row, movingColumns: [])
    let rows = scope == .array ? Array(0..<array.rows) : [row]
    return DeckExport(
      deck: Deck(
        circuit: try ArrayCircuitBuilder.circuit(drive, array, scope: scope, column: 0), analysis: .operatingPoint,
        probes: rows.map { ArrayCircuit.current($0) }),
      measures: rows.map { row in
        Measure("i_vsl\(row)", .value, of: ArrayCircuit.current(row), meaning: "output \(row): current into row \(row)'s sense node")
      })
  }
}
