import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import NgspiceBridge
import StructuredSolver
import Testing

@testable import CrossbarArrays

/// 1S1R arrays: ngspice, with a node between selector and memristor, against the structured solver, which eliminates it; both
/// against closed forms.
@Suite struct SelectorArrayTests {
  /// A memristor, or none for resistors, and the read voltage.
  struct Content: Sendable, CustomTestStringConvertible {
    var memristor: String?
    var voltage: Double
    var testDescription: String { memristor ?? "resistors" }

    func element(_ row: Int, _ column: Int) throws -> CellElement {
      let number = 17 * row + column
      guard let memristor else { return .resistor(.ohms(1e3 * Foundation.pow(10, Double(number * 7 % 31) / 10))) }
      return .memristor(try MemristorDevice(memristor).draw(seed: 3, index: number), state: number % 3 == 0 ? 0 : 1)
    }
  }

  static func array(
    _ content: Content, selector: Selector, rows: Int, columns: Int, segment: Double = 2.5, on: (Int, Int) -> Bool = { _, _ in false }
  ) throws -> PassiveArray {
    // One device for all cells, as a study has it.
    let device = try content.memristor.map { try MemristorDevice($0) }
    return PassiveArray(
      cells: try Grid(rows: rows, columns: columns) { row, column in
        guard let device, case .memristor(let memristor, let state) = try content.element(row, column) else {
          return try content.element(row, column)
        }
        return .memristor(device.median(Dictionary(uniqueKeysWithValues: zip(device.parameters.map(\.name), memristor.values))), state: state)
      }, selectors: Grid(rows: rows, columns: columns) { HeldSelector(selector, isOn: on($0, $1)) },
      segment: .ohms(segment), driver: .ohms(10))
  }

  @Test(
    arguments: [Content(memristor: nil, voltage: 1.2), Content(memristor: "ag-mos2", voltage: 1.1), Content(memristor: "stanford", voltage: 1.3)],
    BiasScheme.allCases)
  func bothSolversFindTheSame(content: Content, scheme: BiasScheme) async throws {
    let array = try Self.array(content, selector: SelectorDevice("selector-exponential").median(), rows: 9, columns: 8)
    for kind in [RowOperation.Kind.read, .reset] {
      let access = CellAccess(kind, row: 2, column: 6, voltage: .volts(content.voltage), scheme: scheme)
      let simulated = try await array.operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
      let solved = try await array.operatingPoint(access, by: .structured, on: NgspiceEngine.shared)
      let sensed = abs(simulated.sensedCurrent.si)
      #expect(abs(solved.sensedCurrent / simulated.sensedCurrent - 1) < 1e-6, "\(kind)")
      #expect(sensed > 1e-7)
      let selectors = try [simulated, solved].map { try #require($0.selectorVoltages) }
      for (one, other) in zip(simulated.cellCurrents.elements, solved.cellCurrents.elements) {
        #expect(abs(one - other) < 1e-6 * sensed)
      }
      guard scheme != .floating else { continue }
      for (one, other) in zip(simulated.cellVoltages.elements, solved.cellVoltages.elements) { #expect(abs(one - other) < 1e-6) }
      for (one, other) in zip(selectors[0].elements, selectors[1].elements) { #expect(abs(one - other) < 1e-6) }
    }
  }

  /// The current of a selector in series with a resistor, by bisection of the selector's own equation.
  private static func series(_ selector: Selector, _ resistance: Double, _ voltage: Double) -> Double {
    var (low, high) = (0.0, voltage)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if selector.current(at: .volts(middle), isOn: false).si * resistance < voltage - middle { low = middle } else { high = middle }
    }
    return selector.current(at: .volts(low), isOn: false).si
  }

  /// All cells alike, ideal wires: each scheme puts known voltages on the cells. With open lines n - 1 cells, (n - 1)² cells and
  /// n - 1 cells are in series.
  @Test(arguments: BiasScheme.allCases, NetworkSolver.allCases)
  func sneakCurrentsAreThoseOfTheSeriesCells(scheme: BiasScheme, solver: NetworkSolver) async throws {
    let selector = try SelectorDevice("selector-exponential").median()
    let (size, resistance, voltage) = (12, 1e4, 1.1)
    let array = PassiveArray(
      cells: Grid(rows: size, columns: size, repeating: .resistor(.ohms(resistance))),
      selectors: Grid(rows: size, columns: size, repeating: HeldSelector(selector, isOn: false)), segment: .zero, driver: .zero)
    let access = CellAccess(.read, row: 3, column: 7, voltage: .volts(voltage), scheme: scheme)
    let point = try await array.operatingPoint(access, by: solver, on: NgspiceEngine.shared)
    func cell(_ voltage: Double) -> Double { Self.series(selector, resistance, voltage) }
    let others = Double(size - 1)
    let sneak: Double
    switch scheme {
    case .half: sneak = others * cell(voltage / 2)
    case .third: sneak = others * cell(voltage / 3)
    case .grounded: sneak = 0
    case .floating:
      // The outer voltage u twice, and the rest across (n - 1)² cells that carry the same current in all.
      var (low, high) = (0.0, voltage / 2)
      for _ in 0..<200 {
        let outer = (low + high) / 2
        if cell(outer) < others * cell(voltage - 2 * outer) { low = outer } else { high = outer }
      }
      sneak = others * cell(low)
    }
    let selected = cell(voltage)
    #expect(abs(point.sensedCurrent.si / (selected + sneak) - 1) < 1e-9)
    #expect(abs(point.sneakCurrent(access).si - sneak) <= 1e-6 * sneak + 1e-15)
    let voltages = try #require(point.selectorVoltages)
    #expect(abs(voltages[3, 7] - (voltage - selected * resistance)) < 1e-9)
  }
}
