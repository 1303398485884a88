import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting

/// A transistor at one gate voltage, sampled in ngspice to make a `TransistorTable`. Also the key of the tables: equal
/// samplings have equal tables.
struct TransistorSampling: Hashable, Sendable {
  var transistor: AccessTransistor
  /// Constant over the table; the bulk is at ground.
  var gateVoltage: Voltage
  /// The largest voltage of the column's lines, to which the table extends.
  var largestVoltage: Voltage
  /// The lowest voltage of the column's lines, at most 0 V, to which the table extends below.
  var lowestVoltage = Voltage.zero

  /// A table and its error against ngspice.
  struct Sampled: Sendable {
    var table: TransistorTable
    /// The largest error found, relative; see `error(of:at:)`.
    var error: Double
    /// The lower voltage of drain and source at that point, V.
    var worst: Double
  }

  /// Largest relative error that a table may have.
  static let tolerance = 1e-3
  /// Relative error above which a finer table is tried.
  static let refinement = 5e-4
  /// Smaller currents are compared relative to this one, A.
  static let smallestCurrent = 1e-9
  /// Number of points at which a table is compared with ngspice.
  static let errorPoints = 2000
  /// Points per sweep of the drain-source voltage. Irrational (40 times the golden ratio), so that no two sweeps meet
  /// the same voltages.
  static let errorPointsPerTurn = 64.72135954999579

  /// The best table: coarse if that is good enough, else finer ones in turn.
  /// - Throws: `CompilationRefusal` if ngspice gives no currents or no table follows them; errors that end a study.
  func sampled(on engine: any SpiceEngine) async throws -> Sampled {
    do {
      let (largest, lowest) = (largestVoltage.si, lowestVoltage.si)
      var best = try await sampled(TransistorTable.Grid(largestVoltage: largest, lowestVoltage: lowest), on: engine)
      var last = best
      // Cards without a current below the threshold bend where they turn off, and the last tables gather their rows there: as if
      // it were at one voltage, and where it moves with u, in a wider place.
      for (rows, columns, knee) in [(201, 101, nil), (401, 101, largest / 1000), (401, 201, largest / 50)]
      where best.error > (knee == nil ? Self.refinement : Self.tolerance) {
        last = try await sampled(
          TransistorTable.Grid(
            largestVoltage: largest, lowestVoltage: lowest, rows: rows, columns: columns,
            center: knee == nil ? 0 : last.worst, knee: knee), on: engine)
        if last.error < best.error { best = last }
      }
      guard best.error <= Self.tolerance else {
        throw refusal("a table of its currents at a gate of \(gateVoltage) is off by \(best.error); allowed is \(Self.tolerance)")
      }
      return best
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      throw refusal("its currents at a gate of \(gateVoltage) cannot be sampled: \(error)")
    }
  }

  private func refusal(_ reason: String) -> CompilationRefusal {
    CompilationRefusal(device: transistor.model.name, place: "transistor", reason: reason)
  }

  /// The table on a given grid with its error, whatever that is.
  func sampled(_ grid: TransistorTable.Grid, on engine: any SpiceEngine) async throws -> Sampled {
    let result = try await engine.simulate(try gridDeck(grid))
    let sampled = (drain: result.values(of: Self.drainCurrent), source: result.values(of: Self.sourceCurrent))
    let width = 2 * grid.columns + 1
    let table = TransistorTable(gateVoltage: gateVoltage.si, grid: grid) { row, column in
      let point = row * width + (row % 2 == 0 ? column : -column) + grid.columns
      return (sampled.drain[point], sampled.source[point])
    }
    let found = try await error(of: WeightedTables(table), grid: grid, on: engine)
    return Sampled(table: table, error: found.error, worst: found.worst)
  }

  /// The largest error of tables against ngspice at this gate voltage, and the lower voltage of drain and source there, V.
  /// - Parameter grid: between whose points the two are compared.
  func error(
    of table: WeightedTables, grid: TransistorTable.Grid, on engine: any SpiceEngine
  ) async throws -> (error: Double, worst: Double) {
    let result = try await engine.simulate(try errorDeck(grid))
    let exact = (drain: result.values(of: Self.drainCurrent), source: result.values(of: Self.sourceCurrent))
    let (drains, sources) = (result.values(of: Self.drainVoltage), result.values(of: Self.sourceVoltage))
    var found = (error: 0.0, worst: 0.0)
    for point in drains.indices {
      let (drain, source) = (drains[point], sources[point])
      let error = Self.error(
        of: table, at: (drain, source), (exact.drain[point], exact.source[point]), above: found.error)
      if error > found.error { (found.error, found.worst) = (error, min(drain, source)) }
    }
    return found
  }

  /// The error of a table at voltages of drain and source. It is the smallest e such that, if the lower voltage may
  /// move by a share e, the table's currents agree with those of ngspice within a share e.
  ///
  /// The reason: between the lower end and ground is the memristor or a wire, and the transistor acts as a follower of
  /// its gate. An error of its current moves the lower voltage, and the cell's current with it. If the lower end is at
  /// ground, e is the relative error of the current.
  /// - Parameter known: errors up to this one are not resolved, and returned as 0.
  static func error(
    of table: WeightedTables, at ends: (drain: Double, source: Double), _ exact: (drain: Double, source: Double),
    above known: Double = 0
  ) -> Double {
    func isWithin(_ share: Double) -> Bool {
      let shift = abs(min(ends.drain, ends.source)) * share
      // Above the upper voltage the ends would change places.
      let readings = [-shift, 0, min(shift, abs(ends.drain - ends.source))].map {
        ends.drain < ends.source
          ? table.reading(drain: ends.drain + $0, source: ends.source)
          : table.reading(drain: ends.drain, source: ends.source + $0)
      }
      return [(exact.drain, readings.map(\.drain)), (exact.source, readings.map(\.source))].allSatisfy { exact, found in
        let slack = share * max(abs(exact), smallestCurrent)
        return (found.min() ?? .nan) <= exact + slack && (found.max() ?? .nan) >= exact - slack
      }
    }
    if isWithin(known) { return 0 }
    guard isWithin(1) else { return .infinity }
    var (low, high) = (max(known, 1e-15), 1.0)
    while high > 1.01 * low {
      let middle = (low * high).squareRoot()
      if isWithin(middle) { high = middle } else { low = middle }
    }
    return high
  }

  // MARK: Decks

  private static let drainCurrent = Probe.current(source: "VD")
  private static let sourceCurrent = Probe.current(source: "VS")
  private static let drainVoltage = Probe.voltage("vd")
  private static let sourceVoltage = Probe.voltage("vs")

  /// The deck that samples the grid. It goes through the rows in alternating direction, so that no step is large.
  func gridDeck(_ grid: TransistorTable.Grid) throws(NetlistError) -> Deck {
    let width = 2 * grid.columns + 1
    let row = "floor((V(k)+0.5)/\(width))"
    let column = "(V(k)-\(width)*\(row)-\(grid.columns))"
    let side = "(1-2*(\(row)-2*floor((\(row)+0.5)/2)))"
    let step = "(\(TransistorTable.Grid.bends)/\(Double(grid.columns - 1) + TransistorTable.Grid.firstColumn))"
    let place = "max(abs\(column)-\(1 - TransistorTable.Grid.firstColumn),0)"
    return try deck(
      low: "\(grid.center)+\(grid.knee)*sinh(\(grid.firstRow)+\(grid.rowStep)*\(row))",
      across:
        "sgn\(column)*\(side)*(\(grid.top + grid.margin)-V(low))/\(TransistorTable.Grid.bend)*sinh(\(step)*\(place))",
      points: width * grid.rows)
  }

  /// The deck of the points of comparison. Their path rises steadily while the drain-source voltage sweeps back and
  /// forth, and never meets the grid. A large step could lead ngspice to the wrong solution, of a transistor that is
  /// still off.
  func errorDeck(_ grid: TransistorTable.Grid) throws(NetlistError) -> Deck {
    let turns = "(V(k)/\(Self.errorPointsPerTurn))"
    let column = "(2*abs(2*(\(turns)-floor\(turns))-1)-1)"
    let first = asinh((grid.lowestVoltage - grid.center) / grid.knee)
    let step = (asinh((grid.largestVoltage - grid.center) / grid.knee) - first) / Double(Self.errorPoints)
    return try deck(
      low: "\(grid.center)+\(grid.knee)*sinh(\(first)+\(step)*(V(k)+0.5))",
      across:
        "sgn\(column)*(\(grid.largestVoltage)-V(low))/\(TransistorTable.Grid.bend)*sinh(\(TransistorTable.Grid.bends)*abs\(column))",
      points: Self.errorPoints)
  }

  /// - Parameters:
  ///   - low: formula of the lower voltage of drain and source, with the point's number in `V(k)`.
  ///   - across: of drain against source, with the lower one in `V(low)`.
  /// A sweep over the numbered points, with the voltages computed from the number and the currents measured by 0 V
  /// sources.
  private func deck(low: String, across: String, points: Int) throws(NetlistError) -> Deck {
    let library = try ModelLibrary(
      text: """
        .subckt sampled_voltages k drain source
        Blow low 0 V = \(low)
        Bacross across 0 V = \(across)
        Bdrain drain 0 V = V(low)+max(V(across),0)
        Bsource source 0 V = V(low)+max(-V(across),0)
        .ends
        """, source: "voltages of a transistor's samples")
    var circuit = Circuit(title: "currents of a transistor, sampled", comments: ["k numbers the samples"])
    circuit.include(library)
    circuit.include(transistor.model.library)
    try circuit.add("VK", .voltageSource(plus: "k", minus: .ground, .constant(0)))
    try circuit.add("VG", .voltageSource(plus: "g", minus: .ground, .constant(gateVoltage.si)))
    try circuit.add("XVOLTAGES", .subcircuit(["k", "vd", "vs"], name: "sampled_voltages", parameters: []))
    try circuit.add("VD", .voltageSource(plus: "vd", minus: "d", .constant(0)))
    try circuit.add("VS", .voltageSource(plus: "vs", minus: "s", .constant(0)))
    try circuit.add(transistor.element("MSAMPLED", drain: "d", gate: "g", source: "s"))
    var options = SolverOptions.operatingPoint.at(transistor.temperature)
    options.minimumConductance = 1e-15
    options.currentTolerance = 1e-15
    return Deck(
      circuit: circuit, analysis: .sweep(source: "VK", start: 0, stop: Double(points - 1), step: 1),
      probes: [Self.drainCurrent, Self.sourceCurrent, Self.drainVoltage, Self.sourceVoltage], options: options)
  }
}
