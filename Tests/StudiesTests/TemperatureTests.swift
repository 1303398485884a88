import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Studies
import Testing

/// Cells and devices at other temperatures than 27 °C.
@Suite struct TemperatureTests {
  private struct Setting: Sendable, CustomTestStringConvertible {
    var device: String
    var celsius: Double
    /// Amplitude and gate of the SET, V, and the width of all pulses.
    var write: Double
    var gate: Double
    var width: Time
    /// Of the read currents' differences, the median at most.
    var median = 1e-4
    var testDescription: String { "\(device) at \(celsius) C, \(write) V, \(width)" }
  }

  /// Devices with a temperature of their own, and one without.
  private static let settings = [-40.0, 85, 125].flatMap { celsius in
    [
      Setting(device: "stanford", celsius: celsius, write: 2, gate: 1.2, width: .milliseconds(1), median: 3e-4),
      Setting(device: "sky130-hfo2", celsius: celsius, write: 2.4, gate: 1.7, width: .microseconds(1)),
      Setting(device: "ag-mos2", celsius: celsius, write: 5, gate: 1.12, width: .milliseconds(20)),
    ]
  }

  private static func transistor(_ celsius: Double) throws -> AccessTransistor {
    try AccessTransistor(model: try .fiveVolt(), width: .micrometers(20), length: .micrometers(0.6)).at(.celsius(celsius))
  }

  /// SET, RESET and read of drawn cells, compiled and as circuits: both get device and transistor at the temperature.
  @Test(arguments: settings) private func theEnginesAgree(_ setting: Setting) async throws {
    let device = try MemristorDevice(setting.device, at: .celsius(setting.celsius))
    let transistor = try Self.transistor(setting.celsius)
    let compiled = try CellEngine(
      compiling: device, transistors: [transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared)
    let pulse = PulseShape(width: setting.width, edge: setting.width / 2000)
    let read = ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(5), pulse: pulse, threshold: .kiloohms(20))
    let pulses = (0..<8).map { cell in
      let isSet = cell % 2 == 0
      return CellPulse(
        CellOperation(
          kind: isSet ? .set : .reset, amplitude: .volts(setting.write),
          wordLineVoltage: .volts(isSet ? setting.gate + 0.05 * Double(cell) : setting.write + 2), pulse: pulse),
        on: device.draw(seed: 7, index: cell), state: isSet ? 0 : 1,
        in: CellSurroundings(
          rows: 16, row: 2 * cell, transistor: transistor,
          wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
    }
    let pairs = zip(
      try await Self.cells(pulses, read, by: compiled.cells),
      try await Self.cells(pulses, read, by: CellEngine(ngspice: NgspiceEngine.shared).cells)
    ).enumerated().map { ("cell \($0)", $1.0, Optional($1.1)) }
    let check = EngineCheck(pairs, read: read)
    #expect(check.cells == 8 && check.bitsThatDiffer == check.bitsAtThreshold, "\(check)")
    #expect((check.medianCurrentDifference ?? 1) < setting.median && check.currentsBeyondTolerance <= 1, "\(check)")
    #expect(compiled.compiled?.totals.inNgspice == 0)
  }

  private static func cells(
    _ pulses: [CellPulse], _ read: ReadSettings, by cells: any CellSimulator
  ) async throws -> [EngineCheck.Cell] {
    var pulses = pulses
    for (index, response) in try await cells.apply(pulses).enumerated() {
      pulses[index].state = try response.get().finalState
      pulses[index].operation = CellOperation(read.operation(row: 0, columns: []))
    }
    return try await cells.read(pulses).map { response in
      EngineCheck.Cell(state: try response.get().finalState, current: try response.get().current)
    }
  }

  // MARK: Retention

  private static let electronvolts = 8.617333262e-5

  /// At 0 V the published equations move by exp(-barrier / kT) alone: the time in which a filament loses half of its
  /// current is an Arrhenius law with the barrier as its slope, in both engines.
  @Test func theTimeToLoseAFilamentIsAnArrheniusLaw() async throws {
    // Thickness by which the current falls to a half, nm.
    let half = (5 - 4.7249) * log(2)
    var points: [(inverse: Double, logarithm: Double)] = []
    for celsius in [85.0, 125, 175] {
      let device = try MemristorDevice("sky130-hfo2", at: .celsius(celsius))
      let cell = device.median(["e_r": 1.2, "e_g": 1.6])
      let energy = Self.electronvolts * (celsius + 273.15)
      let expected = half / (150e9 * (exp(-1.2 / energy) - exp(-1.6 / energy)))
      let start = 0.7
      let thickness = { (state: Double) in 3.63 + state * (4.9 - 3.63) }
      let states = try await DrawnDevices.bench().rest(
        cell, state: start, times: [0.5, 1, 1.5].map { .seconds($0 * expected) })
      #expect(abs((thickness(start) - thickness(states[1])) / half - 1) < 1e-3, "\(celsius): \(states)")
      let compiled = try CellEngine(
        compiling: device, transistors: [], checks: 0, threads: 1, ngspice: NgspiceEngine.shared
      ).cells
      let found = try await compiled.rest([(cell, start)], for: .seconds(expected))[0].get()
      #expect(abs(found - states[1]) < 1e-4, "\(celsius): \(found), \(states)")
      let current = { (state: Double) in cell.current(at: .volts(0.1), state: state) }
      #expect(abs(current(states[1]) / current(start) - 0.5) < 1e-3)
      // The time at which the simulated current passes a half.
      let measured =
        expected * (0.5 + (thickness(states[0]) - thickness(start) + half) / (thickness(states[0]) - thickness(states[2])))
      points.append((1 / energy, log(measured)))
    }
    for (left, right) in zip(points, points.dropFirst()) {
      let barrier = (left.logarithm - right.logarithm) / (left.inverse - right.inverse)
      #expect(abs(barrier - 1.2) < 1e-3, "\(barrier)")
    }
  }

  /// The study's own verdicts: a filament lasts 1000 s where its barrier says so.
  @Test(arguments: [27.0, 125, 200]) func retentionFollowsTheBarriers(celsius: Double) async throws {
    let kind = try MemristorDevice("sky130-hfo2", at: .celsius(celsius))
    let study = RetentionStudy(
      population: DevicePopulation(kind: kind, seed: 2, count: 12), compliances: [.microamperes(300)],
      pulse: DevicePulse(amplitude: .volts(2.4), width: .microseconds(1)), readVoltage: .volts(0.1), limit: .ideal,
      longest: .seconds(1e3))
    let findings = try await study.run(DrawnDevices.run())
    let place = { (name: String) in kind.parameters.firstIndex { $0.name == name } ?? 0 }
    let energy = Self.electronvolts * (celsius + 273.15)
    var decided = 0
    for curve in findings.curves where curve[0].isSet == true {
      let cell = kind.draw(seed: 2, index: curve[0].device)
      let rate = 150e9 * (exp(-cell.values[place("e_r")] / energy) - exp(-cell.values[place("e_g")] / energy))
      // Far from the bounds' soft edges, and far from the limit.
      let loss = rate * 1000 / ((5 - 4.7249) * log(2))
      guard loss < 0.5 || loss > 2 else { continue }
      #expect(curve.last?.lasts == (loss < 1), "device \(curve[0].device): \(loss), \(curve)")
      decided += 1
    }
    #expect(decided >= 8)
    let lasting = try #require(findings.figures.points[0].lasting)
    #expect(celsius > 150 ? lasting.count < lasting.of : lasting.count == lasting.of, "\(lasting)")
    // Near the chip's use the equations stand still, and where they move the warning that they say nothing is gone.
    #expect(study.warnings.contains { $0.contains("say nothing of its retention") } == (celsius < 100), "\(study.warnings)")
  }

  // MARK: Transistors

  /// A card that ends below the temperature that is asked for is refused with its name; at lower ones it is not.
  @Test func aCardEndsWhereItsSurfacePotentialDoes() throws {
    let path = FileManager.default.temporaryDirectory.path + "/cold-\(UUID().uuidString).mod"
    try ".model cold nmos level=1 vto=0.7 kp=1e-4 gamma=0.5 phi=0.5\n".write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let transistor = AccessTransistor(
      model: try TransistorModel(file: path), width: .micrometers(10), length: .micrometers(0.6))
    #expect(try transistor.at(.celsius(125)).temperature == .celsius(125) && transistor.at(nil) == transistor)
    let error = #expect(throws: DeviceError.self) { try transistor.at(.celsius(300)) }
    #expect(
      error?.description.contains("cold: phi: the surface potential of 0.5 V at 27 C is -") == true,
      "\(String(describing: error))")
  }

  /// A transistor that is known by tables, at a temperature of which they are sampled.
  @Test func aTableIsOfItsTemperature() async throws {
    let library = try ModelLibrary(
      text: """
        .model access nmos level=1 vto=0.75 kp=144e-6 gamma=0.6 phi=0.7 lambda=0.03 is=1e-14
        .subckt wrapped d g s b count=1
        M1 d g s b access w=20e-6 l=0.6e-6 m={count}
        .ends
        """, source: "wrapped.sub")
    let table = try AccessTransistor(
      model: try TransistorModel(subcircuit: "wrapped", library: library), width: .zero, length: .zero
    ).at(.celsius(125))
    let equations = try Self.transistor(125)
    var responses: [[CellResponse]] = []
    for transistor in [table, equations] {
      let engine = try CellEngine(
        compiling: .usual(), transistors: [transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared)
      let device = try MemristorDevice.usual()
      let pulses = (0..<4).map { cell in
        CellPulse(
          CellOperation(
            kind: .read, amplitude: .volts(0.1), wordLineVoltage: .volts(3),
            pulse: PulseShape(width: .milliseconds(20), edge: .microseconds(10))), on: device.draw(seed: 3, index: cell),
          state: 1,
          in: CellSurroundings(
            rows: 128, row: 5, transistor: transistor,
            wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
      }
      responses.append(try await engine.cells.read(pulses).map { try $0.get() })
    }
    for (a, b) in zip(responses[0], responses[1]) { #expect(abs(a.current / b.current - 1) < 1e-5, "\(a), \(b)") }
  }
}
