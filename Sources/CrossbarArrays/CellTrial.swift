import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// One memristor at one place of an array, pulsed and read there: what studies over many drawn cells repeat.
///
/// The circuit is that of `CircuitScope.line`: the cell, its access transistor, its lines and drivers, and the other
/// cells of its column as one transistor that is off.
public struct CellTrial: Sendable {
  public let memristor: Memristor
  public let surroundings: CellSurroundings

  public init(_ memristor: Memristor, in surroundings: CellSurroundings) {
    self.memristor = memristor
    self.surroundings = surroundings
  }

  /// Applies a SET or RESET pulse and watches it.
  /// - Parameter state: of the filament before the pulse, 0 to 1.
  public func apply(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine, timeLimit: Duration? = nil
  ) async throws -> CellTrace {
    let result = try await engine.simulate(try deck(operation, state: state), timeLimit: timeLimit)
    return CellTrace(result, operation: operation)
  }

  /// Holds the cell's lines at an operation's voltages while its filament is still: a read without its waiting.
  public func operatingPoint(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine
  ) async throws -> CellOperatingPoint {
    let result = try await engine.simulate(try deck(operation, state: state, isStatic: true), timeLimit: .seconds(60))
    return CellOperatingPoint(result)
  }

  /// The circuit of an operation, as the engine gets it.
  public func deck(_ operation: CellOperation, state: Double, isStatic: Bool = false) throws(NetlistError) -> Deck {
    let rows = surroundings.rows
    let array = CrossbarArray(
      memristors: Grid(rows: rows, columns: 1, repeating: memristor),
      states: Grid(rows: rows, columns: 1, repeating: state), transistor: surroundings.transistor,
      wires: surroundings.wires, model: surroundings.model)
    let rowOperation = RowOperation(
      kind: operation.kind, row: surroundings.row, columns: [0], amplitude: operation.amplitude,
      wordLineVoltage: operation.wordLineVoltage, pulse: operation.pulse)
    var builder = ArrayCircuitBuilder(rowOperation, array, scope: .line, isHeld: isStatic)
    try builder.addLine(surroundings.row, 0, of: array, canMove: !isStatic)
    return builder.finish(watching: surroundings.row, isStatic ? .operatingPoint : rowOperation.analysis)
  }
}

extension ArrayCircuitBuilder {
  /// Everything about a cell of column 0, as `CellTrace` and `CellOperatingPoint` take it.
  fileprivate func finish(watching row: Int, _ analysis: Analysis) -> Deck {
    let state =
      analysis == .operatingPoint ? [] : [Probe.inner(instance: "XCELL_\(row)_0", node: MemristorModel.stateNode)]
    return Deck(
      circuit: circuit, analysis: analysis,
      probes: [
        .current(source: "VBL0"), .current(source: "VSL0"), .voltage(source("BL", 0)), .voltage(source("SL", 0)),
        .voltage(node("BL", row, 0)), .voltage(middle(row, 0)), .voltage(node("SL", row, 0)),
      ] + state)
  }
}

/// The column in which a cell stands.
public struct CellSurroundings: Sendable {
  /// Cells on the column's lines.
  public var rows: Int
  /// The cell's row; the last one has the most wire between itself and the drivers.
  public var row: Int
  public var transistor: AccessTransistor
  public var wires: Wires
  public var model: MemristorModel

  public init(rows: Int, row: Int, transistor: AccessTransistor, wires: Wires, model: MemristorModel) {
    precondition(row >= 0 && row < rows, "the cell is in the array")
    self.rows = rows
    self.row = row
    self.transistor = transistor
    self.wires = wires
    self.model = model
  }
}

/// One pulse on one cell: which of its lines is driven, and how.
public struct CellOperation: Hashable, Sendable {
  public var kind: RowOperation.Kind
  public var amplitude: Voltage
  public var wordLineVoltage: Voltage
  public var pulse: PulseShape

  public init(kind: RowOperation.Kind, amplitude: Voltage, wordLineVoltage: Voltage, pulse: PulseShape) {
    self.kind = kind
    self.amplitude = amplitude
    self.wordLineVoltage = wordLineVoltage
    self.pulse = pulse
  }

  /// What an operation on a row does to each of its cells.
  public init(_ operation: RowOperation) {
    self.init(
      kind: operation.kind, amplitude: operation.amplitude, wordLineVoltage: operation.wordLineVoltage,
      pulse: operation.pulse)
  }
}
