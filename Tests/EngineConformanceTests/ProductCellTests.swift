import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge
import Testing

/// What a cell with its resistor and transistor conducts in a product: compiled, and as a circuit.
@Suite struct ProductCellTests {
  private let pulse = PulseShape(width: .milliseconds(1), edge: .microseconds(10))

  private func cells(
    _ device: MemristorDevice, _ transistor: AccessTransistor, read: Double, gate: Double, series: Double
  ) -> ProductCells {
    let grid = Grid<ProductCell?>(rows: 11, columns: 2) { row, column in
      if row == 4, column == 0 { return nil }
      let number = 2 * row + column
      return ProductCell(
        device.draw(seed: 3, index: number), state: Double(row) / 10, transistor: transistor.ofCell(number, seed: 3))
    }
    return ProductCells(
      grid,
      read: CellOperation(kind: .read, amplitude: .volts(read), wordLineVoltage: .volts(gate), pulse: pulse),
      seriesResistance: .ohms(series))
  }

  @Test(arguments: [("ag-mos2", 0.1, 0.0), ("ag-mos2", 0.3, 10_000), ("sky130-hfo2", 0.2, 0), ("vteam-1v", 0.2, 5_000)])
  func compiledCellsConductAsTheirCircuits(device: String, read: Double, series: Double) async throws {
    let device = try MemristorDevice(device)
    // A small transistor, so that it takes its share of the voltage, and one that differs from cell to cell.
    var transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(3), length: .micrometers(0.6))
    transistor.spread.threshold = .millivolts(30)
    transistor.spread.gain = 0.05
    let cells = cells(device, transistor, read: read, gate: 2.5, series: series)
    let voltages = Grid<Double>(rows: 11, columns: 2) { row, column in read * (column == 0 ? 1 - 0.05 * Double(row) : 1) }
    let engine = try CellEngine(
      compiling: device, transistors: [transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared)
    let compiled = try await engine.conductances(of: cells, at: voltages)
    let exact = try await CellEngine(ngspice: NgspiceEngine.shared).conductances(of: cells, at: voltages)
    for (own, reference) in zip(compiled.elements, exact.elements) {
      // ngspice leaves 1e-12 S across junctions.
      #expect(abs(own - reference) <= 1e-5 * reference + 2e-12, "\(own) for \(reference)")
    }
    #expect(compiled[4, 0] == 0 && exact[4, 0] == 0)
    // The transistor is seen: none would conduct as much.
    let bare = cells.cells[10, 1].map { 1 / ($0.memristor.resistance(state: 1) + .ohms(series)).si } ?? 0
    #expect(compiled[10, 1] < 0.999 * bare)
  }
}
