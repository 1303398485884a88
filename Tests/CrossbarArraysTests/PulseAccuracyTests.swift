import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

@Suite struct PulseAccuracyTests {
  /// Cells of the digit network as it is stored at 3 bits with seed 1: number of the cell, bit that it is written to, and
  /// its read current in A after one 5 V pulse and two reads. They are the hardest of 3150 (filaments that the end of a
  /// RESET or the compliance left half-way), and a few others.
  ///
  /// The currents are from a program of its own: the equations of models/ag-mos2/SOURCE.md and of the level-1 transistor
  /// with its junctions, integrated by RODAS 4(3) to 1e-9; at 1e-7 they are the same within 4e-7.
  private static let references: [(number: Int, bit: Bool, current: Double)] = [
    (0, true, 5.4426620301e-04), (1, true, 1.6009164733e-04), (100, false, 3.5464430755e-08),
    (194, true, 5.2927405927e-04), (538, false, 5.2918459912e-08), (592, true, 4.9343884707e-04),
    (750, true, 4.9686730887e-04), (979, true, 4.6822775692e-04), (1467, false, 4.9432905235e-08),
    (1546, true, 5.2076553884e-04), (1674, false, 5.5126647018e-08), (1832, true, 5.0255470050e-04),
    (1904, true, 4.9762856133e-04), (2000, true, 2.6112039885e-04), (2089, false, 7.5591372330e-09),
    (2102, true, 4.8174840702e-04), (2548, true, 5.3914067976e-04), (3118, true, 4.7051530578e-04),
  ]

  @Test func everyReadCurrentIsWithinATenThousandthOfTheEquations() async throws {
    let device = try usualDevice()
    let array = try makeArray(rows: 1, columns: 1)
    let engine = NgspiceEngine.shared
    for (number, bit, expected) in Self.references {
      // Layers of 20 inputs and a bias by 20, 20 and 10 outputs.
      let row = number % 1260 / (number < 2520 ? 60 : 30)
      let trial = CellTrial(
        device.draw(seed: 1, index: number),
        in: CellSurroundings(
          rows: 21, row: row, transistor: array.transistor,
          wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
      let write = CellOperation(
        writeSettings(gate: 1.12).operation(writing: bit, row: row, columns: [0], attempt: 0))
      let read = CellOperation(usualRead.operation(row: row, columns: [0]))
      var state = try await trial.apply(write, state: bit ? 0 : 1, on: engine).finalState
      state = try await trial.apply(read, state: state, on: engine).finalState
      let current = try await trial.apply(read, state: state, on: engine).plateauCurrent.si
      #expect(abs(current / expected - 1) < 1e-4, "cell \(number): \(current) A for \(expected) A")
    }
  }
}
