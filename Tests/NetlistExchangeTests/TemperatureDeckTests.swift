import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Netlisting
import Testing

/// Decks of circuits at another temperature.
@Suite struct TemperatureDeckTests {
  private static func array(_ celsius: Double, rows: Int = 2, columns: Int = 2) throws -> CrossbarArray {
    let device = try MemristorDevice("sky130-hfo2", at: .celsius(celsius))
    return CrossbarArray(
      memristors: Grid(rows: rows, columns: columns) { device.draw(seed: 5, index: $0 * columns + $1) },
      states: Grid(rows: rows, columns: columns) { ($0 + $1) % 2 == 0 ? 1 : 0 },
      transistor: try AccessTransistor(model: try .fiveVolt(), width: .micrometers(7), length: .micrometers(0.6))
        .at(.celsius(celsius)), wires: Wires(bitLineSegment: .ohms(1), sourceLineSegment: .ohms(1), driver: .ohms(10)))
  }

  /// Each dialect states the temperature of the circuit, and that the cards were measured at 27 °C.
  @Test(
    arguments: [
      (Dialect.ngspice, ["temp=125"], ["tnom"]), (.hspice, [".temp 125", "tnom=27"], []),
      (.xyce, ["TEMP=125", "TNOM=27"], []), (.ltspice, [".temp 125", "tnom=27"], []), (.spectre, ["temp=125", "tnom=27"], []),
      (.gnucap, [".op 125", "tnom=27"], []),
    ] as [(Dialect, [String], [String])])
  func everyDialectStatesIt(dialect: Dialect, words: [String], absent: [String]) throws {
    for operation in ExportedOperation.allCases where dialect != .gnucap || !operation.isDynamic {
      let text = try dialect.writer.text(operation.export(on: Self.array(125), scope: .array))
      for word in words { #expect(text.contains(word), "\(operation): \(word)") }
      for word in absent { #expect(!text.contains(word), "\(operation): \(word)") }
      #expect(dialect == .gnucap || text.contains("398.15"), "\(operation): the device's own")
    }
  }

  @Test(arguments: [ExportedOperation.read, .frozenRead, .set, .vmm, .sneak], [-40.0, 125])
  func ngspiceAloneFindsTheSame(operation: ExportedOperation, celsius: Double) async throws {
    let check = try await ExternalRunTests.check(operation.export(on: Self.array(celsius), scope: .line), .ngspice)
    #expect(check.passes && !check.verdicts.isEmpty, "\(check.table)")
  }

  /// gnucap has its own update of the transistor, which agrees.
  @Test(arguments: [-40.0, 85, 125]) func gnucapFindsTheSame(celsius: Double) async throws {
    for operation in [ExportedOperation.frozenRead, .vmm] {
      let check = try await ExternalRunTests.check(operation.export(on: Self.array(celsius), scope: .array), .gnucap)
      #expect(check.passes && !check.verdicts.isEmpty, "\(check.table)")
    }
  }

  /// A deck that is taken back is at the temperature that it states.
  @Test func aDeckComesBackAtItsTemperature() throws {
    let text = try Dialect.ngspice.writer.text(ExportedOperation.set.export(on: Self.array(125), scope: .line))
    let device = try MemristorDevice("sky130-hfo2")
    #expect(try ImportedArray(deck: "set.cir", text: text, devices: [device]).temperature == .celsius(125))
    let plain = text.replacing("temp=125", with: "temp=27")
    #expect(try ImportedArray(deck: "set.cir", text: plain, devices: [device]).temperature == .nominal)
  }

  /// The strongest filament of a device whose state falls, 1.7 - 1.5 nm, is a rounding away from its bound.
  @Test func aFilamentAtItsBoundComesBack() throws {
    let device = try MemristorDevice("stanford")
    var array = try Self.array(27)
    array.memristors = array.memristors.map { _ in device.median() }
    let text = try Dialect.ngspice.writer.text(ExportedOperation.frozenRead.export(on: array, scope: .array))
    #expect(try ImportedArray(deck: "read.cir", text: text, devices: [device]).cells.count == 4)
  }
}
