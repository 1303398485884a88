import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting

/// A transistor at one gate voltage, sampled in ngspice.
struct TransistorSampling: Hashable, Sendable {
  var transistor: AccessTransistor
  var gateVoltage: Voltage
  /// Of the column's lines.
  var largestVoltage: Voltage

  /// A table and how far it is from ngspice.
  struct Sampled: Sendable {
    var table: TransistorTable
    /// The largest that was found; see `error(of:)`.
    var error: Double
  }

  /// The largest error that a table may have.
  static let tolerance = 1e-3
  /// From which on the next larger table is tried.
  static let refinement = 2e-4
  /// Rows, and columns of either direction. Where a transistor turns off, its current falls by the row.
  static let sizes = [(rows: 101, columns: 51), (201, 101), (401, 101)]
  /// Currents below this are compared with it, A.
  static let smallestCurrent = 1e-9
  static let errorPoints = 2000
  /// Irrational, so that no two turns are alike: 40 times the golden ratio.
  static let errorPointsPerTurn = 64.72135954999579

  /// - Throws: `CompilationRefusal` where ngspice gives no currents, or a table does not follow them; what ends a study.
  func sampled(on engine: any SpiceEngine) async throws -> Sampled {
    do {
      var found = try await sampled(grid(Self.sizes[0]), on: engine)
      for size in Self.sizes.dropFirst() where found.error > Self.refinement {
        found = try await sampled(grid(size), on: engine)
      }
      guard found.error <= Self.tolerance else {
        throw refusal(
          "a table of its currents at a gate of \(gateVoltage) is off by \(found.error); allowed is \(Self.tolerance)")
      }
      return found
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      throw refusal("its currents at a gate of \(gateVoltage) cannot be sampled: \(error)")
    }
  }

  private func grid(_ size: (rows: Int, columns: Int)) -> TransistorTable.Grid {
    TransistorTable.Grid(largestVoltage: largestVoltage.si, rows: size.rows, columns: size.columns)
  }

  private func refusal(_ reason: String) -> CompilationRefusal {
    CompilationRefusal(device: transistor.model.name, place: "transistor", reason: reason)
  }

  /// Without a judgement of its error.
  func sampled(_ grid: TransistorTable.Grid, on engine: any SpiceEngine) async throws -> Sampled {
    let currents = try await engine.simulate(try gridDeck(grid)).values
    let width = 2 * grid.columns + 1
    let table = TransistorTable(gateVoltage: gateVoltage.si, grid: grid) { row, column in
      let point = row * width + (row % 2 == 0 ? column : -column) + grid.columns
      return (currents[0][point], currents[1][point])
    }
    return Sampled(table: table, error: try await error(of: table, on: engine))
  }

  /// The largest relative error, over points of the lines' range off the grid, of the current that would flow if what lies
  /// between the transistor's lower end and ground, memristor or wire, were a resistance.
  ///
  /// In a follower, a hundredth of the transistor's own current is no millivolt, and the cell's current follows the voltage:
  /// hence the error is relative to I + v_low dI/dv_low, which where the lower end is at ground is I.
  func error(of table: TransistorTable, on engine: any SpiceEngine) async throws -> Double {
    let values = try await engine.simulate(try errorDeck(table.grid)).values
    return values[0].indices.reduce(0) { largest, point in
      let (drain, source) = (values[2][point], values[3][point])
      let reading = table.reading(drain: drain, source: source)
      let (drainSlope, sourceSlope) =
        drain < source
        ? (reading.drainByDrain, reading.bulkByDrain - reading.drainByDrain)
        : (reading.drainBySource, reading.bulkBySource - reading.drainBySource)
      let errors = [(values[0][point], reading.drain, drainSlope), (values[1][point], reading.source, sourceSlope)].map {
        abs($0 - $1) / max(abs($0) + abs(min(drain, source) * $2), Self.smallestCurrent)
      }
      return max(largest, errors[0], errors[1])
    }
  }

  // MARK: Decks

  /// Through the rows to and fro, so that no step is a leap.
  func gridDeck(_ grid: TransistorTable.Grid) throws(NetlistError) -> Deck {
    let width = 2 * grid.columns + 1
    let row = "floor((V(k)+0.5)/\(width))"
    let column = "(V(k)-\(width)*\(row)-\(grid.columns))"
    let side = "(1-2*(\(row)-2*floor((\(row)+0.5)/2)))"
    let step = "(\(TransistorTable.Grid.bends)/\(Double(grid.columns - 1) + TransistorTable.Grid.firstColumn))"
    let place = "max(abs\(column)-\(1 - TransistorTable.Grid.firstColumn),0)"
    return try deck(
      low: "\(grid.knee)*sinh(\(grid.firstRow)+\(grid.rowStep)*\(row))",
      across:
        "sgn\(column)*\(side)*(\(grid.top + grid.margin)-V(low))/\(TransistorTable.Grid.bend)*sinh(\(step)*\(place))",
      points: width * grid.rows)
  }

  /// Points of the lines' range on a path that rises steadily while it goes to and fro, and never falls on the grid. A leap
  /// would let ngspice take a transistor that is still off for the solution.
  func errorDeck(_ grid: TransistorTable.Grid) throws(NetlistError) -> Deck {
    let turns = "(V(k)/\(Self.errorPointsPerTurn))"
    let column = "(2*abs(2*(\(turns)-floor\(turns))-1)-1)"
    return try deck(
      low: "\(grid.knee)*sinh(\(asinh(grid.largestVoltage / grid.knee))*(V(k)+0.5)/\(Self.errorPoints))",
      across:
        "sgn\(column)*(\(grid.largestVoltage)-V(low))/\(TransistorTable.Grid.bend)*sinh(\(TransistorTable.Grid.bends)*abs\(column))",
      points: Self.errorPoints)
  }

  /// - Parameters:
  ///   - low: formula of the lower voltage of drain and source, with the point's number in `V(k)`.
  ///   - across: of drain against source, with the lower one in `V(low)`.
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
    try circuit.add(transistor.element("SAMPLED", drain: "d", gate: "g", source: "s"))
    var options = SolverOptions.operatingPoint
    options.minimumConductance = 1e-15
    options.currentTolerance = 1e-15
    return Deck(
      circuit: circuit, analysis: .sweep(source: "VK", start: 0, stop: Double(points - 1), step: 1),
      probes: [.current(source: "VD"), .current(source: "VS"), .voltage("vd"), .voltage("vs")], options: options)
  }
}
