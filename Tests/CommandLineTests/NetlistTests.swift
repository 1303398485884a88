import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@Suite struct NetlistTests {
  /// The decks under `netlists/` are what the program writes today.
  @Test(arguments: ["set", "reset", "read"])
  func theGalleryIsUpToDate(operation: String) async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let kept = try read(root.appendingPathComponent("netlists/\(operation)-4x4.cir").path)
    let written = try await Mxbar.run("netlist", operation, "--scope", "array")
    #expect(written.status == 0 && written.errors.isEmpty)
    #expect(
      written.output == kept,
      """
      netlists/\(operation)-4x4.cir is out of date. If the change is meant, look at the difference and record it: \
      mxbar netlist \(operation) --scope array --out netlists/\(operation)-4x4.cir
      """)
  }

  @Test(arguments: ["set", "reset", "read"], CircuitScope.allCases)
  func aDeckRunAlonePrintsWhatTheEngineSamples(operation: String, scope: CircuitScope) async throws {
    try await withTemporaryFolder { folder in
      let written = try await Mxbar.run(
        "netlist", operation, "--rows", "3", "--columns", "2", "--row", "1", "--column", "1", "--seed", "5",
        "--scope", scope.rawValue, "--out", "deck.cir", in: folder)
      #expect(written.status == 0 && written.output.isEmpty, "\(written.errors)")
      let circuit = try Self.circuit(operation, scope)
      let deck = try read(folder + "/deck.cir")
      #expect(Self.cards(deck) == Self.cards(circuit.netlist))

      let alone = try await Outcome.of(.name("ngspice"), ["-b", "deck.cir"], in: folder)
      let printed = alone.output.split(separator: "\n").compactMap { line -> Double? in
        let words = line.split(separator: " ")
        return words.count == 3 && words[1] == "=" ? Double(words[2]) : nil
      }
      #expect(alone.status == 0 && printed.count == 2 * circuit.columns.count, "\(alone.errors)")

      let result = try await NgspiceEngine.shared.simulate(circuit.deck)
      for (index, value) in printed.enumerated() {
        let sampled = try #require(result.waveform(index).value(at: circuit.sampleTime.si))
        // ngspice prints seven digits; a state below 1e-12 is none.
        #expect(abs(value - sampled) <= 1e-6 * abs(sampled) + 1e-12, "probe \(index): \(value), \(sampled)")
      }
    }
  }

  /// The circuit those arguments ask for, built without the program.
  private static func circuit(_ operation: String, _ scope: CircuitScope) throws -> ArrayCircuit {
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    let array = CrossbarArray(
      memristors: Grid(rows: 3, columns: 2) { statistics.draw(seed: 5, index: 2 * $0 + $1) },
      states: Grid(rows: 3, columns: 2) { row, column in
        switch operation {
        case "set": 0
        case "reset": 1
        default: (row + column) % 2 == 0 ? 1 : 0
        }
      },
      transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
      wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)), model: try .filament())
    let kind = try #require(RowOperation.Kind(rawValue: operation))
    let amplitude: Voltage = kind == .read ? .volts(0.1) : .volts(5)
    let gate: Voltage =
      switch kind {
      case .set: .volts(1.12)
      case .reset: .volts(9)
      case .read: .volts(5)
      }
    let row = RowOperation(
      kind: kind, row: 1, columns: scope == .array ? [0, 1] : [1], amplitude: amplitude, wordLineVoltage: gate,
      pulse: PulseShape(width: .milliseconds(20), edge: .microseconds(10)))
    return try #require(try ArrayCircuit.circuits(for: row, on: array, scope: scope).first)
  }

  private static func cards(_ netlist: String) -> [Substring] {
    netlist.split(separator: "\n").filter { !$0.hasPrefix("*") }
  }
}
