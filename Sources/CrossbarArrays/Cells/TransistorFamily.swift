import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import MemristorDevices

/// What the transistors of all cells at one gate voltage have in common; each differs by its own deviation.
enum TransistorDesign: Sendable {
  case equations(CompiledTransistor)
  /// `on` is one table, or several at gate voltages around the cells' own for cells whose thresholds are shifted.
  /// `charge` is what an off transistor adds to its lines.
  case tables(on: [TransistorTable], off: TransistorTable, charge: Capacitance)

  /// What each off transistor adds at its node of bit and source lines; 0 for equations, which have no charges.
  var cellCapacitance: Capacitance {
    switch self {
    case .equations: .zero
    case .tables(_, _, let charge): charge
    }
  }

  /// A cell's own transistor.
  /// - Parameter gateVoltage: of its word line.
  func transistor(_ deviation: TransistorDeviation, gateVoltage: Voltage) -> CellTransistor {
    switch self {
    case .equations(let equations):
      guard deviation != TransistorDeviation() else { return .equations(equations) }
      return .equations(equations.deviating(threshold: deviation.thresholdShift.si, gain: deviation.gain))
    case .tables(let on, let off, _):
      guard on.count > 1 else {
        return .tables(
          on: WeightedTables(gateVoltage: gateVoltage.si, parts: on.map { .init($0, weight: deviation.gain) }), off: off)
      }
      return .tables(
        on: WeightedTables(
          on, gateVoltage: gateVoltage.si, thresholdShift: deviation.thresholdShift.si, gain: deviation.gain), off: off)
    }
  }
}

/// Tables of one transistor at gate voltages around that of the cells: a threshold voltage higher by Δ is a gate lower by Δ,
/// and between the tables currents are interpolated.
struct TransistorFamily: Hashable, Sendable {
  /// At the cells' gate voltage.
  private let center: TransistorSampling
  /// Standard deviation of the threshold voltage, above 0.
  private let spread: Voltage

  init(_ center: TransistorSampling, spread: Voltage) { (self.center, self.spread) = (center, spread) }

  /// Standard deviations on either side of the center: more is met by one cell in 500 million.
  static let reach = 6.0
  /// Intervals between the tables, tried in turn until the interpolation is good enough: three where all gate voltages are well
  /// above the threshold, more below it, where a current grows e-fold in some 35 mV. Those of one are among those of the next.
  static let intervals = [3, 6, 12, 24]

  /// One per table, by rising gate voltage.
  func samplings(_ intervals: Int) -> [TransistorSampling] {
    (0...intervals).map { place in
      var one = center
      one.gateVoltage = center.gateVoltage + spread * (Self.reach * (2 * Double(place) / Double(intervals) - 1))
      return one
    }
  }

  /// Tables that are good enough, with the largest error of the interpolation between them.
  /// - Parameter table: gives the table of a sampling.
  /// - Throws: `CompilationRefusal` if none are.
  func tables(
    on engine: any SpiceEngine, _ table: @escaping @Sendable (TransistorSampling) async throws -> TransistorTable
  ) async throws -> (tables: [TransistorTable], error: Double) {
    var best: (tables: [TransistorTable], error: Double) = ([], .infinity)
    for intervals in Self.intervals where best.error > TransistorSampling.refinement {
      let tables = try await samplings(intervals).mapConcurrently(atMost: engine.capacity + 1, table)
      let error = try await error(of: tables, on: engine)
      if error < best.error { best = (tables, error) }
    }
    guard best.error <= TransistorSampling.tolerance else {
      throw CompilationRefusal(
        device: center.transistor.model.name, place: "transistor",
        reason: "with threshold voltages that spread by \(spread), its currents between tables of gate voltages are off by "
          + "\(best.error); allowed is \(TransistorSampling.tolerance)")
    }
    return best
  }

  /// The largest error of the interpolation, relative: half-way between the first two tables, between those at the center, and
  /// between the last two.
  private func error(of tables: [TransistorTable], on engine: any SpiceEngine) async throws -> Double {
    var largest = 0.0
    for place in Set([0, tables.count / 2 - 1, tables.count - 2]).sorted() {
      let gate = (tables[place].gateVoltage + tables[place + 1].gateVoltage) / 2
      var between = center
      between.gateVoltage = .volts(gate)
      let sum = WeightedTables(tables, gateVoltage: gate, thresholdShift: 0, gain: 1)
      largest = max(largest, try await between.error(of: sum, grid: tables[place].grid, on: engine).error)
    }
    return largest
  }
}
