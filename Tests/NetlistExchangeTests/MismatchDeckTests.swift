import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

/// Decks of arrays whose transistors deviate from each other.
@Suite struct MismatchDeckTests {
  private static func array(rows: Int, columns: Int, seed: UInt64) throws -> CrossbarArray {
    var array = try drawnArray(rows: rows, columns: columns, seed: seed)
    var transistor = array.transistor
    transistor.spread = TransistorSpread(threshold: .volts(0.01), gain: 0.02)
    array.transistors = transistor.grid(rows: rows, columns: columns, seed: seed) { $0 * columns + $1 }
    return array
  }

  /// One subcircuit serves all cells of a kind: a gain is its parameter, and a threshold a source in the row.
  @Test(arguments: [ExportedOperation.set, .frozenRead, .vmm])
  func levelsAreTheSameCircuit(operation: ExportedOperation) async throws {
    let flat = try operation.export(on: Self.array(rows: 3, columns: 3, seed: 2), scope: .array, row: 2, column: 1)
    let levels = try flat.inLevels()
    let text = try NgspiceWriter().text(levels)
    #expect(text.split(separator: "\n").count { $0.hasPrefix(".subckt cell_") } <= 2 && text.contains("gain="), "\(text)")
    let one = try await NgspiceEngine.shared.simulate(flat.deck)
    let other = try await NgspiceEngine.shared.simulate(levels.deck)
    for (a, b) in zip(flat.measures, levels.measures) {
      let (x, y) = (one.value(of: a), other.value(of: b))
      guard let x, let y else {
        #expect(x == nil && y == nil, "\(a.name)")
        continue
      }
      #expect(abs(x - y) <= 1e-3 * abs(x) + 1e-12, "\(a.name): \(x), \(y)")
    }
    for export in [flat, levels] {
      let read = try DeckReader.read(NgspiceWriter().text(export), source: "deck.cir") { _ in "" }.flat()
      #expect(Set(read.deck.circuit.elements) == Set(flat.deck.circuit.elements))
    }
  }
}
