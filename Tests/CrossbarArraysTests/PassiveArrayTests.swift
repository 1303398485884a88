import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NetworkReference
import NgspiceBridge
import StructuredSolver
import Testing

@testable import CrossbarArrays

/// Passive arrays against closed forms and against a dense solution of the same network.
@Suite struct PassiveArrayTests {
  static let cell = 10_000.0
  static let selected = 1e6
  static let voltage = 0.2

  /// All cells 10 kohm but the selected one.
  static func array(
    _ rows: Int, _ columns: Int, segment: Double = 0, driver: Double = 0, at place: (Int, Int)
  ) throws -> PassiveArray {
    PassiveArray(
      cells: Grid(rows: rows, columns: columns) { row, column in
        .resistor(.ohms((row, column) == place ? selected : cell))
      }, segment: .ohms(segment), driver: .ohms(driver))
  }

  /// What the other cells add to V / R_sel in an n x n array of ideal wires. Floating: the sensed column gets its sneak
  /// current through the n - 1 cells of the selected row, (n - 1)² cells between unselected lines, and the n - 1 cells of
  /// the selected column, in series (each group in parallel by symmetry). Otherwise the n - 1 cells of the sensed column
  /// lie between 0 V and the voltage of the unselected rows.
  static func sneak(_ scheme: BiasScheme, _ size: Int) -> Double {
    let others = Double(size - 1)
    return switch scheme {
    case .floating: voltage / (2 * cell / others + cell / (others * others))
    case .half: others * (voltage / 2) / cell
    case .third: others * (voltage / 3) / cell
    case .grounded: 0
    }
  }

  @Test(arguments: BiasScheme.allCases, [2, 5, 16, 32])
  func agreesWithTheClosedForms(scheme: BiasScheme, size: Int) async throws {
    let access = CellAccess(.read, row: size / 3, column: size - 1, voltage: .volts(Self.voltage), scheme: scheme)
    let array = try Self.array(size, size, at: (access.row, access.column))
    let point = try await array.operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
    let sneak = Self.sneak(scheme, size)
    let sensed = Self.voltage / Self.selected + sneak
    #expect(abs(point.sensedCurrent.si / sensed - 1) < 1e-9)
    #expect(abs(point.selectedCurrent(access).si / (Self.voltage / Self.selected) - 1) < 1e-9)
    #expect(abs(point.sneakCurrent(access).si - sneak) <= 1e-9 * sneak)
  }

  /// Figures of an independent computation: N = 16, 0.2 V, 10 kohm, 1 Mohm selected.
  @Test(arguments: [(BiasScheme.floating, 145.361290323e-6), (.half, 150.2e-6), (.grounded, 0.2e-6)])
  func agreesWithTheReference(scheme: BiasScheme, current: Double) async throws {
    let access = CellAccess(.read, row: 0, column: 0, voltage: .volts(0.2), scheme: scheme)
    let point = try await Self.array(16, 16, at: (0, 0)).operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
    #expect(abs(point.sensedCurrent.si / current - 1) < 1e-11)
  }

  @Test(arguments: BiasScheme.allCases, [RowOperation.Kind.read, .set, .reset])
  func agreesWithADenseSolutionBehindWires(scheme: BiasScheme, kind: RowOperation.Kind) async throws {
    let access = CellAccess(kind, row: 1, column: 3, voltage: .volts(2), scheme: scheme)
    var array = try Self.array(5, 6, segment: 2, driver: 10, at: (1, 3))
    array.cells[0, 3] = .resistor(.ohms(300))
    let point = try await array.operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
    let expected = DenseNetwork(Self.network(of: array, access))
    for row in 0..<5 {
      for column in 0..<6 {
        let voltage = Double(expected.rowVoltages[row, column] - expected.columnVoltages[row, column])
        #expect(abs(point.cellVoltages[row, column] - voltage) < 1e-11)
        let current = voltage / (array.cells[row, column].resistance?.si ?? 0)
        #expect(abs(point.cellCurrents[row, column] - current) < 1e-9 * abs(current) + 1e-16)
      }
    }
    let sensed = Double(expected.bottom[3])
    #expect(abs(point.sensedCurrent.si / sensed - 1) < 1e-9)
    let sum = point.selectedCurrent(access) + point.sneakCurrent(access)
    #expect(abs(sum.si / sensed - 1) < 1e-9)
  }

  /// The network of the documentation, written down again.
  static func network(of array: PassiveArray, _ access: CellAccess) -> CrossbarNetwork {
    var network = CrossbarNetwork(
      conductances: array.cells.map { 1 / ($0.resistance?.si ?? 0) }, rowSegment: array.segment,
      columnSegment: array.segment)
    let shares: (Double?, Double?) =
      switch access.scheme {
      case .floating: (nil, nil)
      case .half: (0.5, 0.5)
      case .third: (1.0 / 3, 2.0 / 3)
      case .grounded: (0, 0)
      }
    let (own, other) = access.kind == .reset ? (0.0, 1.0) : (1.0, 0.0)
    let (rows, columns) = access.kind == .reset ? (shares.1, shares.0) : shares
    func end(_ share: Double?) -> LineEnd {
      share.map { .held(at: access.voltage * $0, through: array.driver + array.segment) } ?? .open
    }
    for row in 0..<array.cells.rows { network.left[row] = end(row == access.row ? own : rows) }
    for column in 0..<array.cells.columns { network.bottom[column] = end(column == access.column ? other : columns) }
    return network
  }

  /// A memristor in LRS is ohmic: drawn as such or as a resistor, an array is the same.
  @Test(arguments: BiasScheme.allCases)
  func memristorsInTheirLowStateAreResistors(scheme: BiasScheme) async throws {
    let access = CellAccess(.read, row: 2, column: 0, voltage: .volts(0.1), scheme: scheme)
    let device = try usualDevice()
    let memristors = Grid<Memristor>(rows: 4, columns: 3) { device.draw(seed: 2, index: 3 * $0 + $1) }
    var array = try Self.array(4, 3, segment: 1, driver: 5, at: (0, 0))
    array.cells = memristors.map { .resistor($0.lowResistance) }
    let ohmic = try await array.operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
    array.cells = memristors.map { .memristor($0, state: 1) }
    let drawn = try await array.operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
    #expect(abs(drawn.sensedCurrent / ohmic.sensedCurrent - 1) < 1e-9)
    for (one, other) in zip(drawn.cellCurrents.elements, ohmic.cellCurrents.elements) {
      #expect(abs(one - other) < 1e-9 * abs(ohmic.sensedCurrent.si))
    }
  }

  /// One memristor in HRS behind a row and a column of known resistance: I = k V sqrt(V² + v_ohmic²), found by bisection.
  @Test func memristorsInTheirHighStateConductAsTheirModelSays() async throws {
    let access = CellAccess(.read, row: 0, column: 0, voltage: .volts(3), scheme: .grounded)
    let array = PassiveArray(
      cells: Grid(rows: 1, columns: 1, repeating: .memristor(try medianMemristor(), state: 0)), segment: .ohms(1000),
      driver: .ohms(9000))
    let point = try await array.operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
    let k = 1 / (1.1e6 * (0.1 * 0.1 + 0.2 * 0.2).squareRoot())
    var (low, high) = (0.0, 3.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let current = k * middle * (middle * middle + 0.04).squareRoot()
      if middle + 20_000 * current < 3 { low = middle } else { high = middle }
    }
    #expect(abs(point.cellVoltages[0, 0] / low - 1) < 1e-9)
    #expect(abs(point.sensedCurrent.si / ((3 - low) / 20_000) - 1) < 1e-9)
    #expect(point.sneakCurrent(access) == .zero)
  }

  @Test func arraysOfOneLineNeedNoOthers() async throws {
    for scheme in BiasScheme.allCases {
      let access = CellAccess(.read, row: 0, column: 2, voltage: .volts(1), scheme: scheme)
      let point = try await Self.array(1, 5, at: (0, 2)).operatingPoint(access, by: .ngspice, on: NgspiceEngine.shared)
      #expect(abs(point.sensedCurrent.si / 1e-6 - 1) < 1e-9 && point.sneakCurrent(access) == .zero)
    }
  }
}

/// Results that resistors cannot have.
@Suite struct ImpossiblePointTests {
  /// Beside wires of 1e-30 ohm nothing is left of a cell's conductance in a double: 371 V were reported in an array at 5 V.
  @Test(arguments: NetworkSolver.allCases)
  func wiresTooGoodForTheArithmeticAreNoResult(solver: NetworkSolver) async throws {
    let device = try usualDevice()
    let array = PassiveArray(
      cells: Grid(rows: 4, columns: 4) { .memristor(device.draw(seed: 1, index: 4 * $0 + $1), state: 1) },
      segment: .ohms(1e-30), driver: .ohms(10))
    let access = CellAccess(.set, row: 0, column: 0, voltage: .volts(5), scheme: .half)
    let error = await #expect(throws: (any Error).self) {
      try await array.operatingPoint(access, by: solver, on: NgspiceEngine.shared)
    }
    let text = "\(try #require(error))"
    #expect(text.contains("where the sources allow 0 to 5 V") || text.contains("allowed is 0, and 1e-12 to"), "\(text)")
  }
}
