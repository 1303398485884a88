import MemristorDevices
import NetlistExchange
import Netlisting
import Testing

/// A device as a subcircuit, included and run by the program ngspice, as whoever gets the file does it.
@Suite struct DeviceSubcircuitTests {
  private static func text(_ device: ExportedDevice, _ dialect: Dialect = .ngspice) throws -> String {
    try DeviceExportFormat.subcircuit.files(of: device, named: "device", dialect: dialect).main.text
  }

  @Test(arguments: ExportDevices.names)
  func theEquationsAreTheDevicesOwn(name: String) async throws {
    let device = try await ExportDevices.device(name)
    let exported = try ExportedDevice(device, .drawn(seed: 4, index: 9))
    let text = try Self.text(exported)
    let library = try ModelLibrary(text: text, source: "exported").typed()
    let definition = try #require(library.subcircuits.first)
    #expect(library.subcircuits.count == 1 && library.models.isEmpty)
    #expect(definition.name == device.equations.name && definition.terminals == device.equations.terminals)
    #expect(definition.cards == device.equations.cards && definition.locals == device.equations.locals)
    let memristor = device.draw(seed: 4, index: 9)
    var expected = Dictionary(uniqueKeysWithValues: device.equations.parameters.map { ($0.name.lowercased(), $0.value) })
    for (parameter, value) in zip(device.parameters, memristor.values) { expected[parameter.name.lowercased()] = .number(value) }
    for parameter in definition.parameters { #expect(parameter.value == expected[parameter.name], "\(parameter.name)") }
    for parameter in device.parameters where !parameter.meaning.isEmpty && parameter.meaning.allSatisfy(\.isASCII) {
      #expect(text.contains(parameter.meaning))
    }
    #expect(text.contains("device number 9 of those drawn with seed 4"))
  }

  /// Current in the middle of a pulse in the direction of a SET, A, and the memory's value at its end.
  private func pulse(_ device: MemristorDevice, subcircuit: String, parameters: String) async throws -> (Double, Double) {
    let limits = device.description.valid
    let width = limits.pulseWidth.map { min($0.upperBound.si, max($0.lowerBound.si, 1e-3)) } ?? 1e-3
    let voltage = (limits.voltage ?? .volts(2)).si * 0.6
    let isFirst = device.description.setTerminal == device.equations.terminals[0].name
    let deck = """
      * one device
      .include device.sub
      V1 in 0 pulse(0 \(voltage) 0 \(width / 100) \(width / 100) \(width))
      Xm \(isFirst ? "in 0" : "0 in") \(device.equations.name) \(parameters)
      .options reltol=1e-6 vntol=1e-9 abstol=1e-15
      .tran \(width / 500) \(width) 0 \(width / 500) uic
      .meas tran i_half find i(v1) at=\(width / 2)
      .meas tran state find v(xm.\(device.memory.node)) at=\(width)
      .end
      """
    let figures = try await withTemporaryFolder { folder in
      try write(subcircuit, to: "\(folder)/device.sub")
      return try await ExternalSimulator(.ngspice).run(deck, path: "\(folder)/deck.cir", figures: ["i_half", "state"])
    }
    return (try #require(figures["i_half"]), try #require(figures["state"]))
  }

  @Test(arguments: ExportDevices.names)
  func ngspiceFindsTheSameAsInTheDevicesOwnSubcircuit(name: String) async throws {
    let device = try await ExportDevices.device(name)
    let exported = try ExportedDevice(device, .drawn(seed: 2, index: 1), state: 0.25)
    let (current, state) = try await pulse(device, subcircuit: Self.text(exported), parameters: "")
    let memristor = device.draw(seed: 2, index: 1)
    let values = zip(device.parameters.map(\.name), memristor.values).map { "\($0)=\($1)" }
    let start = "\(device.memory.initial)=\(device.memory.value(at: 0.25))"
    let (ownCurrent, ownState) = try await pulse(
      device, subcircuit: device.library.text + "\n", parameters: (values + [start]).joined(separator: " "))
    #expect(abs(current - ownCurrent) <= 1e-9 * abs(ownCurrent) && abs(state - ownState) <= 1e-9 * abs(ownState))
    let (medianCurrent, _) = try await pulse(device, subcircuit: device.library.text + "\n", parameters: start)
    // The values must matter where any are drawn, or nothing would be compared.
    #expect((medianCurrent != ownCurrent || device.drawnColumns.isEmpty) && abs(current) > 1e-9)
  }

  @Test(arguments: [Dialect.hspice, .xyce, .ltspice, .spectre])
  func otherDialectsHaveTheSameParametersAndCards(dialect: Dialect) async throws {
    let device = try await OddDevice.device()
    let text = try Self.text(ExportedDevice(device, .median), dialect)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix(dialect.traits.comment) }
    let body = lines.joined(separator: "\n").lowercased()
    #expect(body.contains("subckt odd_one") && body.contains("ends odd_one"))
    for parameter in device.equations.parameters { #expect(body.contains("\(parameter.name.lowercased())=")) }
    for card in device.equations.cards {
      // HSPICE has G and E for B.
      #expect(body.contains(card.name.dropFirst().lowercased() + " "), "\(card.name)")
    }
    #expect(!body.contains("\\"), "no comment may go on in the next line")
  }

  @Test func gnucapIsRefused() throws {
    let device = try ExportedDevice(MemristorDevice.usual(), .median)
    #expect(throws: ExchangeError.self) { try Self.text(device, .gnucap) }
  }

  @Test func changesAreCheckedAndWritten() throws {
    let device = try MemristorDevice.usual()
    let text = try Self.text(ExportedDevice(device, .median, changes: ["R_LRS": 1234, "w0": 0.5]))
    let words = text.split(whereSeparator: \.isWhitespace)
    #expect(words.contains("r_lrs=1234") && words.contains("w0=0.5") && text.contains("set for this export"))
    for changes in [["r_lsr": 1.0], ["w0": 1.5], ["r_lrs": .infinity], ["w0": .nan]] {
      #expect(throws: DeviceError.self) { try ExportedDevice(device, .median, changes: changes) }
    }
  }
}
