import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices

/// Finds the voltages, factors and series resistances of `SwitchingRules` for an array, with operating points and a few
/// dozen pulses.
public struct RuleCalibration: Sendable {
  private let settings: StorageSettings
  /// Rows of the longest columns of the network's tiles.
  private let rows: Int
  private let engine: any SpiceEngine
  private static let never = 1e9

  public init(settings: StorageSettings, rows: Int, engine: any SpiceEngine) {
    self.settings = settings
    self.rows = rows
    self.engine = engine
  }

  /// - Throws: `SimulationError` if a calibrating simulation fails, `CancellationError`.
  public func rules(progress: (ExperimentProgress) throws -> Void = { _ in }) async throws -> SwitchingRules {
    let stage = "calibrating the switching rules"
    try progress(ExperimentProgress(stage: stage, done: 0, total: 3))
    let set = try await rule(for: true)
    try progress(ExperimentProgress(stage: stage, done: 1, total: 3))
    let reset = try await rule(for: false)
    try progress(ExperimentProgress(stage: stage, done: 2, total: 3))
    let series = try await simulatePoints(calibrationRows, on: engine) { row in
      try await readResistance(medianMemristor(), state: 1, row: row) - medianMemristor().lowResistance.si
    }
    let high = try await readResistance(medianMemristor(), state: 0, row: 0) - series[0]
    let strongest = try await byPulse(writing: true) { attempt in
      overRows(
        try await simulatePoints(calibrationRows, on: engine) { row in
          try await strongestFilament(row: row, attempt: attempt)
        })
    }
    try progress(ExperimentProgress(stage: stage, done: 3, total: 3))
    return SwitchingRules(
      settings: settings, set: set, reset: reset, strongestFilament: strongest, readSeries: overRows(series),
      highResistanceFactor: high / medianMemristor().highResistance.si)
  }

  /// Something of each attempt, found once for all that have the same pulse.
  private func byPulse<Value>(writing bit: Bool, _ find: (_ attempt: Int) async throws -> Value) async throws -> [Value] {
    var known: [CellOperation: Value] = [:]
    var values: [Value] = []
    for attempt in 0..<settings.array.write.attempts {
      let pulse = pulse(writing: bit, attempt: attempt)
      let value = if let value = known[pulse] { value } else { try await find(attempt) }
      known[pulse] = value
      values.append(value)
    }
    return values
  }

  // MARK: Voltages

  /// - Parameter bit: what the pulse writes.
  private func rule(for bit: Bool) async throws -> SwitchingRules.PulseRule {
    let resistances = scores(from: -4.5, through: 4.5, by: 0.25, bit)
    let voltages = try await byPulse(writing: bit) { attempt in
      let tables = try await simulatePoints(calibrationRows, on: engine) { row in
        var logarithms: [Double] = []
        for resistance in resistances {
          logarithms.append(log(try await voltageLeft(writing: bit, resistance, row: row, attempt: attempt)))
        }
        return PiecewiseLinear(x: resistances.map { log($0) }, y: logarithms)
      }
      return zip(calibrationRows, tables).map { (row: $0, table: $1) }
    }
    let samples = scores(from: -2, through: 2, by: 1, bit)
    let factors = try await simulatePoints(samples, on: engine) { try await factor(writing: bit, $0) }
    return SwitchingRules.PulseRule(
      voltages: voltages, factor: PiecewiseLinear(x: samples.map { log($0) }, y: factors))
  }

  /// What a pulse puts across a memristor that conducts as before it switches: from its high-resistance state in a SET,
  /// with its strongest filament in a RESET.
  private func voltageLeft(writing bit: Bool, _ resistance: Double, row: Int, attempt: Int) async throws -> Double {
    let point = try await trial(memristor(writing: bit, resistance), row: row).operatingPoint(
      pulse(writing: bit, attempt: attempt), state: bit ? 0 : 1, on: engine)
    // A transistor that is shut leaves nothing at all, which has no logarithm.
    return max(abs((point.bitLine - point.middle).si), 1e-12)
  }

  /// The voltage across a memristor that a pulse needs to switch it, over its V_SET or V_RESET; found by bisection.
  ///
  /// `never` if no device of that resistance is switched so that a read sees it.
  private func factor(writing bit: Bool, _ resistance: Double) async throws -> Double {
    let row = calibrationRows[calibrationRows.count / 2]
    let left = try await voltageLeft(writing: bit, resistance, row: row, attempt: 0)
    let operation = pulse(writing: bit, attempt: 0)
    func switches(_ factor: Double) async throws -> Bool {
      var memristor = memristor(writing: bit, resistance)
      if bit { memristor.setVoltage = .volts(left / factor) } else { memristor.resetVoltage = .volts(left / factor) }
      let trace = try await trial(memristor, row: row).apply(operation, state: bit ? 0 : 1, on: engine)
      // Half-way between the two states on the scale of resistances, whatever the read's own threshold.
      let (high, low) = (memristor.highResistance.si, memristor.lowResistance.si)
      let conductance = trace.finalState / low + (1 - trace.finalState) / high
      return (conductance > 1 / (high * low).squareRoot()) == bit
    }
    var (fails, works) = (0.5, 2.0)
    guard try await switches(works) else { return Self.never }
    guard try await !switches(fails) else { return fails }
    while works - fails > 5e-4 {
      let middle = (fails + works) / 2
      if try await switches(middle) { works = middle } else { fails = middle }
    }
    return (fails + works) / 2
  }

  // MARK: Resistances

  private func strongestFilament(row: Int, attempt: Int) async throws -> Double {
    var memristor = medianMemristor()
    memristor.setVoltage = .volts(
      try await voltageLeft(writing: true, memristor.highResistance.si, row: row, attempt: attempt) / 2)
    memristor.lowResistance = .ohms(1)
    let trace = try await trial(memristor, row: row).apply(
      pulse(writing: true, attempt: attempt), state: 0, on: engine)
    return 1 / max(trace.finalState, 1e-12)
  }

  private func readResistance(_ memristor: Memristor, state: Double, row: Int) async throws -> Double {
    let read = settings.array.read
    let point = try await trial(memristor, row: row).operatingPoint(
      CellOperation(read.operation(row: row, columns: [])), state: state, on: engine)
    return read.voltage.si / point.sourceLineCurrent.si
  }

  // MARK: Cells

  /// The first, the middle and the last; what lies between is interpolated.
  private var calibrationRows: [Int] { Array(Set([0, rows / 2, rows - 1])).sorted() }

  private func overRows(_ values: [Double]) -> PiecewiseLinear {
    PiecewiseLinear(x: calibrationRows.map(Double.init), y: values)
  }

  /// Resistances of the state that a write of `bit` starts from, so many standard deviations from the median.
  private func scores(from first: Double, through last: Double, by step: Double, _ bit: Bool) -> [Double] {
    let statistics = settings.array.statistics
    let distribution = bit ? statistics.highResistance : statistics.lowResistance
    // Devices without spread give one value.
    return Set(stride(from: first, through: last, by: step).map { distribution.value(standardScore: $0) }).sorted()
  }

  private func medianMemristor() -> Memristor {
    let statistics = settings.array.statistics
    return Memristor(
      setVoltage: .volts(statistics.setVoltage.median), resetVoltage: .volts(statistics.resetVoltage.median),
      lowResistance: .ohms(statistics.lowResistance.median), highResistance: .ohms(statistics.highResistance.median))
  }

  private func memristor(writing bit: Bool, _ resistance: Double) -> Memristor {
    var memristor = medianMemristor()
    if bit { memristor.highResistance = .ohms(resistance) } else { memristor.lowResistance = .ohms(resistance) }
    return memristor
  }

  private func trial(_ memristor: Memristor, row: Int) -> CellTrial {
    CellTrial(memristor, in: settings.surroundings(row: row, rows: rows))
  }

  private func pulse(writing bit: Bool, attempt: Int) -> CellOperation {
    CellOperation(settings.array.write.operation(writing: bit, row: 0, columns: [], attempt: attempt))
  }
}
