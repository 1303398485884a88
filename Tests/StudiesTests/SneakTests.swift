import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Reporting
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
  ) throws -> SneakStudy {
    SneakStudy(
      seed: 5, cell: cell, rows: size, columns: size, row: row, column: column, scheme: scheme, pattern: pattern,
      selectedIsLow: selectedIsLow, lowResistance: .kiloohms(10), highResistance: .megaohms(1), readVoltage: .volts(0.2),
      writeVoltage: .volts(writeVoltage), wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero),
      device: try device ?? usualDevice(), transistor: try DrawnDevices.transistor(),
      gates: GateVoltages(read: .volts(5), set: .volts(1.12), resetBoost: .volts(4), off: .zero), sizes: sizes)
  }

  static func run(_ study: SneakStudy) async throws -> SneakFindings {
    try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
  }

  @Test func theMarginIsThatOfTheWorstPattern() async throws {
    // Whatever the pattern, the margin is said of all other cells in LRS: V/2 sends (N-1)(V/2)/R down the column.
    let outcome = try await Self.run(Self.study(pattern: .hrs)).outcome
    let (low, high, sneak) = (0.2 / 10e3, 0.2 / 1e6, 7 * 0.1 / 10e3)
    #expect(abs(outcome.margin.margin / ((low - high) / (low + sneak)) - 1) < 1e-9)
    #expect(abs(outcome.selectedCurrent.si / high - 1) < 1e-9)
    #expect(abs(outcome.sneakCurrent.si / (7 * 0.1 / 1e6) - 1) < 1e-9)
    #expect(outcome.states.elements.allSatisfy { !$0 })
  }

  @Test func theSelectedCellMayDifferFromItsPattern() async throws {
    let outcome = try await Self.run(Self.study(pattern: .lrs, selectedIsLow: false, row: 2, column: 5)).outcome
    #expect(abs(outcome.selectedCurrent.si / (0.2 / 1e6) - 1) < 1e-9)
    #expect(outcome.states[2, 5] == false && outcome.states.elements.count { $0 } == 63)
  }

  @Test func aPatternOfResistancesIsReadAsItStands() async throws {
    let grid = Grid<Double>(rows: 8, columns: 8) { 1000 * Double(1 + $0 + 8 * $1) }
    let outcome = try await Self.run(Self.study(pattern: .resistances(grid, source: "p"), column: 1)).outcome
    // The sensed column's other cells lie between V/2 and 0 V.
    let sneak = (1..<8).reduce(0.0) { $0 + 0.1 / grid[$1, 1] }
    #expect(abs(outcome.sneakCurrent.si / sneak - 1) < 1e-9)
    #expect(abs(outcome.selectedCurrent.si / (0.2 / 9000) - 1) < 1e-9)
    #expect(outcome.states[0, 1] && !outcome.states[1, 1], "9 kohm is LRS, 10 kohm is not")
  }

  /// What each scheme puts on a cell, of the write voltage: on the selected row, on the selected column, elsewhere.
  @Test(arguments: [(BiasScheme.half, 0.5, 0.5, 0), (.third, 1.0 / 3, 1.0 / 3, 1.0 / 3), (.grounded, 1, 0, 0)])
  func disturbVoltagesFollowTheScheme(scheme: BiasScheme, onRow: Double, onColumn: Double, elsewhere: Double) async throws {
    let outcome = try await Self.run(Self.study(scheme: scheme, pattern: .checkerboard, row: 1, column: 2)).outcome
    for row in 0..<8 {
      for column in 0..<8 {
        guard let cell = outcome.disturb.cells[row, column] else {
          #expect(row == 1 && column == 2)
          continue
        }
        #expect(cell.isLow == ((row + column) % 2 == 0))
        let share = row == 1 ? onRow : column == 2 ? onColumn : elsewhere
        // Grounded lines let a RESET, whose column is driven, put the whole of it on the column.
        let expected = scheme == .grounded && column == 2 ? (cell.isLow ? 5 : 0) : 5 * share
        let own = scheme == .grounded && row == 1 ? (cell.isLow ? 0 : 5) : expected
        #expect(abs(cell.voltage.si - own) < 1e-9, "cell (\(row), \(column))")
        let memristor = outcome.memristors[row, column]
        #expect(cell.threshold == (cell.isLow ? memristor.resetVoltage : memristor.setVoltage))
        // By the scheme's own voltage and the drawn device, and not by what the study found of either.
        let switching = try #require(memristor[outcome.states[row, column] ? .resetVoltage : .setVoltage])
        if abs(own - switching) > 1e-6 { #expect(cell.isDisturbed == (own > switching), "cell (\(row), \(column))") }
      }
    }
  }

  /// At V/2 of 5 V the reference counts 82 % (SET) to 88 % (RESET) of the half-selected cells.
  @Test func halfSelectedCellsFlipAsTheStatisticsSay() async throws {
    let outcome = try await Self.run(Self.study(size: 32, pattern: .random)).outcome
    let halfSelected = (1..<32).flatMap { [outcome.disturb.cells[0, $0], outcome.disturb.cells[$0, 0]] }.compactMap { $0 }
    let flipped = halfSelected.count(where: \.isDisturbed)
    #expect(halfSelected.count == 62 && flipped == outcome.disturb.disturbedCount)
    // 85 % of 62 is 52.7, with a standard deviation of 2.8.
    #expect(abs(Double(flipped) - 52.7) < 3.5 * 2.8)
  }

  @Test(arguments: [(2.43, 30), (2.45, 0)]) func thresholdsDecide(resetVoltage: Double, flipped: Int) async throws {
    // All half-selected cells see 2.44 V of 4.88 V.
    let device = try uniformDevice(setVoltage: 1, resetVoltage: resetVoltage)
    let outcome = try await Self.run(Self.study(size: 16, device: device, writeVoltage: 4.88)).outcome
    #expect(outcome.disturb.disturbedCount == flipped)
  }

  @Test(arguments: BiasScheme.allCases.filter { $0 != .third })
  func aTransistorKeepsSneakCurrentsAndWritesOut(scheme: BiasScheme) async throws {
    var study = try Self.study(.transistor, size: 16, scheme: scheme, pattern: .random)
    (study.lowResistance, study.highResistance) = (nil, nil)
    study.wires = Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))
    let outcome = try await Self.run(study).outcome
    let ratio = outcome.sneakCurrent / outcome.selectedCurrent
    #expect(ratio != 0 && abs(ratio) < 1e-3)
    #expect(outcome.margin.margin > 0.9 && outcome.disturb.disturbedCount == 0)
  }

  @Test func largerArraysHoldTheCellsOfSmallerOnes() async throws {
    for size in 1...20 {
      let numbers = Grid<Int>(rows: size, columns: size) { cellNumber($0, $1) }.elements
      #expect(numbers.sorted() == Array(0..<size * size))
    }
    let study = try Self.study(size: 2, pattern: .random, sizes: [3, 5])
    let result = try await Self.run(study)
    let sizes = result.figures.sizes
    #expect(sizes.map(\.size) == [3, 3, 5, 5] && sizes.map(\.cell) == [.passive, .transistor, .passive, .transistor])
    let (small, large) = (SneakArray(study.ofSize(3, .passive)), SneakArray(study.ofSize(5, .transistor)))
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(small.memristors[row, column] == large.memristors[row, column])
        #expect(small.states[row, column] == large.states[row, column])
      }
    }
    #expect(result.headline?.contains("From 3 x 3 to 5 x 5") == true)
  }

  /// Drawn memristors behind wires and drivers: every figure by both.
  @Test(arguments: BiasScheme.allCases) func bothSolversFindTheSame(scheme: BiasScheme) async throws {
    var study = try Self.study(size: 9, scheme: scheme, pattern: .checkerboard, row: 2, column: 7)
    (study.lowResistance, study.highResistance) = (nil, nil)
    study.wires = Wires(bitLineSegment: .ohms(2.5), sourceLineSegment: .ohms(2.5), driver: .ohms(10))
    var summaries: [SneakFigures] = []
    for solver in [NetworkSolver.ngspice, .structured] {
      study.passiveSolver = solver
      let engine = CellEngine(ngspice: NgspiceEngine.shared)
      summaries.append(try await study.run(StudyRun(engine)).figures)
      #expect((engine.spice.totals.analyses == 0) == (solver == .structured))
    }
    for figure in [
      \SneakFigures.selectedCurrent.si, \.sneakCurrent.si, \.sensedCurrent.si, \.margin, \.marginLRSCurrent.si,
      \.marginHRSCurrent.si,
    ] {
      #expect(abs(summaries[1][keyPath: figure] / summaries[0][keyPath: figure] - 1) < 1e-6)
    }
    #expect(summaries[0].disturbedCells == summaries[1].disturbedCells)
    let voltages = summaries.compactMap(\.largestDisturbVoltage)
    #expect(voltages.count == 2 && abs((voltages[1] - voltages[0]).si) < 1e-6)
  }

  @Test func largeArraysAreSolvedByTheirStructure() async throws {
    let result = try await Self.run(Self.study(size: 40, scheme: .floating, selectedIsLow: false, sizes: [4, 64]))
    #expect(result.text.contains("structured solver   for 40 x 40 1R, 64 x 64 1R\n"), "\(result.text)")
    #expect(result.figures.sizes.map(\.engine) == [.ngspice, .ngspice, .structured, .ngspice])
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
    #expect(try await Self.run(study).headline?.contains(words) == true)
    // A selected cell that happens to stand the voltage says nothing of the others.
    study.device = try usualDevice()
    study.readVoltage = .volts(1)
    let result = try await Self.run(study)
    guard result.figures.readReachedCells == 0 else { return }
    #expect(result.text.contains("cannot be read cell by cell at 1 V, which is V_SET or more of"), "\(result.text)")
  }

  /// The half-selected cells of a read at 5 V see 2.5 V, the selected one 5 V: a V_SET of 2 V is reached by all 15 of them, one
  /// of 3 V by the selected one alone, one of 6 V by none, whatever they hold.
  @Test(arguments: [(2.0, CellPattern.hrs, 15), (3, .hrs, 1), (6, .hrs, 0), (2, .lrs, 15), (3, .lrs, 1)])
  func aReadThatReachesSwitchingVoltagesIsAWrite(setVoltage: Double, pattern: CellPattern, flipped: Int) async throws {
    var study = try Self.study(pattern: pattern, device: uniformDevice(setVoltage: setVoltage, resetVoltage: 6))
    study.readVoltage = .volts(5)
    let result = try await Self.run(study)
    #expect(result.figures.readReachedCells == flipped)
    let words = "is written by a read at 5 V, which reaches V_SET or V_RESET of \(flipped) cell"
    #expect(result.text.contains(words) == (flipped > 0), "\(result.text)")
    #expect(!result.text.contains("can be read") || flipped == 0)
    #expect(result.text.contains("the read reaches") == (flipped > 0))
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
    let engine = CellEngine(ngspice: FailingEngine(words: "3 x 3 1T1R"))
    let result = try await Self.study(size: 2, sizes: [3, 4]).run(StudyRun(engine))
    #expect(result.figures.sizes.map { $0.numericalFailure != nil } == [false, true, false, false])
    #expect(result.figures.numericalFailures == 1 && result.figures.sizes[1].numericalFailure?.contains("no way") == true)
    // The array that was asked for is not one of many.
    await #expect(throws: FailedSimulation.self) {
      try await Self.study(size: 2).run(StudyRun(CellEngine(ngspice: FailingEngine(words: "2 x 2 passive"))))
    }
  }

  /// The sizes that an interrupted run has left are not simulated again.
  @Test func sizesAreResumed() async throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try ResultFolder(opening: path)
    let study = try Self.study(size: 2, sizes: [2, 3])
    let whole = try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared), folder: folder))
    let table = folder.location(of: "sizes.csv")
    let text = try String(contentsOf: table, encoding: .utf8)
    try text.split(separator: "\n").prefix(3).joined(separator: "\n").appending("\n3,1").write(
      to: table, atomically: true, encoding: .utf8)
    let engine = CellEngine(ngspice: NgspiceEngine.shared)
    let resumed = try await study.run(StudyRun(engine, folder: folder, isResumed: true))
    #expect(try String(contentsOf: table, encoding: .utf8) == text && resumed.figures == whole.figures)
    // Four accesses of each array whose pattern is one of the worst: the array itself and two of the sizes.
    #expect(engine.spice.totals.analyses == 3 * 4)
  }
}
