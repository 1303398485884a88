import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// How wide must the access transistor be? Many drawn cells, the same ones for every transistor and setting, are SET and
/// RESET as transients at the far corner of an array, and read.
public struct SizingExperiment: Sendable {
  public var statistics: DeviceStatistics
  public var memristorModel: MemristorModel
  public var seed: UInt64
  /// Cells drawn.
  public var count: Int
  /// Of the array; the cells stand in its last row, farthest from the drivers.
  public var rows: Int
  public var wires: Wires
  public var transistors: [SizingTransistor]
  /// Word-line voltages in a SET.
  public var gateVoltages: [Voltage]
  /// Amplitudes of SET and RESET.
  public var writeVoltages: [Voltage]
  /// How far the word line is boosted above the source line in a RESET.
  public var resetGateBoost: Voltage
  public var pulse: PulseShape
  public var read: ReadSettings
  /// The share of cells, 0 to 1, that is to be SET and that is to be RESET.
  public var target: Double

  public init(
    statistics: DeviceStatistics, memristorModel: MemristorModel, seed: UInt64, count: Int, rows: Int, wires: Wires,
    transistors: [SizingTransistor], gateVoltages: [Voltage], writeVoltages: [Voltage], resetGateBoost: Voltage,
    pulse: PulseShape, read: ReadSettings, target: Double
  ) {
    self.statistics = statistics
    self.memristorModel = memristorModel
    self.seed = seed
    self.count = count
    self.rows = rows
    self.wires = wires
    self.transistors = transistors
    self.gateVoltages = gateVoltages
    self.writeVoltages = writeVoltages
    self.resetGateBoost = resetGateBoost
    self.pulse = pulse
    self.read = read
    self.target = target
  }

  /// Every write that is tried: a RESET does not depend on the gate voltage of the SET, and is simulated once for all of them.
  public var writes: [SizingWrite] {
    transistors.indices.flatMap { transistor in
      writeVoltages.flatMap { amplitude in
        [SizingWrite(transistor: transistor, amplitude: amplitude, gateVoltage: nil)]
          + gateVoltages.map { SizingWrite(transistor: transistor, amplitude: amplitude, gateVoltage: $0) }
      }
    }
  }

  /// A simulation that fails is its cell's outcome, and the others go on.
  /// - Parameter finished: is told each cell's outcome when it is known, in no certain order.
  /// - Throws: `CancellationError`, an engine that is lost or missing, a circuit that is refused, and what the closures throw.
  public func run(
    on engine: any SpiceEngine, finished: (SizingWrite, SizingOutcome) throws -> Void = { _, _ in },
    progress: (ExperimentProgress) throws -> Void = { _ in }
  ) async throws -> SizingResult {
    let writes = writes
    let surroundings = try await simulatePoints(writes, on: engine) { try await self.surroundings(of: $0, on: engine) }
    let demands = try await simulatePoints(Array(0..<count), on: engine) { cell in
      try await Self.resultIfAny { try await self.demand(ofCell: cell, on: engine) }
    }
    let points = writes.indices.flatMap { write in (0..<count).map { (write: write, cell: $0) } }
    var done = 0
    let outcomes = try await simulatePoints(points, on: engine) { index, outcome in
      try finished(writes[points[index].write], outcome)
      done += 1
      try progress(ExperimentProgress(stage: "writing cells", done: done, total: points.count))
    } _: { point in
      try await self.outcome(of: writes[point.write], cell: point.cell, on: engine)
    }
    let results = writes.enumerated().map { index, write in
      SizingWriteResult(
        write: write, surroundings: surroundings[index], outcomes: Array(outcomes[index * count..<(index + 1) * count]))
    }
    return SizingResult(experiment: self, demands: demands, writes: results)
  }

  // MARK: Simulations

  private func outcome(of write: SizingWrite, cell: Int, on engine: any SpiceEngine) async throws -> SizingOutcome {
    let trial = trial(of: cell, write)
    do {
      let operation = operation(write)
      let trace = try await trial.apply(operation, state: write.isSet ? 0 : 1, on: engine)
      let point = try await trial.operatingPoint(readOperation, state: trace.finalState, on: engine)
      let outcome = WrittenCell(
        write, operation: operation, memristor: trial.memristor, trace: trace, point: point, read: read)
      return SizingOutcome(cell: cell, memristor: trial.memristor, result: .success(outcome))
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      return SizingOutcome(cell: cell, memristor: trial.memristor, result: .failure(error))
    }
  }

  private func surroundings(of write: SizingWrite, on engine: any SpiceEngine) async throws -> WriteSurroundings {
    let trial = trial(of: 0, write)
    var closed = operation(write)
    closed.wordLineVoltage = .zero
    // The column's bit line at the write voltage with every gate off: what it draws is leakage.
    closed.kind = .set
    return WriteSurroundings(
      loadCurve: try await Self.resultIfAny { try await trial.loadCurve(operation(write), on: engine) },
      leakage: try await Self.resultIfAny { [closed] in
        try await trial.operatingPoint(closed, state: 1, on: engine).bitLineCurrent
      })
  }

  /// Nil where a simulation beside the cells' own gives no result: the cells go on without it.
  private static func resultIfAny<Value>(_ simulate: () async throws -> Value) async throws -> Value? {
    do { return try await simulate() } catch let error as SimulationError where error.concernsThisDeckOnly { return nil }
  }

  private func demand(ofCell cell: Int, on engine: any SpiceEngine) async throws -> SwitchingDemand {
    let bench = DeviceBench(model: memristorModel, engine: engine)
    let memristor = statistics.draw(seed: seed, index: cell)
    return SwitchingDemand(
      memristor: memristor,
      set: try await bench.read(memristor, states: [0], at: memristor.setVoltage)[0],
      reset: try await bench.read(memristor, states: [1], at: memristor.resetVoltage)[0])
  }

  /// A cell in its place behind one of the transistors; also what decks are made from for people to look at.
  public func trial(of cell: Int, _ write: SizingWrite) -> CellTrial {
    CellTrial(
      statistics.draw(seed: seed, index: cell),
      in: CellSurroundings(
        rows: rows, row: rows - 1, transistor: transistors[write.transistor].transistor, wires: wires, model: memristorModel))
  }

  public func operation(_ write: SizingWrite) -> CellOperation {
    CellOperation(
      kind: write.isSet ? .set : .reset, amplitude: write.amplitude,
      wordLineVoltage: write.gateVoltage ?? write.amplitude + resetGateBoost, pulse: pulse)
  }

  private var readOperation: CellOperation {
    CellOperation(kind: .read, amplitude: read.voltage, wordLineVoltage: read.gateVoltage, pulse: read.pulse)
  }
}

/// One of the transistors that are compared.
public struct SizingTransistor: Hashable, Sendable {
  /// The section of the transistor's library, such as `tt`; or `built-in`, `ideal`, or the name of a file.
  public var corner: String
  /// Its width and length are zero for an ideal switch.
  public var transistor: AccessTransistor

  public init(corner: String, transistor: AccessTransistor) {
    self.corner = corner
    self.transistor = transistor
  }

  public var width: Length { transistor.width }
  public var length: Length { transistor.length }
}

/// A SET or RESET with one of the transistors.
public struct SizingWrite: Hashable, Sendable {
  /// Its number among the experiment's.
  public let transistor: Int
  public let amplitude: Voltage
  /// Of the word line in a SET; nil for a RESET.
  public let gateVoltage: Voltage?

  public var isSet: Bool { gateVoltage != nil }
}
