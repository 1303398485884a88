import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import StructuredSolver
import Testing

@testable import Studies

/// Sneak studies against closed forms and against the statistics that the devices are drawn from.
@Suite struct SneakTests {
  /// Ideal wires and drivers, cells of 10 kohm and 1 Mohm, 0.2 V.
  static func study(
    _ cell: CellKind = .passive, size: Int = 8, scheme: BiasScheme = .half, pattern: CellPattern = .lrs,
    selectedIsLow: Bool? = nil, device: MemristorDevice? = nil, writeVoltage: Double = 5, sizes: [Int] = [],
    row: Int = 0, column: Int = 0
  ) throws -> SneakConfiguration {
    SneakConfiguration(
      seed: 5, cell: cell, rows: size, columns: size, row: row, column: column, scheme: scheme, pattern: pattern,
      selectedIsLow: selectedIsLow, lowResistance: .kiloohms(10), highResistance: .megaohms(1), readVoltage: .volts(0.2),
      writeVoltage: .volts(writeVoltage), wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero),
      device: try device ?? usualDevice(), transistor: try DrawnDevices.transistor(),
      gates: GateVoltages(read: .volts(5), set: .volts(1.12), resetBoost: .volts(4), off: .zero), sizes: sizes)
  }

  static func run(_ configuration: SneakConfiguration) async throws -> SneakResult {
    try await SneakExperiment(configuration).run(on: NgspiceEngine.shared)
  }

  @Test func theMarginIsThatOfTheWorstPattern() async throws {
    // Whatever the pattern, the margin is said of all other cells in LRS: V/2 sends (N-1)(V/2)/R down the column.
    let figures = try await Self.run(Self.study(pattern: .hrs)).figures
    let (low, high, sneak) = (0.2 / 10e3, 0.2 / 1e6, 7 * 0.1 / 10e3)
    #expect(abs(figures.margin.margin / ((low - high) / (low + sneak)) - 1) < 1e-9)
    #expect(abs(figures.selectedCurrent.si / high - 1) < 1e-9)
    #expect(abs(figures.sneakCurrent.si / (7 * 0.1 / 1e6) - 1) < 1e-9)
    #expect(figures.states.elements.allSatisfy { !$0 })
  }

  @Test func theSelectedCellMayDifferFromItsPattern() async throws {
    let figures = try await Self.run(Self.study(pattern: .lrs, selectedIsLow: false, row: 2, column: 5)).figures
    #expect(abs(figures.selectedCurrent.si / (0.2 / 1e6) - 1) < 1e-9)
    #expect(figures.states[2, 5] == false && figures.states.elements.count { $0 } == 63)
  }

  @Test func aPatternOfResistancesIsReadAsItStands() async throws {
    let grid = Grid<Double>(rows: 8, columns: 8) { 1000 * Double(1 + $0 + 8 * $1) }
    let figures = try await Self.run(Self.study(pattern: .resistances(grid, source: "p"), column: 1)).figures
    // The sensed column's other cells lie between V/2 and 0 V.
    let sneak = (1..<8).reduce(0.0) { $0 + 0.1 / grid[$1, 1] }
    #expect(abs(figures.sneakCurrent.si / sneak - 1) < 1e-9)
    #expect(abs(figures.selectedCurrent.si / (0.2 / 9000) - 1) < 1e-9)
    #expect(figures.states[0, 1] && !figures.states[1, 1], "9 kohm is LRS, 10 kohm is not")
  }

  /// What each scheme puts on a cell, of the write voltage: on the selected row, on the selected column, elsewhere.
  @Test(arguments: [(BiasScheme.half, 0.5, 0.5, 0), (.third, 1.0 / 3, 1.0 / 3, 1.0 / 3), (.grounded, 1, 0, 0)])
  func disturbVoltagesFollowTheScheme(scheme: BiasScheme, onRow: Double, onColumn: Double, elsewhere: Double) async throws {
    let figures = try await Self.run(Self.study(scheme: scheme, pattern: .checkerboard, row: 1, column: 2)).figures
    for row in 0..<8 {
      for column in 0..<8 {
        guard let cell = figures.disturb.cells[row, column] else {
          #expect(row == 1 && column == 2)
          continue
        }
        #expect(cell.isLow == ((row + column) % 2 == 0))
        let share = row == 1 ? onRow : column == 2 ? onColumn : elsewhere
        // Grounded lines let a RESET, whose column is driven, put the whole of it on the column.
        let expected = scheme == .grounded && column == 2 ? (cell.isLow ? 5 : 0) : 5 * share
        let own = scheme == .grounded && row == 1 ? (cell.isLow ? 0 : 5) : expected
        #expect(abs(cell.voltage - own) < 1e-9, "cell (\(row), \(column))")
        let memristor = figures.memristors[row, column]
        #expect(cell.threshold == (cell.isLow ? memristor.resetVoltage : memristor.setVoltage)?.si)
        // By the scheme's own voltage and the drawn device, and not by what the study found of either.
        let switching = try #require(memristor[figures.states[row, column] ? .resetVoltage : .setVoltage])
        if abs(own - switching) > 1e-6 { #expect(cell.isDisturbed == (own > switching), "cell (\(row), \(column))") }
      }
    }
  }

  /// At V/2 of 5 V the reference counts 82 % (SET) to 88 % (RESET) of the half-selected cells.
  @Test func halfSelectedCellsFlipAsTheStatisticsSay() async throws {
    let figures = try await Self.run(Self.study(size: 32, pattern: .random)).figures
    let halfSelected = (1..<32).flatMap { [figures.disturb.cells[0, $0], figures.disturb.cells[$0, 0]] }.compactMap { $0 }
    let flipped = halfSelected.count(where: \.isDisturbed)
    #expect(halfSelected.count == 62 && flipped == figures.disturb.disturbedCount)
    // 85 % of 62 is 52.7, with a standard deviation of 2.8.
    #expect(abs(Double(flipped) - 52.7) < 3.5 * 2.8)
  }

  @Test(arguments: [(2.43, 30), (2.45, 0)]) func thresholdsDecide(resetVoltage: Double, flipped: Int) async throws {
    // All half-selected cells see 2.44 V of 4.88 V.
    let device = try uniformDevice(setVoltage: 1, resetVoltage: resetVoltage)
    let figures = try await Self.run(Self.study(size: 16, device: device, writeVoltage: 4.88)).figures
    #expect(figures.disturb.disturbedCount == flipped)
  }

  @Test(arguments: BiasScheme.allCases.filter { $0 != .third })
  func aTransistorKeepsSneakCurrentsAndWritesOut(scheme: BiasScheme) async throws {
    var configuration = try Self.study(.transistor, size: 16, scheme: scheme, pattern: .random)
    (configuration.lowResistance, configuration.highResistance) = (nil, nil)
    configuration.wires = Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))
    let figures = try await Self.run(configuration).figures
    let ratio = figures.sneakCurrent / figures.selectedCurrent
    #expect(ratio != 0 && abs(ratio) < 1e-3)
    #expect(figures.margin.margin > 0.9 && figures.disturb.disturbedCount == 0)
  }

  @Test func largerArraysHoldTheCellsOfSmallerOnes() async throws {
    for size in 1...20 {
      let numbers = Grid<Int>(rows: size, columns: size) { cellNumber($0, $1) }.elements
      #expect(numbers.sorted() == Array(0..<size * size))
    }
    let result = try await Self.run(Self.study(size: 2, pattern: .random, sizes: [3, 5]))
    #expect(
      result.points.map(\.size) == [3, 3, 5, 5] && result.points.map(\.cell) == [.passive, .transistor, .passive, .transistor])
    let (small, large) = (try #require(result.points[0].figures), try #require(result.points[3].figures))
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(small.memristors[row, column] == large.memristors[row, column])
        #expect(small.states[row, column] == large.states[row, column])
      }
    }
    #expect(result.conclusion.contains("From 3 x 3 to 5 x 5"))
  }

  /// Drawn memristors behind wires and drivers: every figure by both.
  @Test(arguments: BiasScheme.allCases) func bothSolversFindTheSame(scheme: BiasScheme) async throws {
    var study = try Self.study(size: 9, scheme: scheme, pattern: .checkerboard, row: 2, column: 7)
    (study.lowResistance, study.highResistance) = (nil, nil)
    study.wires = Wires(bitLineSegment: .ohms(2.5), sourceLineSegment: .ohms(2.5), driver: .ohms(10))
    var summaries: [SneakSummary.Figures] = []
    for solver in [NetworkSolver.ngspice, .structured] {
      study.passiveSolver = solver
      let result = try await Self.run(study)
      #expect((result.totals.analyses == 0) == (solver == .structured))
      let figures = SneakSummary(result).figures
      summaries.append(figures)
    }
    for figure in [
      \SneakSummary.Figures.selectedCurrent, \.sneakCurrent, \.sensedCurrent, \.margin, \.marginLowCurrent, \.marginHighCurrent,
    ] {
      #expect(abs(summaries[1][keyPath: figure] / summaries[0][keyPath: figure] - 1) < 1e-6)
    }
    #expect(summaries[0].disturbedCells == summaries[1].disturbedCells)
    let voltages = summaries.compactMap(\.largestDisturbVoltage)
    #expect(voltages.count == 2 && abs(voltages[1] - voltages[0]) < 1e-6)
  }

  @Test func largeArraysAreSolvedByTheirStructure() async throws {
    let result = try await Self.run(Self.study(size: 40, scheme: .floating, selectedIsLow: false, sizes: [4, 64]))
    #expect(result.engineText.hasPrefix("the structured solver for 40 x 40, 64 x 64 1R, in "), "\(result.engineText)")
    #expect(result.points.map { $0.figures?.configuration.solver } == [.ngspice, .ngspice, .structured, .ngspice])
    // V / R_sel + V / (2R / (N - 1) + R / (N - 1)^2).
    let expected = 0.2 / 1e6 + 0.2 / (2 * 10e3 / 39 + 10e3 / (39.0 * 39))
    #expect(abs(result.figures.sensedCurrent.si / expected - 1) < 1e-9)
  }

  /// Whatever the device: the structured solver asks its equations.
  @Test func anyDeviceIsForTheStructuredSolver() async throws {
    var study = try Self.study(size: 40)
    #expect(study.solver == .structured)
    (study.lowResistance, study.highResistance) = (nil, nil)
    study.device = try uniformDevice()
    // All in LRS at V/2: 39 cells of the sensed column with 519 ohm and half the voltage.
    let figures = try await Self.run(study).figures
    #expect(
      abs(figures.sneakCurrent.si / (39 * 0.1 / 519) - 1) < 1e-6 && abs(figures.selectedCurrent.si / (0.2 / 519) - 1) < 1e-6)
  }

  /// Behind a transistor the selected cell alone sees the read; each of the others would, when it is its turn.
  @Test(arguments: [
    (0.1, "can be read (margin"), (2.0, "is written by a read at 2 V, which reaches V_SET or V_RESET of 1 cell,"),
  ])
  func readingCellByCellIsJudged(voltage: Double, words: String) async throws {
    var study = try Self.study(.transistor, size: 4, scheme: .floating, device: uniformDevice(setVoltage: 1))
    study.readVoltage = .volts(voltage)
    #expect(try await Self.run(study).conclusion.contains(words))
    // A selected cell that happens to stand the voltage says nothing of the others.
    study.device = try usualDevice()
    study.readVoltage = .volts(1)
    let result = try await Self.run(study)
    guard result.figures.readDisturb.count == 0 else { return }
    #expect(result.conclusion.contains("cannot be read cell by cell at 1 V, which is V_SET or more of"), "\(result.conclusion)")
  }

  /// The half-selected cells of a read at 5 V see 2.5 V, the selected one 5 V: a V_SET of 2 V is reached by all 15 of them, one
  /// of 3 V by the selected one alone, one of 6 V by none, whatever they hold.
  @Test(arguments: [(2.0, CellPattern.hrs, 15), (3, .hrs, 1), (6, .hrs, 0), (2, .lrs, 15), (3, .lrs, 1)])
  func aReadThatReachesSwitchingVoltagesIsAWrite(setVoltage: Double, pattern: CellPattern, flipped: Int) async throws {
    var study = try Self.study(pattern: pattern, device: uniformDevice(setVoltage: setVoltage, resetVoltage: 6))
    study.readVoltage = .volts(5)
    let result = try await Self.run(study)
    #expect(result.figures.readDisturb.count == flipped && SneakSummary(result).figures.readReachedCells == flipped)
    let words = "is written by a read at 5 V, which reaches V_SET or V_RESET of \(flipped) cell"
    #expect(result.conclusion.contains(words) == (flipped > 0), "\(result.conclusion)")
    #expect(!result.conclusion.contains("can be read") || flipped == 0)
    #expect(result.text(folder: "x").contains("the read reaches") == (flipped > 0))
  }

  /// Fails the circuits of one array.
  private struct FailingEngine: SpiceEngine {
    let words: String
    var identity: EngineIdentity { EngineIdentity(name: "failing", version: "0", features: []) }
    func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
      if deck.circuit.title.contains(words) {
        throw SimulationError.analysisFailed(analysis: "operating point", element: nil, engineMessage: "no way")
      }
      return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
    }
  }

  @Test func aSizeThatFailsIsReportedAndEndsNothing() async throws {
    let experiment = SneakExperiment(try Self.study(size: 2, sizes: [3, 4]))
    var kept: [Int] = []
    let result = try await experiment.run(on: FailingEngine(words: "3 x 3 1T1R")) { _ in
    } afterSize: {
      kept.append($0.count)
    }
    #expect(kept == [1, 2, 3, 4])
    let failures = result.points.map { point in
      if case .failure(let failure as FailedSimulation) = point.outcome { failure.netlist } else { "" }
    }
    #expect(failures.map(\.isEmpty) == [true, false, true, true])
    #expect(failures[1].contains("MCELL_2_2") && failures[1].contains(".op"))
    #expect(SneakSummary(result).sizes[1].failure?.contains("no way") == true)
    // The array that was asked for is not one of many.
    await #expect(throws: FailedSimulation.self) {
      try await SneakExperiment(try Self.study(size: 2)).run(on: FailingEngine(words: "2 x 2 passive"))
    }
  }
}
