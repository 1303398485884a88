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
    _ content: Content, selector: Selector, rows: Int, columns: Int
  ) throws -> PassiveArray {
    // One device for all cells, as a study has it.
    let device = try content.memristor.map { try MemristorDevice($0) }
    return PassiveArray(
      cells: try Grid(rows: rows, columns: columns) { row, column in
        guard let device, case .memristor(let memristor, let state) = try content.element(row, column) else {
          return try content.element(row, column)
        }
        let values = Dictionary(uniqueKeysWithValues: zip(device.parameters.map(\.name), memristor.values))
        return .memristor(device.median(values), state: state)
      }, selectors: Grid(rows: rows, columns: columns, repeating: HeldSelector(selector, isOn: false)),
      segment: .ohms(2.5), driver: .ohms(10))
  }

  static let contents = [
    Content(memristor: nil, voltage: 1.2), Content(memristor: "ag-mos2", voltage: 1.1),
    Content(memristor: "stanford", voltage: 1.3),
  ]

  @Test(arguments: contents, BiasScheme.allCases)
  func bothSolversFindTheSame(content: Content, scheme: BiasScheme) async throws {
    // ngspice looks long for the voltages of open lines.
    let (rows, columns) = scheme == .floating ? (4, 3) : (9, 8)
    let array = try Self.array(
      content, selector: SelectorDevice("selector-exponential").median(), rows: rows, columns: columns)
    for kind in [RowOperation.Kind.read, .reset] {
      let access = CellAccess(kind, row: 2, column: columns - 2, voltage: .volts(content.voltage), scheme: scheme)
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
      let isBelow = selector.current(at: .volts(middle), isOn: false).si * resistance < voltage - middle
      if isBelow { low = middle } else { high = middle }
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

  /// A selector that is a resistor: the closed forms of passive arrays with both resistances in each cell.
  @Test(arguments: BiasScheme.allCases, NetworkSolver.allCases)
  func aSelectorThatIsAResistorAddsItsResistance(scheme: BiasScheme, solver: NetworkSolver) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/selector-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try ".subckt ohmic n p params: r=4000\nRcell p n {r}\n.ends\n".write(
      toFile: folder + "/ohmic.sub", atomically: true, encoding: .utf8)
    try "{name: ohmic, kind: selector, model: {subcircuit: ohmic, set_terminal: p}, parameters: {r: {value: 4000}}}".write(
      toFile: folder + "/ohmic.yaml", atomically: true, encoding: .utf8)
    let selector = try SelectorDevice(folder + "/ohmic.yaml").median()
    let size = 9
    var array = try PassiveArrayTests.array(size, size, at: (2, 8))
    // 10 kohm and 1 Mohm in all, of which 4 kohm are the selector's.
    array.cells = array.cells.map { .resistor(($0.resistance ?? .zero) - .ohms(4000)) }
    array.selectors = Grid(rows: size, columns: size, repeating: HeldSelector(selector, isOn: false))
    let access = CellAccess(.read, row: 2, column: 8, voltage: .volts(PassiveArrayTests.voltage), scheme: scheme)
    let point = try await array.operatingPoint(access, by: solver, on: NgspiceEngine.shared)
    let selected = PassiveArrayTests.voltage / PassiveArrayTests.selected
    let sneak = PassiveArrayTests.sneak(scheme, size)
    #expect(abs(point.sensedCurrent.si / (selected + sneak) - 1) < 1e-9)
    #expect(abs(point.sneakCurrent(access).si - sneak) <= 1e-9 * sneak)
    #expect(abs((point.selectorVoltages?[2, 8] ?? 0) / (4000 * selected) - 1) < 1e-8)
  }

  /// At V/2 a half-selected selector takes nearly all of V/2 while it is off: those whose threshold lies below would turn on.
  @Test(arguments: NetworkSolver.allCases, [0.4, 0.8, 1.02, 1.4])
  func thresholdSelectorsAreHeldAndJudged(solver: NetworkSolver, voltage: Double) async throws {
    let device = try SelectorDevice("selector-threshold")
    let selectors = Grid<Selector>(rows: 8, columns: 7) { device.draw(seed: 2, index: 7 * $0 + $1) }
    let array = SelectorArray(
      cells: Grid(rows: 8, columns: 7) { .resistor(.ohms(($0 + $1) % 2 == 0 ? 1e4 : 1e5)) }, selectors: selectors,
      segment: .ohms(1), driver: .ohms(10))
    let access = CellAccess(.read, row: 3, column: 2, voltage: .volts(voltage), scheme: .half)
    let (point, found) = try await array.operatingPoint(access, by: solver, on: NgspiceEngine.shared)
    let states = try #require(found)
    // The selected cell: 0.5 V turns it on; then it is 1 kohm in series with 100 kohm, and holds only above 10.1 V.
    #expect(states.isOn == (voltage > 0.7) && states.holds == !states.isOn)
    let resistance = states.isOn ? 1e5 + 1e3 : 1e13
    #expect(abs(point.selectedCurrent(access).si / (voltage / resistance) - 1) < 1e-3)
    for row in 0..<8 {
      for column in 0..<7 where (row, column) != (3, 2) {
        let isHalfSelected = row == 3 || column == 2
        let threshold = try #require(selectors[row, column].thresholdVoltage?.si)
        #expect(states.wouldTurnOn[row, column] == (isHalfSelected && voltage / 2 > threshold), "(\(row), \(column))")
      }
    }
    #expect(states.wouldTurnOn[3, 2] == false)
  }
}

/// Arrays in which memristors share transistors, 1TnR.
@Suite struct SharedTransistorTests {
  static func array(
    _ rows: Int, _ columns: Int, sharing count: Int, _ transistor: AccessTransistor, cell: (Int, Int) -> CellElement
  ) -> TransistorArray {
    TransistorArray(
      cells: Grid(rows: rows, columns: columns, cell), cellsPerTransistor: count, transistor: transistor,
      wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero),
      gates: GateVoltages(read: .volts(5), set: .volts(5), resetBoost: .volts(4), off: .zero))
  }

  /// With ideal switches the common drain of the selected row is at the source line's 0 V. The other bit lines of its group
  /// send their voltage's current into it. Open ones take theirs through the other rows, whose drains float: N - 1 ways of R and
  /// R/(n - 1), then R/(n - 1) into the drain. 1 mohm of switch beside 10 kohm is 1e-7.
  @Test(arguments: BiasScheme.allCases, [2, 4])
  func theGroupsSneakPathsAreKnown(scheme: BiasScheme, count: Int) async throws {
    let (rows, voltage, resistance) = (5, 0.2, 1e4)
    let ideal = AccessTransistor(model: try .idealSwitch(), width: .zero, length: .zero)
    let access = CellAccess(.read, row: 1, column: count + 1, voltage: .volts(voltage), scheme: scheme)
    let array = Self.array(rows, 3 * count, sharing: count, ideal) {
      .resistor(.ohms(($0, $1) == (access.row, access.column) ? 1e6 : resistance))
    }
    let point = try await array.operatingPoint(access, on: NgspiceEngine.shared)
    let others = Double(count - 1)
    let sneak =
      switch scheme {
      case .floating: voltage / (resistance * (1 + 1 / others) / Double(rows - 1) + resistance / others)
      case .half: others * voltage / 2 / resistance
      case .third: others * voltage / 3 / resistance
      case .grounded: 0.0
      }
    #expect(abs(point.sensedCurrent.si / (voltage / 1e6 + sneak) - 1) < 1e-6)
    #expect(abs(point.selectedCurrent(access).si / (voltage / 1e6) - 1) < 1e-6)
    #expect(abs(point.sneakCurrent(access).si - sneak) < 1e-6 * sneak + 1e-12)
  }

  /// Neighbours that do not conduct leave a 1T1R cell.
  @Test(arguments: BiasScheme.allCases) func aLonelyMemristorHasTheTransistorForItself(scheme: BiasScheme) async throws {
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let access = CellAccess(.read, row: 2, column: 4, voltage: .volts(0.1), scheme: scheme)
    let array = Self.array(4, 6, sharing: 3, transistor) { .resistor(.ohms(($0, $1) == (2, 4) ? 519 : 1e14)) }
    let point = try await array.operatingPoint(access, on: NgspiceEngine.shared)
    let current = LevelOneTransistor().seriesCurrent(gate: 5, supply: 0.1, above: 519, below: 0)
    #expect(abs(point.sensedCurrent.si / current - 1) < 1e-6)
    #expect(abs(point.cellVoltages[2, 4] / (519 * current) - 1) < 1e-6)
  }

  /// A RESET drives the source line; grounded bit lines of the group take their cells along with it, open ones do not.
  @Test(arguments: [(BiasScheme.grounded, true), (.floating, false)])
  func aResetReachesTheNeighboursOfTheGroup(scheme: BiasScheme, isReached: Bool) async throws {
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let access = CellAccess(.reset, row: 0, column: 0, voltage: .volts(3), scheme: scheme)
    let array = Self.array(1, 4, sharing: 2, transistor) { _, _ in .resistor(.ohms(1e5)) }
    let point = try await array.operatingPoint(access, on: NgspiceEngine.shared)
    #expect(point.cellVoltages[0, 0] < -2.9)
    #expect((point.cellVoltages[0, 1] < -2.9) == isReached && abs(point.cellVoltages[0, 2]) < 1e-6)
  }
}
