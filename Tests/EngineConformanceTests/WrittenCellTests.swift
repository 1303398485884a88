import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

/// The shipped devices written and read in both engines and in whole arrays, by the settings that they bring along.
@Suite struct WrittenCellTests {
  /// Cells in ngspice, as bin/nightly asks for; nil in other runs, which do less.
  static let nightlyCells = ProcessInfo.processInfo.environment["MXBAR_DEVICE_CELLS"].flatMap(Int.init)

  @Test func everyDeviceIsAmongThem() { #expect(WrittenCells.all.map(\.device) == MemristorDevice.names) }

  /// SET, read, RESET, read of a thousand compiled cells, the first of them in ngspice too, without a numerical failure and with
  /// the same bits.
  @Test(arguments: WrittenCells.all) func drawnCellsCycleInBothEngines(cells: WrittenCells) async throws {
    let engine = try CellEngine(
      compiling: MemristorDevice(cells.device), transistors: [cells.accessTransistor()], checks: 0, threads: 1,
      ngspice: NgspiceEngine.shared)
    let compiled = try await cells.cycle(1000, seed: 5, on: engine.cells)
    #expect(engine.compiled?.totals.inNgspice == 0)
    let (set, reset) = (compiled[..<1000], compiled[1000...])
    let limit = cells.readSettings.thresholdCurrent
    #expect(set.filter { $0.current > limit }.count >= 900, "\(set.filter { $0.current > limit }.count) SET")
    #expect(reset.filter { $0.current <= limit }.count >= 900, "\(reset.filter { $0.current <= limit }.count) RESET")
    let count = Self.nightlyCells ?? 10
    let reference = try await cells.cycle(count, seed: 5, on: CellEngine(ngspice: NgspiceEngine.shared).cells)
    let same = Array(set.prefix(count)) + Array(reset.prefix(count))
    let check = EngineCheck(
      zip(same, reference).enumerated().map { ("cell \($0)", $1.0, $1.1) }, read: cells.readSettings)
    #expect(check.bitsThatDiffer == check.bitsAtThreshold && (check.medianCurrentDifference ?? 1) < 1e-3, "\(check)")
    #expect(check.passes, "\(check)")
  }

  /// One row of a whole array SET and RESET, each in one circuit; outside of bin/nightly one of the two.
  @Test(arguments: WrittenCells.all) func wholeArraysConverge(cells: WrittenCells) async throws {
    let (kind, size) = (try MemristorDevice(cells.device), 16)
    let devices = Grid<Memristor>(rows: size, columns: size) { kind.draw(seed: 5, index: $0 * size + $1) }
    for isSet in Self.nightlyCells != nil ? [true, false] : [!cells.device.hasPrefix("vteam")] {
      // The other rows hold both states.
      let states = Grid<Double>(rows: size, columns: size) { $0 == 7 ? (isSet ? 0 : 1) : Double(($0 + $1) % 2) }
      let array = CrossbarArray(
        memristors: devices, states: states, transistor: try cells.accessTransistor(), wires: cells.wires)
      let operation = cells.settings.operation(writing: isSet, row: 7, columns: Array(0..<size), attempt: 0)
      let circuits = try ArrayCircuit.circuits(for: operation, on: array, scope: .array)
      let circuit = try #require(circuits.first)
      let outcomes = circuit.outcomes(of: try await NgspiceEngine.shared.simulate(circuit.deck))
      let written = outcomes.filter { outcome in
        (devices[7, outcome.column].resistance(state: outcome.state) < cells.threshold) == isSet
      }
      #expect(outcomes.count == size && written.count >= size - 2, "\(written.count) of \(size)")
    }
  }
}
