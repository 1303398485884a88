import CircuitSimulation
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NetlistExchange
import Netlisting
import NgspiceBridge
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

  @Test(arguments: ExportDevices.names)
  func ngspiceFindsTheSameAsInTheDevicesOwnSubcircuit(name: String) async throws {
    let device = try await ExportDevices.device(name)
    let width =
      device.description.valid.pulseWidth.map { min($0.upperBound, max($0.lowerBound, .milliseconds(1))) } ?? .milliseconds(1)
    let voltage = (device.description.valid.voltage ?? .volts(2)).si * 0.6
    let exported = try ExportedDevice(device, .drawn(seed: 2, index: 1), state: 0.25)
    // A pulse in the direction of a SET.
    let (plus, minus) = device.description.setTerminal == device.equations.terminals[0].name ? ("in", "0") : ("0", "in")
    let memory = device.memory.node
    let figures = try await withTemporaryFolder { folder in
      try write(Self.text(exported), to: "\(folder)/device.sub")
      let deck = """
        * one device
        .include device.sub
        V1 in 0 pulse(0 \(voltage) 0 \(width.si / 100) \(width.si / 100) \(width.si))
        Xm \(plus) \(minus) \(device.equations.name)
        .options reltol=1e-6
        .tran \(width.si / 500) \(width.si) 0 \(width.si / 500) uic
        .meas tran i_half find i(v1) at=\(width.si / 2)
        .meas tran state find v(xm.\(memory)) at=\(width.si)
        .end
        """
      try write(deck, to: "\(folder)/deck.cir")
      return try await ExternalSimulator(.ngspice).run(deck, path: "\(folder)/deck.cir", figures: ["i_half", "state"])
    }
    let memristor = device.draw(seed: 2, index: 1)
    var circuit = Circuit(title: "the same")
    circuit.include(device.library)
    try circuit.add(
      "V1",
      .voltageSource(
        plus: "in", minus: .ground,
        .pulse(amplitude: voltage, delay: .zero, edge: width / 100, width: width)))
    try circuit.add("XM", memristor.instance(state: 0.25, from: "in", to: .ground))
    var options = SolverOptions()
    options.relativeTolerance = 1e-6
    let result = try await NgspiceEngine.shared.simulate(
      Deck(
        circuit: circuit, analysis: .transient(stop: width, maximumStep: width / 500),
        probes: [.current(source: "V1"), .inner(instance: "XM", node: memory)], options: options))
    let current = try #require(result.waveform(of: .current(source: "V1")).value(at: (width / 2).si))
    let state = try #require(result.waveform(of: .inner(instance: "XM", node: memory)).values.last)
    let found = try #require(figures["i_half"])
    #expect(abs(found - current) <= 1e-3 * abs(current), "\(found) A, not \(current) A")
    #expect(abs(try #require(figures["state"]) - state) <= 1e-3 * abs(state))
    // A pulse that does nothing would compare nothing.
    #expect(abs(current) > 1e-9)
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
