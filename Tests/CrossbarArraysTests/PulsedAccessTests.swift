import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import StructuredSolver
import Testing

@testable import CrossbarArrays

/// Pulses on one cell of 1R, 1S1R and 1TnR arrays, held against operating points at the same states and against closed forms.
@Suite struct PulsedAccessTests {
  private static let size = (rows: 3, columns: 4)
  private static let wires = (segment: Resistance.ohms(2), driver: Resistance.ohms(10))

  private static func cells(_ memristor: Memristor, state: (Int, Int) -> Double) -> Grid<CellElement> {
    Grid(rows: size.rows, columns: size.columns) { .memristor(memristor, state: state($0, $1)) }
  }

  private static func selectors(_ name: String) throws -> Grid<Selector> {
    Grid(rows: size.rows, columns: size.columns, repeating: try SelectorDevice(name).median())
  }

  private static func passive(_ cells: Grid<CellElement>) -> PassiveArray {
    PassiveArray(cells: cells, segment: wires.segment, driver: wires.driver)
  }

  private static func withSelectors(_ cells: Grid<CellElement>, _ name: String) throws -> SelectorArray {
    var array = SelectorArray(cells: cells, selectors: try selectors(name), segment: wires.segment, driver: wires.driver)
    // Open lines between selectors need one.
    array.segmentCapacitance = .femtofarads(1)
    return array
  }

  private static func withTransistors(_ cells: Grid<CellElement>) throws -> TransistorArray {
    TransistorArray(
      cells: cells, cellsPerTransistor: 2,
      transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
      wires: usualWires, gates: GateVoltages(read: .volts(5), set: .volts(1.12), resetBoost: .volts(4), off: .zero))
  }

  private static func run(_ pulsed: PulsedAccess) async throws -> PulsedAccess.Outcome {
    pulsed.outcome(of: try await NgspiceEngine.shared.simulate(pulsed.deck))
  }

  /// At the end of a pulse's plateau the currents are those of the operating point with the states held where they are then.
  @Test(arguments: ["1R", "1S1R", "1TnR"], BiasScheme.allCases)
  func plateausAreOperatingPoints(kind: String, scheme: BiasScheme) async throws {
    let memristor = try medianMemristor()
    // A SET of one cell among others in both states. A selector takes half a volt of it.
    let access = CellAccess(.set, row: 1, column: 2, voltage: .volts(kind == "1S1R" ? 2.8 : 2), scheme: scheme)
    let before = Self.cells(memristor) { ($0, $1) == (1, 2) ? 0 : ($0 + $1) % 2 == 0 ? 1 : 0 }
    func held(_ states: Grid<Double>) -> Grid<CellElement> { Self.cells(memristor) { states[$0, $1] } }
    let outcome: PulsedAccess.Outcome
    let point: ArrayOperatingPoint
    switch kind {
    case "1R":
      outcome = try await Self.run(Self.passive(before).pulsed(access, usualPulse))
      point = try await Self.passive(held(outcome.states)).operatingPoint(access, by: .structured, on: NgspiceEngine.shared)
    case "1S1R":
      outcome = try await Self.run(Self.withSelectors(before, "selector-exponential").pulsed(access, usualPulse))
      point = try await Self.withSelectors(held(outcome.states), "selector-exponential")
        .operatingPoint(access, by: .structured, on: NgspiceEngine.shared).point
    default:
      outcome = try await Self.run(Self.withTransistors(before).pulsed(access, usualPulse))
      point = try await Self.withTransistors(held(outcome.states)).operatingPoint(access, on: NgspiceEngine.shared)
    }
    #expect(outcome.states[1, 2] > 0.1, "the selected cell is SET")
    let selected = point.selectedCurrent(access).si
    #expect(abs(outcome.selectedCurrent.si / selected - 1) < 1e-3, "\(outcome.selectedCurrent.si) \(selected)")
    #expect(abs(outcome.sensedCurrent.si / point.sensedCurrent.si - 1) < 1e-3, "\(outcome.sensedCurrent) \(point.sensedCurrent)")
  }

  /// Half of the voltage is above V_SET and SETs every half-selected cell of a passive array. A selector takes what the current
  /// of the high-resistance state asks of it, and leaves less than V_SET.
  @Test(arguments: [true, false]) func aSelectorKeepsHalfSelectedCells(hasSelectors: Bool) async throws {
    let memristor = try medianMemristor(setVoltage: 1)
    let access = CellAccess(.set, row: 0, column: 3, voltage: .volts(2.6), scheme: .half)
    let cells = Self.cells(memristor) { _, _ in 0 }
    let outcome =
      hasSelectors
      ? try await Self.run(Self.withSelectors(cells, "selector-exponential").pulsed(access, usualPulse))
      : try await Self.run(Self.passive(cells).pulsed(access, usualPulse))
    for row in 0..<Self.size.rows {
      for column in 0..<Self.size.columns {
        let (isSelected, isHalf) = ((row, column) == (0, 3), row == 0 || column == 3)
        let state = outcome.states[row, column]
        if isSelected || isHalf && !hasSelectors {
          #expect(state > 0.5, "(\(row), \(column))")
        } else {
          #expect(abs(state) < 1e-6, "(\(row), \(column))")
        }
      }
    }
    #expect(outcome.selectorPeaks == nil)
  }

  /// Unselected cells see V/3, below the threshold: only the selected selector turns on. After the pulse it is off again.
  @Test func aThresholdSelectorTurnsOnForThePulse() async throws {
    let memristor = try medianMemristor(setVoltage: 0.9)
    let access = CellAccess(.set, row: 2, column: 1, voltage: .volts(1.4), scheme: .third)
    let pulsed = try Self.withSelectors(Self.cells(memristor) { _, _ in 0 }, "selector-threshold").pulsed(access, usualPulse)
    let result = try await NgspiceEngine.shared.simulate(pulsed.deck)
    let outcome = pulsed.outcome(of: result)
    let (peaks, last) = (try #require(outcome.selectorPeaks), try #require(outcome.selectorStates))
    for row in 0..<Self.size.rows {
      for column in 0..<Self.size.columns {
        let isSelected = (row, column) == (2, 1)
        #expect(isSelected ? peaks[row, column] > 0.99 : peaks[row, column] < 1e-6, "(\(row), \(column)) \(peaks[row, column])")
        #expect(last[row, column] < 1e-6)
        #expect(isSelected ? outcome.states[row, column] > 0.5 : outcome.states[row, column] < 1e-6)
      }
    }
    // On at 0.5 V of a rise to 1.4 V in 10 us.
    let turnsOn = try #require(pulsed.export.measures.first { $0.name == "t_on_2_1" })
    let time = try #require(result.value(of: turnsOn))
    #expect(abs(time / (10e-6 * 0.5 / 1.4) - 1) < 0.05, "\(time)")
  }

  /// A resistor between two wires with a driver and a capacitance each: their difference follows the ramp with one time
  /// constant.
  @Test func wiresWithCapacitanceAreLate() async throws {
    let (driver, resistance, capacitance, voltage, width, edge) = (1e4, 2e4, 1e-12, 0.5, 10e-9, 1e-9)
    var array = PassiveArray(
      cells: Grid(rows: 1, columns: 1, repeating: .resistor(.ohms(resistance))), segment: .zero, driver: .ohms(driver))
    array.segmentCapacitance = .farads(capacitance)
    let pulse = PulseShape(width: .seconds(width), edge: .seconds(edge))
    let outcome = try await Self.run(
      array.pulsed(CellAccess(.read, row: 0, column: 0, voltage: .volts(voltage), scheme: .half), pulse))
    let conductance = 1 / driver + 2 / resistance
    let delay = capacitance / conductance
    let settled = voltage / driver / conductance / resistance
    let expected = settled * (1 - delay / edge * (exp(edge / delay) - 1) * exp(-(edge + width) / delay))
    #expect(expected < 0.95 * settled)
    #expect(abs(outcome.selectedCurrent.si / expected - 1) < 1e-3, "\(outcome.selectedCurrent.si) \(expected)")
  }
}
