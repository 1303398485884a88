import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@testable import Studies

/// How many levels hold, and what they cost.
@Suite struct LevelsTests {
  private func study(
    _ counts: [Int] = [4], steps: [Double] = [0.02], fluctuates: Bool = true, cells: Int = 24, times: [Double] = [1, 1e5],
    gray: Bool = false, reset: Bool = false, algorithm: LevelAlgorithm.Kind = .gateStep, seed: UInt64 = 1
  ) throws -> LevelsStudy {
    let pulse = PulseShape(width: .microseconds(1), edge: .seconds(0.5e-9))
    let design = LevelDesign(
      count: 2, allocation: .equalConductance, range: .kiloohms(15)...Resistance.kiloohms(60), lowestIsReset: reset,
      window: 0.04, holdsFor: .seconds(times.last ?? 0))
    let settings = LevelWriteSettings(
      amplitude: .volts(2.4), gateVoltage: .volts(2), pulse: pulse,
      reset: ResetScheme.boosted.operation(amplitude: .volts(2.4), boost: .volts(2.5), pulse: pulse),
      read: ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(2.5), pulse: pulse, threshold: .kiloohms(120)),
      resetAbove: .kiloohms(120),
      algorithm: LevelAlgorithm(
        algorithm, step: .volts(steps.first ?? 1e-3), limit: .volts(4), mostResets: algorithm == .single ? 1 : 200))
    let surroundings = CellSurroundings(
      rows: 4, row: 3,
      transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(0.7), length: .micrometers(0.5)),
      wires: Wires(bitLineSegment: .ohms(2), sourceLineSegment: .ohms(2), driver: .ohms(10)))
    return LevelsStudy(
      planning: LevelPlanning(
        device: try MemristorDevice("sky130-hfo2", fluctuates: fluctuates, isTypical: true), seed: seed,
        surroundings: surroundings, range: design.range, resetAbove: .kiloohms(120), design: design, settings: settings),
      counts: counts, steps: steps.map { .volts($0) }, cellsPerLevel: cells, restTimes: times.map { .seconds($0) },
      targetError: 0.05, usesGrayCode: gray)
  }

  private func compiled(_ study: LevelsStudy) async throws -> LevelsFindings {
    try await study.run(
      StudyRun(
        CellEngine(
          compiling: study.device, transistors: [study.planning.surroundings.transistor], checks: 10, threads: 2,
          ngspice: NgspiceEngine.shared)))
  }

  @Test func levelsAreWrittenVerifiedAndLost() async throws {
    let findings = try await compiled(try study([2, 4]))
    let figures = findings.figures
    #expect(figures.programs.count == 2 && findings.rows.count == 6 * 24 && findings.levels.count == 6)
    #expect(findings.check?.passes == true && findings.check?.cells == 10)
    for (program, plan) in zip(figures.programs, findings.plans) {
      #expect((program.reached.share ?? 0) > 0.9)
      // A verified cell lies in its window at that read.
      for row in findings.cells(of: LevelProgram(count: program.count, step: .volts(0.02))) where row.isReached {
        #expect(plan.levels[row.level].window.contains(try #require(row.verified)))
      }
      #expect(program.readings[0].levelErrors.count == 0)
      // "Reads inside again" is another figure than "verified": noise moves some out.
      #expect((program.insideAgain.share ?? 1) < 1)
      #expect(program.readings.map(\.time) == [.zero, .seconds(1), .seconds(1e5)])
    }
    // Relaxation costs more the longer it lasts and the more levels there are.
    let errors = figures.programs.map { $0.readings.map { $0.levelErrors.share ?? 0 } }
    #expect(errors[1][2] > errors[1][0] && errors[1][2] >= errors[1][1] && errors[1][2] > errors[0][2])
    #expect(figures.mostLevels == (errors[1][2] <= 0.05 ? 4 : errors[0][2] <= 0.05 ? 2 : nil))
  }

  /// Without fluctuations every cell of a level is the same, and a run says that this is too good.
  @Test func withoutFluctuationsLevelsLookPerfect() async throws {
    let study = try study(fluctuates: false, cells: 4)
    #expect(study.warnings.contains { $0.contains("without fluctuations every SET of a cell stops at the same place") })
    let findings = try await compiled(study)
    for level in findings.levels where level.reached.count > 0 { #expect((level.logDeviation ?? 0) < 1e-9) }
    #expect(findings.figures.programs[0].readings.allSatisfy { $0.levelErrors.count == 0 })
  }

  @Test func aGrayCodeSparesBits() async throws {
    let counts = try await [false, true].asyncMap { gray in
      try await compiled(try study([8], cells: 30, times: [1e5], gray: gray)).figures.programs[0].readings[1]
    }
    #expect(counts[0].levelErrors.count == counts[1].levelErrors.count && counts[0].levelErrors.count > 10)
    #expect((counts[0].neighbourShare ?? 0) > 0.5)
    #expect(counts[1].bitErrors.count < counts[0].bitErrors.count)
    // An error to a neighbour is one wrong bit in a Gray code.
    #expect(Double(counts[1].bitErrors.count) < 1.5 * Double(counts[1].levelErrors.count))
    #expect(counts[0].bitErrorsByPosition.count == 3)
  }

  /// Single SETs at the level's own gate voltage: cheap, and wide.
  @Test func oneSetIsCheapAndWide() async throws {
    let one = try await compiled(try study(cells: 16, algorithm: .single))
    let verified = try await compiled(try study(cells: 16))
    #expect(one.rows.allSatisfy { $0.pulses == 2 })
    let widths = try [one, verified].map { findings in
      try findings.levels.map { level -> Double in
        let all = findings.rows.filter { $0.level == level.level }.compactMap(\.verified).map { log($0.si) }
        return try #require(Moments(all)).deviation
      }
    }
    for (wide, narrow) in zip(widths[0], widths[1]) { #expect(wide > 2 * narrow) }
    #expect((one.figures.programs[0].reached.share ?? 1) < (verified.figures.programs[0].reached.share ?? 0))
  }

  @Test func aResetMayBeALevel() async throws {
    let findings = try await compiled(try study([3], cells: 8, reset: true))
    let plan = findings.plans[0]
    #expect(plan.levels[0].isReset && plan.levels.dropFirst().allSatisfy { !$0.isReset })
    let rows = findings.rows.filter { $0.level == 0 }
    #expect(rows.allSatisfy { $0.voltage == nil && ($0.status == .written || $0.status == .stuckInLRS) })
    #expect(rows.contains { $0.status == .written && ($0.verified ?? .zero) >= .kiloohms(120) })
  }

  @Test func aStepOfATwentiethIsTaken() async throws {
    let findings = try await compiled(try study([2], steps: [], cells: 2))
    let program = findings.figures.programs[0]
    let share = try #require(program.stepShare)
    #expect(share > 0.015 && share <= 0.05)
  }

  @Test func levelsOutOfReachAreNamed() async throws {
    var study = try study()
    study.planning.range = .ohms(100)...Resistance.kiloohms(60)
    let error = await #expect(throws: LevelError.self) { try await compiled(study) }
    #expect(
      error.map { "\($0)".contains("out of reach") && "\($0)".contains("up to 4 V") } == true, "\(error.map { "\($0)" } ?? "")")
  }

  /// The figures of both engines, noise on.
  @Test func enginesAgree() async throws {
    var study = try study([2], cells: 3)
    study.restTimes = [.seconds(1)]
    let compiled = try await compiled(study)
    let circuits = try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
    for (one, other) in zip(compiled.rows, circuits.rows) {
      #expect(one.status == other.status && one.pulses == other.pulses && one.reads == other.reads)
      for (a, b) in zip([one.verified, one.readAgain] + one.resistances, [other.verified, other.readAgain] + other.resistances) {
        #expect(abs(try #require(a) / (try #require(b)) - 1) < 2e-3)
      }
    }
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
