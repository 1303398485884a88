import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// Simulates pulses on single cells of columns. Studies of many cells need nothing else, and both circuits in ngspice
/// and compiled devices provide it.
///
/// Cells are given many at a time, and results come in the order of the cells. A failed simulation is its own cell's
/// `.failure`; an error that no further simulation can overcome is thrown.
package protocol CellSimulator: Sendable {
  /// Number of batches that callers should keep in progress at a time.
  var capacity: Int { get }
  /// Number of cells per call that makes best use of it; more are allowed.
  var batchSize: Int { get }
  /// Applies a pulse to each cell.
  /// - Returns: one response per pulse, in the same order.
  func apply(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>]
  /// Reads each cell. If a read disturbs the state, `finalState` shows it.
  func read(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>]
  /// Leaves each device at 0 V for a time, for retention.
  /// - Returns: the states at the end, 0 to 1.
  func rest(_ cells: [(memristor: Memristor, state: Double)], for time: Time) async throws -> [Result<Double, SimulationError>]
  /// Pulses one of the four cells of each corner and reports on the three others.
  /// - Parameter state: of all four filaments before the pulse, 0 to 1.
  /// - Returns: for each corner one entry per neighbour, in the order of `Neighbour.allCases`.
  func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>]
}

/// A pulse on one cell.
public struct CellPulse: Sendable {
  /// The cell's device, with its own parameters.
  public var memristor: Memristor
  /// State before the pulse, 0 (HRS) to 1 (LRS).
  public var state: Double
  /// What is applied to the cell's lines.
  public var operation: CellOperation
  /// The column around the cell.
  public var surroundings: CellSurroundings

  /// Nothing is checked here; `state` must be 0 (HRS) to 1 (LRS).
  public init(_ operation: CellOperation, on memristor: Memristor, state: Double, in surroundings: CellSurroundings) {
    self.memristor = memristor
    self.state = state
    self.operation = operation
    self.surroundings = surroundings
  }
}

/// The effect of a pulse on its cell, a summary of a `CellTrace`. Currents are positive from the bit line through the
/// cell to the source line.
public struct CellResponse: Hashable, Sendable {
  /// State after the pulse, 0 (HRS) to 1 (LRS).
  public var finalState: Double
  /// Current into the source line's driver at the end of the plateau. After a SET it is the compliance current.
  public var current: Current
  /// Current out of the bit line's driver at the same time.
  public var bitLineCurrent: Current
  /// Voltages across memristor and transistor at the same time; negative in a RESET.
  public var memristorVoltage, transistorVoltage: Voltage
  /// The largest voltage across the memristor in the pulse's direction, over the whole pulse.
  public var largestMemristorVoltage: Voltage
  /// Energy that both line drivers delivered.
  public var energy: Energy
  /// The largest voltages between the terminals of the cell's transistor over the whole operation.
  public var stress: CellStress

  /// Currents and voltages of a RESET are negative; its energy and `largestMemristorVoltage` are not.
  public init(
    finalState: Double, current: Current, bitLineCurrent: Current, memristorVoltage: Voltage, transistorVoltage: Voltage,
    largestMemristorVoltage: Voltage, energy: Energy, stress: CellStress = CellStress()
  ) {
    self.finalState = finalState
    self.current = current
    self.bitLineCurrent = bitLineCurrent
    self.memristorVoltage = memristorVoltage
    self.transistorVoltage = transistorVoltage
    self.largestMemristorVoltage = largestMemristorVoltage
    self.energy = energy
    self.stress = stress
  }

  /// The summary of a simulated pulse.
  init(_ trace: CellTrace) {
    self.init(
      finalState: trace.finalState, current: trace.plateauCurrent, bitLineCurrent: trace.plateauBitLineCurrent,
      memristorVoltage: trace.plateauMemristorVoltage, transistorVoltage: trace.plateauTransistorVoltage,
      largestMemristorVoltage: trace.largestMemristorVoltage, energy: trace.energy,
      stress: trace.stress)
  }

  /// The response of a cell whose state the pulse does not move, from an operating point. Edges are neglected: the
  /// energy is that of the plateau.
  init(_ point: CellOperatingPoint, _ pulse: CellPulse) {
    let across = point.bitLine - point.middle
    let direction: Double = pulse.operation.kind == .reset ? -1 : 1
    self.init(
      finalState: pulse.state, current: point.sourceLineCurrent, bitLineCurrent: point.bitLineCurrent,
      memristorVoltage: across, transistorVoltage: point.middle - point.sourceLine,
      largestMemristorVoltage: max(.zero, across * direction),
      energy: .joules(
        direction * pulse.operation.amplitude.si * point.bitLineCurrent.si * pulse.operation.pulse.width.si),
      // With the lines at 0 V before the pulse, and at its full height.
      stress: CellStress(
        gate: pulse.operation.wordLineVoltage, drain: [0, point.middle.si], source: [0, point.sourceLine.si]))
  }

  /// The response interpreted as a read.
  public func reading(_ settings: ReadSettings) -> CellReading {
    CellReading(current: current, bitLineCurrent: bitLineCurrent, settings: settings)
  }
}

extension Result where Failure == SimulationError {
  /// The value of a simulation, or the reason why this one gave none.
  /// - Throws: an error that no further simulation can overcome, and any error that is not a simulation's.
  public init(simulating body: () async throws -> Success) async throws {
    do { self = .success(try await body()) } catch let error as SimulationError where error.concernsThisDeckOnly {
      self = .failure(error)
    }
  }
}
