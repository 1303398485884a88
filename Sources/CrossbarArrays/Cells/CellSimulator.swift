import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// What happens to single cells of columns: the one question that studies of many cells ask, and that circuits in ngspice and
/// compiled devices both answer.
///
/// Cells are given many at a time. A simulation that gives no result is its cell's outcome; what no further simulation can
/// overcome is thrown.
public protocol CellSimulator: Sendable {
  /// How many batches to keep under way.
  var capacity: Int { get }
  /// How many cells are worth giving it at a time.
  var batchSize: Int { get }
  /// Applies a pulse to each cell.
  func apply(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>]
  /// Reads each cell. A state that the read moves is one that has moved in the response.
  func read(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>]
  /// Leaves each device at 0 V.
  /// - Returns: the states at the end.
  func rest(_ cells: [(memristor: Memristor, state: Double)], for time: Time) async throws -> [Result<Double, SimulationError>]
  /// Pulses one of four cells of each corner and watches the three others, all in the same state before.
  func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>]
}

/// A pulse on one cell.
public struct CellPulse: Sendable {
  public var memristor: Memristor
  /// Before the pulse, 0 (HRS) to 1 (LRS).
  public var state: Double
  public var operation: CellOperation
  public var surroundings: CellSurroundings

  public init(_ operation: CellOperation, on memristor: Memristor, state: Double, in surroundings: CellSurroundings) {
    self.memristor = memristor
    self.state = state
    self.operation = operation
    self.surroundings = surroundings
  }
}

/// What a pulse did to its cell. Currents are positive from the bit line through the cell to the source line.
public struct CellResponse: Hashable, Sendable {
  /// 0 (HRS) to 1 (LRS).
  public var finalState: Double
  /// Into the source line's driver at the end of the plateau; what a SET ends at is its compliance.
  public var current: Current
  /// Out of the bit line's driver then.
  public var bitLineCurrent: Current
  /// Across the memristor and across the transistor then.
  public var memristorVoltage, transistorVoltage: Voltage
  /// The largest voltage, in the pulse's direction, that the memristor ever saw.
  public var largestMemristorVoltage: Voltage
  /// What both line drivers delivered.
  public var energy: Energy

  public init(
    finalState: Double, current: Current, bitLineCurrent: Current, memristorVoltage: Voltage, transistorVoltage: Voltage,
    largestMemristorVoltage: Voltage, energy: Energy
  ) {
    self.finalState = finalState
    self.current = current
    self.bitLineCurrent = bitLineCurrent
    self.memristorVoltage = memristorVoltage
    self.transistorVoltage = transistorVoltage
    self.largestMemristorVoltage = largestMemristorVoltage
    self.energy = energy
  }

  init(_ trace: CellTrace) {
    self.init(
      finalState: trace.finalState, current: trace.plateauCurrent, bitLineCurrent: trace.plateauBitLineCurrent,
      memristorVoltage: trace.plateauMemristorVoltage, transistorVoltage: trace.plateauTransistorVoltage,
      largestMemristorVoltage: trace.largestMemristorVoltage, energy: trace.energy)
  }

  /// Of a state that a pulse leaves where it is: nothing but the plateau counts.
  init(_ point: CellOperatingPoint, _ pulse: CellPulse) {
    let across = point.bitLine - point.middle
    let direction: Double = pulse.operation.kind == .reset ? -1 : 1
    self.init(
      finalState: pulse.state, current: point.sourceLineCurrent, bitLineCurrent: point.bitLineCurrent,
      memristorVoltage: across, transistorVoltage: point.middle - point.sourceLine,
      largestMemristorVoltage: max(.zero, across * direction),
      energy: .joules(
        direction * pulse.operation.amplitude.si * point.bitLineCurrent.si * pulse.operation.pulse.width.si))
  }

  /// As a read shows it.
  public func reading(_ settings: ReadSettings) -> CellReading {
    CellReading(current: current, bitLineCurrent: bitLineCurrent, settings: settings)
  }
}

extension Result where Failure == SimulationError {
  /// What a simulation gives, or why this one gave nothing.
  /// - Throws: an error that no further simulation can overcome, and whatever is no simulation's.
  public init(simulating body: () async throws -> Success) async throws {
    do { self = .success(try await body()) } catch let error as SimulationError where error.concernsThisDeckOnly {
      self = .failure(error)
    }
  }
}
