import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Reporting
import Testing

@testable import Studies

/// Pulses on drawn cells, against the statistics they were drawn from and the transistor's own equation.
@Suite struct WindowTests {
  private func study(
    _ grid: PulseGrid, count: Int, corners: Int = 1, transistorWidth: Double = 60,
    wires: Wires = Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)),
    device: MemristorDevice? = nil, seed: UInt64 = 1, ratings: TransistorRatings = TransistorRatings()
  ) throws -> WindowStudy {
    let transistor = AccessTransistor(
      model: try .fiveVolt(), width: .micrometers(transistorWidth), length: .micrometers(0.6), ratings: ratings)
    return WindowStudy(
      device: try device ?? usualDevice(), seed: seed, count: count, corners: corners, grid: grid,
      surroundings: CellSurroundings(rows: 16, row: 15, transistor: transistor, wires: wires),
      resetGateBoost: .volts(4), read: try configuration(try uniformDevice()).read, rest: .seconds(1), limits: WindowLimits())
  }

  private func grid(amplitudes: [Double], widths: [Double] = [20], gates: [Double]) -> PulseGrid {
    PulseGrid(
      amplitudes: amplitudes.map { .volts($0) }, widths: widths.map { .milliseconds($0) },
      gateVoltages: gates.map { .volts($0) })
  }

  /// Behind a transistor of 6 mm and ideal wires a cell sees the whole amplitude: it SETs if V_SET is below and RESETs if
  /// V_RESET is, but for the few whose R_LRS or R_HRS is on the wrong side of the threshold (0.2 and 0.4 %).
  @Test func withoutATransistorToSpeakOfTheStatisticsDecide() async throws {
    let count = 120
    let study = try study(
      grid(amplitudes: [1, 2, 4], gates: [5]), count: count, transistorWidth: 6000,
      wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero))
    let points = try await study.runCompiled().figures.points
    let device = study.device
    for point in points {
      let amplitude = point.setting.amplitude.si
      #expect(point.numericalFailures == 0 && point.setSuccess.of == count && point.resetSuccess.of == count)
      for (share, bit) in [(point.setSuccess, true), (point.resetSuccess, false)] {
        let failing = device.failureProbability(
          writing: bit, amplitude: point.setting.amplitude, threshold: study.read.threshold)
        let expected = 1 - (try #require(failing))
        let standardError = (expected * (1 - expected) / Double(count)).squareRoot()
        let found = try #require(share.share)
        #expect(abs(found - expected) < 3 * standardError, "\(found) at \(amplitude) V, by the statistics \(expected)")
      }
      // The same by the cells themselves: none but those within 10 % of the amplitude may differ.
      let voltages = (0..<count).compactMap { device.draw(seed: 1, index: $0)[.setVoltage] }
      let near = voltages.count { abs($0 / amplitude - 1) < 0.1 }
      let below = voltages.count { $0 < amplitude }
      #expect(abs(point.setSuccess.count - below) <= near + 2)
    }
  }

  /// The gate sets the current (level 1, saturated: kp W / 2 L (V_g - V_t)^2 (1 + lambda V)), and with it the walls of
  /// the window: too little and filaments fade, too much and they never dissolve.
  @Test func theGateSetsTheCurrentAndTheWalls() async throws {
    let study = try study(grid(amplitudes: [5], gates: [0.8, 1, 1.12, 1.4]), count: 25)
    let points = try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared))).figures.points
    for point in points.prefix(3) {
      let overdrive = point.setting.gateVoltage.si - 0.75
      let current = 144e-6 * 100 / 2 * overdrive * overdrive
      let found = try #require(point.compliance).median.si
      // lambda V adds up to 15 %, the source's own rise by the wires takes a little away. Above a milliampere the
      // filament's own resistance begins to limit.
      #expect(found > current * 0.9 && found < current * 1.16, "\(found) A at \(point.setting.gateVoltage)")
    }
    #expect((points[0].volatile.share ?? 0) > 0.5, "18 uA")
    #expect(points[2].volatile.count == 0 && points[3].volatile.count == 0, "1 mA and more")
    #expect(points[0..<3].allSatisfy { $0.overprogrammed.count == 0 })
    // 3 mA, and 2 mA is what a device stands; only cells that do not let so much pass stay out.
    #expect((points[3].overprogrammed.share ?? 0) > 0.7)
    #expect(Set(points.map(\.resetSuccess)).count == 1, "no gate voltage of a SET plays a part in a RESET")
  }

  /// More amplitude or a longer pulse never hurts, within the intervals.
  @Test func successRisesWithAmplitudeAndWidth() async throws {
    let study = try study(grid(amplitudes: [1, 3, 6], widths: [1, 20], gates: [1.12]), count: 30)
    let points = try await study.runCompiled().figures.points
    let grid = study.grid
    for width in 0..<2 {
      for amplitude in 0..<3 {
        let point = points[grid.index(.init(width: width, amplitude: amplitude, gate: 0))]
        let successors = [
          (width + 1, amplitude), (width, amplitude + 1),
        ].filter { $0.0 < 2 && $0.1 < 3 }
        for (nextWidth, nextAmplitude) in successors {
          let next = points[grid.index(.init(width: nextWidth, amplitude: nextAmplitude, gate: 0))]
          #expect(
            next.setSuccess.wilsonHigh >= point.setSuccess.wilsonLow
              && next.resetSuccess.wilsonHigh >= point.resetSuccess.wilsonLow)
          #expect((next.writeEnergy ?? .zero) > (point.writeEnergy ?? .zero))
        }
      }
    }
    #expect((points[5].setSuccess.share ?? 0) > (points[0].setSuccess.share ?? 1) + 0.3)
  }

  /// Cells without spread: each share is 0 or 1, and a good cell is one with which everything went well.
  @Test func aGoodCellIsOneWithWhichEverythingWentWell() async throws {
    let study = try study(
      grid(amplitudes: [0.9, 5], gates: [1.12, 1.5]), count: 2, device: try uniformDevice())
    let result = try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
    let points = result.figures.points
    #expect(points.map(\.setSuccess.count) == [0, 0, 2, 2])
    #expect(points.map(\.resetSuccess.count) == [0, 0, 2, 2])
    #expect(points.map(\.overprogrammed.count) == [0, 0, 0, 2])
    #expect(points.map(\.goodCells.count) == [0, 0, 2, 0])
    #expect(points.allSatisfy { $0.disturbed.count == 0 && $0.disturbed.of == 6 })
    #expect(points[0].compliance == nil && points[2].compliance != nil)
    // A cell that a pulse does not write reads as before, one that it writes as the other state; the transistor and the lines
    // are some 50 ohm, a tenth of LRS and nothing beside HRS.
    let memristor = study.device.draw(seed: 1, index: 0)
    let (high, low) = (memristor.current(at: study.read.voltage, state: 0), memristor.current(at: study.read.voltage, state: 1))
    for (point, afterSet, afterReset) in [(points[0], high, low), (points[2], low, high)] {
      for (found, expected) in [(point.setReadCurrent, afterSet), (point.resetReadCurrent, afterReset)] {
        let ratio = try #require(found).median / expected
        #expect(expected == low ? ratio > 0.88 && ratio < 0.94 : abs(ratio - 1) < 1e-3, "\(ratio)")
      }
    }
    #expect(result.window.isSafe == [false, false, true, false])
    #expect(
      result.conclusion.hasPrefix(
        "No setting is known to be safe. 5 V for 20 ms at a gate voltage of 1.12 V meets the limits in the 2 cells"))
    #expect(result.conclusion.contains("at least 95 % SET success takes at least 73 cells without a miss; there are 2"))
  }

  /// What the cells of the grid chose is judged by others: 40 of 40 show 90 %, with an interval that begins at 91.2 %.
  @Test func furtherCellsConfirmTheBestSetting() async throws {
    var study = try study(grid(amplitudes: [0.9, 5], gates: [1.12]), count: 2, device: try uniformDevice())
    study.confirmations = 40
    study.limits = WindowLimits(target: 0.9, maxVolatile: 0.1, maxOverprogrammed: 0.1, maxDisturbed: 0.2)
    let result = try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
    let confirmation = try #require(result.confirmation)
    #expect(confirmation.setting.amplitude == .volts(5) && confirmation.setSuccess.of == 40 && confirmation.resetSuccess.of == 40)
    #expect(confirmation.disturbed.of == 24 && result.isConfirmed)
    #expect(
      result.conclusion.hasPrefix(
        "Write with 5 V for 20 ms at a gate voltage of 1.12 V: of 40 further cells 100 % (91.2 to 100) SET"),
      "\(result.conclusion)")
    #expect(result.figures.recommended != nil && result.figures.candidate == nil)
    study.limits.target = 0.95
    let window = SafeWindow(study.grid, points: result.figures.points, limits: study.limits)
    let strict = WindowFindings(study: study, window: window, confirmation: confirmation)
    #expect(!strict.isConfirmed && strict.figures.recommended == nil && strict.figures.candidate != nil)
    #expect(strict.conclusion.contains("at least 95 % SET success takes at least 73 cells without a miss; there are 40"))
  }

  /// A RESET at 5 V with the gate at 9 V is no way to treat a transistor for 5.5 V, but one with the gate at 5 V is.
  @Test func aRatingIsAWall() async throws {
    var study = try study(
      grid(amplitudes: [0.9, 5], gates: [1.12]), count: 3, device: try uniformDevice(), ratings: .init(all: .volts(5.5)))
    study.comparesResetSchemes = true
    let boosted = try await study.runCompiled()
    #expect(boosted.figures.metPoints == 0 && boosted.figures.pointsWithinRatings == 1 && boosted.figures.candidate == nil)
    #expect(boosted.figures.nearest?.setting.amplitude == .volts(0.9), "inside of the wall")
    #expect(boosted.figures.withoutRatings?.amplitude == .volts(5))
    #expect(boosted.figures.points.map(\.stress.gateBulk) == [.volts(5), .volts(9)])
    #expect(
      boosted.conclusion.contains(
        "Without ratings 5 V for 20 ms at a gate voltage of 1.12 V would be best; there is V_GS, V_GD, V_GB 9 V in half-selected "
          + "cells of the row of a RESET, above the rating of 5.5 V"), "\(boosted.conclusion)")
    // The 5.5 V of the ratings are the amplitude's where the gate is not boosted, and the amplitude's and the boost's where it is.
    for (scheme, wall) in [(ResetScheme.boosted, 1.5), (.plain, 5.5), (.lowered, 5.5)] {
      #expect(abs((study.largestReset(scheme)?.si ?? 0) - wall) < 1e-3)
    }
    let schemes = boosted.figures.resetSchemes
    #expect(schemes.map(\.scheme) == [.boosted, .boosted, .plain, .plain, .lowered, .lowered])
    #expect(schemes.map(\.success.count) == [0, 3, 0, 3, 0, 3] && schemes.map(\.stress.isForbidden) == (0..<6).map { $0 == 1 })
    #expect(schemes[5].stress.gateDrain < .volts(5.3), "the drain stays above the bit line's -0.4 V")
    #expect(boosted.charts.contains { $0.name == "reset-schemes" })
    study.comparesResetSchemes = false
    study.resetScheme = .plain
    let plain = try await study.runCompiled()
    #expect(plain.figures.candidate?.point.setting.amplitude == .volts(5) && plain.figures.withoutRatings == nil)
    #expect(plain.figures.stress.exceeded == false && plain.figures.stress.gateBulk.voltage == .volts(5))
    study.surroundings.transistor.ratings = TransistorRatings()
    #expect(study.largestReset(.boosted) == nil)
  }

  /// A cell that cannot be simulated is counted apart, with the engine's words, and the others go on.
  @Test func numericalFailuresAreCountedApart() async throws {
    let study = try study(grid(amplitudes: [5], gates: [1.12]), count: 4, device: try uniformDevice())
    let engine = EngineThatFails(every: 5, NgspiceEngine.shared)
    let point = try #require(try await study.run(StudyRun(CellEngine(ngspice: engine))).figures.points.first)
    #expect(point.numericalFailures > 0)
    #expect(point.setSuccess.of + point.resetSuccess.of < 8 && point.numericalFailure?.contains("timestep too small") == true)
    #expect(point.setSuccess.count == point.setSuccess.of, "no failure passes for a cell that does not SET")
  }

  /// A row for each written cell and each neighbour, and figures that follow from them.
  @Test func cellsAreKeptAsTheyAreDone() async throws {
    let study = try study(grid(amplitudes: [2, 5], gates: [1, 1.12]), count: 2, device: try uniformDevice())
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try ResultFolder(opening: path)
    let engine = CellEngine(ngspice: NgspiceEngine.shared)
    var stages: Set<String> = []
    let whole = try await study.run(StudyRun(engine, folder: folder) { stages.insert($0.stage) })
    #expect(stages == ["writing cells"] && whole.figures.points.map(\.setting) == study.grid.settings)
    let table = folder.location(of: WindowStudy.cellTable)
    let text = try String(contentsOf: table, encoding: .utf8)
    let lines = text.split(separator: "\n")
    // 2 RESETs and 4 SETs of 2 cells and 3 neighbours each.
    #expect(lines.count == 1 + 6 * 5)
    // Cut short in the third pulse, as an interrupt leaves it.
    try (lines.prefix(13).joined(separator: "\n") + "\nset,2,").write(to: table, atomically: true, encoding: .utf8)
    let resumed = try await study.run(StudyRun(engine, folder: folder, isResumed: true))
    #expect(try String(contentsOf: table, encoding: .utf8) == text && resumed.figures.points == whole.figures.points)
  }
}

/// Passes decks on, and fails every so many of them.
private actor EngineThatFails: SpiceEngine {
  private let engine: any SpiceEngine
  private let period: Int
  private var calls = 0

  init(every period: Int, _ engine: any SpiceEngine) {
    self.period = period
    self.engine = engine
  }

  var identity: EngineIdentity { get async throws { try await engine.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    calls += 1
    guard calls % period != 0 else {
      throw SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "timestep too small")
    }
    return try await engine.simulate(deck, timeLimit: timeLimit)
  }
}
