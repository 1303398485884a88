import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// What transistor and wires let through, against the level-1 equations and Ohm's law.
@Suite struct LoadCurveTests {
  private func trial(_ model: TransistorModel? = nil, wires: Wires = usualWires) throws -> CellTrial {
    let transistor = AccessTransistor(
      model: try model ?? .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    return CellTrial(
      try medianMemristor(), in: CellSurroundings(rows: 16, row: 15, transistor: transistor, wires: wires))
  }

  private func operation(_ kind: RowOperation.Kind, _ amplitude: Double, gate: Double) -> CellOperation {
    CellOperation(kind: kind, amplitude: .volts(amplitude), wordLineVoltage: .volts(gate), pulse: usualPulse)
  }

  @Test func aSetIsOfferedWhatTheTransistorPasses() async throws {
    let curve = try await trial().loadCurve(operation(.set, 5, gate: 1.12), on: NgspiceEngine.shared)
    #expect(curve.voltages.first == .zero && abs((curve.voltages.last?.si ?? 0) - 5) < 1e-9)
    for voltage in [0.0, 1.5, 3, 4.5] {
      let expected = LevelOneTransistor().seriesCurrent(gate: 1.12, supply: 5, above: 42, below: 42, drop: voltage)
      #expect(abs((curve.current(at: .volts(voltage))?.si ?? 0) / expected - 1) < 1e-4, "\(voltage) V")
    }
    #expect(curve.current(at: .volts(5.1)) == nil)
  }

  /// The transistor's source is the lifted end: with little boost it loses a threshold, and the current dies before the
  /// memristor has the amplitude.
  @Test func aResetIsOfferedWhatIsLeftOfAThreshold() async throws {
    let curve = try await trial().loadCurve(operation(.reset, 5, gate: 5), on: NgspiceEngine.shared)
    for voltage in [0.0, 1, 2, 3] {
      let expected = reverseCurrent(gate: 5, supply: 5, memristor: voltage)
      #expect(abs((curve.current(at: .volts(voltage))?.si ?? 0) / expected - 1) < 1e-3, "\(voltage) V")
    }
    // 0.75 V and the body effect below the gate.
    #expect((curve.current(at: .volts(4.2))?.si ?? 1) < 1e-9)
  }

  /// The source line drives: its end of the transistor is the drain, the memristor's the source, lifted by what the
  /// memristor holds and the bit line drops.
  private func reverseCurrent(gate: Double, supply: Double, memristor: Double) -> Double {
    var (low, high) = (0.0, supply / 84)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let (drain, source) = (supply - 42 * middle, memristor + 42 * middle)
      if drain > source && LevelOneTransistor().current(gate: gate, drain: drain, source: source) > middle {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  @Test func anIdealSwitchLeavesOhmsLaw() async throws {
    let ideal = try trial(.idealSwitch())
    for (kind, state) in [(RowOperation.Kind.read, 1.0), (.read, 0.25)] {
      let point = try await ideal.operatingPoint(operation(kind, 0.1, gate: 0.5), state: state, on: NgspiceEngine.shared)
      let filament = 1 / (state / 519 + (1 - state) / 1.1e6)
      #expect(abs(point.sourceLineCurrent.si / (0.1 / (84 + filament)) - 1) < 1e-4)
      #expect(abs(point.transistorShare) < 1e-5)
    }
    let closed = try await ideal.operatingPoint(operation(.set, 5, gate: 0), state: 1, on: NgspiceEngine.shared)
    #expect(closed.bitLineCurrent.si > 0 && closed.bitLineCurrent.si < 1e-12)
    let wireless = try trial(.idealSwitch(), wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero))
    let point = try await wireless.operatingPoint(operation(.read, 0.1, gate: 5), state: 1, on: NgspiceEngine.shared)
    #expect(abs(point.sourceLineCurrent.si / (0.1 / 519) - 1) < 1e-5)
  }

  /// A transistor given as a subcircuit is the same circuit as one given as a card, the off cells of the column included.
  @Test func aSubcircuitStandsForATransistor() async throws {
    let card = try String(contentsOfFile: "models/nmos-5v/nmos.mod", encoding: .utf8)
    let flat = try TransistorModel(
      subcircuit: "flat",
      library: ModelLibrary(
        text: card + "\n.subckt flat d g s b params: count=1\nM1 d g s b access_nmos w=60u l=0.6u m={count}\n.ends",
        source: "flat"))
    for (kind, amplitude, gate) in [(RowOperation.Kind.read, 0.1, 5.0), (.set, 5, 0), (.reset, 5, 9)] {
      let one = try await trial().operatingPoint(operation(kind, amplitude, gate: gate), state: 1, on: NgspiceEngine.shared)
      let other = try await trial(flat).operatingPoint(operation(kind, amplitude, gate: gate), state: 1, on: NgspiceEngine.shared)
      #expect(abs(one.bitLineCurrent.si - other.bitLineCurrent.si) <= 1e-9 * abs(one.bitLineCurrent.si))
      #expect(abs(one.middle.si - other.middle.si) < 1e-9)
    }
  }

  @Test func aSubcircuitWithoutCountIsRefused() throws {
    let library = try ModelLibrary(text: ".subckt flat d g s b\nR1 d s 1\nR2 g b 1\n.ends", source: "flat.lib")
    #expect { try TransistorModel(subcircuit: "flat", library: library) } throws: {
      "\($0)".contains("flat.lib") && "\($0)".contains("count")
    }
  }
}
