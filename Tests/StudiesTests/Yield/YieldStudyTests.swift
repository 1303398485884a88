import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import Studies

/// Rare failures of simulated cells.
@Suite struct YieldStudyTests {
  /// A compliance-limited SET of a SKY130 cell with five random parameters, read at 3.3 V on the gate.
  private static func study(limit: Resistance, error: Double = 0.1, measures: [YieldMeasure] = [.set]) throws -> YieldStudy {
    let device = try MemristorDevice(
      yaml: """
        name: sky130-tail
        like: sky130-hfo2
        parameters:
          e_g: {mean: 1.501, sd: 0.01}
          e_r: {value: 1.5}
          i_k1: {log_mean: -9.69802, log_sd: 0.05}
          g0: {unit: 1, log_mean: 2.8033604, log_sd: 0.02}
        """, source: "sky130-tail.yaml")
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).mod")
    try ".model simple nmos level=1 vto=0.5 kp=250u lambda=0.05".write(to: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: path) }
    var transistor = AccessTransistor(
      model: try TransistorModel(file: path.path), width: .micrometers(0.7), length: .micrometers(0.5))
    transistor.spread = TransistorSpread(threshold: .volts(0.02), gain: 0.03)
    let pulse = PulseShape(width: .microseconds(1), edge: .seconds(0.5e-9))
    var write = WriteSettings(
      voltage: .volts(2.4), maximumVoltage: .volts(2.4), attempts: 1, gateVoltage: .volts(1.2), maximumGateVoltage: .volts(1.2),
      resetGateBoost: .volts(2), pulse: pulse)
    write.resetScheme = .boosted
    return YieldStudy(
      device: device, seed: 1, transistor: transistor,
      conditions: YieldConditions(
        rows: 1, wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .ohms(1)), write: write,
        read: ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(3.3), pulse: pulse, threshold: limit), leastRatio: 2,
        reads: 1e6, retentionTime: .seconds(1)),
      measures: measures, relativeError: error)
  }

  private static func engine(_ study: YieldStudy, checks: Int = 0) throws -> CellEngine {
    try CellEngine(
      compiling: study.device, transistors: [study.space.tabulated], checks: checks, threads: 2, ngspice: NgspiceEngine.shared)
  }

  private static func nominal(_ study: YieldStudy, _ trial: YieldTrial) async throws -> Double {
    let median = study.space.cell([Double](repeating: 0, count: study.space.axes.count))
    return try #require(try await trial.outcomes(.set, of: [median])[0].margin)
  }

  /// The resistance of the median cell times exp(excess).
  private static func limited(_ excess: Double, error: Double = 0.1) async throws -> YieldStudy {
    let study = try study(limit: .kiloohms(40), error: error)
    let margin = try await nominal(study, YieldTrial(conditions: study.conditions, cells: try engine(study).cells))
    return try self.study(limit: .ohms(40e3 * exp(excess - margin)), error: error)
  }

  /// From under 5000 simulations, and as line sampling finds it: along the direction of the nearest failure, the distance of the
  /// limit is found for lines through random points beside it, and the mean of their tails is the probability.
  @Test func aFailureInTwoMillionIsFound() async throws {
    let study = try await Self.limited(0.55)
    let findings = try await study.run(StudyRun(try Self.engine(study)))
    let figures = findings.figures.measures[0]
    #expect(figures.method == .importance && figures.simulations < 5000 && figures.doubts.isEmpty, "\(figures)")
    #expect((figures.relativeError ?? 1) <= 0.1)
    let trial = YieldTrial(conditions: study.conditions, cells: try Self.engine(study).cells)
    let other = try await Self.lineSampling(study, trial, findings, lines: 96)
    #expect(abs(figures.probability / other.value - 1) < 0.1, "\(figures.probability) and \(other)")
    #expect(abs(figures.probability / 5.33e-7 - 1) < 0.2, "\(figures.probability)")
  }

  private static func lineSampling(
    _ study: YieldStudy, _ trial: YieldTrial, _ findings: YieldFindings, lines: Int
  ) async throws -> (value: Double, error: Double) {
    let nearest = try #require(findings.measures[0].estimate.search.points.first)
    let direction = try #require(nearest.scores.direction)
    let feet = (0..<lines).map { line in
      var stream = RandomStream(seed: 9, purpose: "lines", index: line)
      let free = direction.map { _ in stream.standardNormal() }
      let along = free.dot(direction)
      return zip(free, direction).map { $0 - along * $1 }
    }
    var ends = feet.map { _ in (low: nearest.radius - 2.5, high: nearest.radius + 2.5) }
    for _ in 0..<11 {
      let points = zip(feet, ends).map { foot, end in
        zip(foot, direction).map { $0 + (end.low + end.high) / 2 * $1 }
      }
      for (line, outcome) in try await trial.outcomes(.set, of: points.map(study.space.cell)).enumerated() {
        let middle = (ends[line].low + ends[line].high) / 2
        if try #require(outcome.margin) <= 0 { ends[line].high = middle } else { ends[line].low = middle }
      }
    }
    let tails = ends.map { StandardNormal.exceedance(($0.low + $0.high) / 2) }
    let moments = try #require(Moments(tails))
    return (moments.mean, moments.deviation / Double(lines).squareRoot())
  }

  /// Within two standard errors of both, which holds for six seeds of seven, since it is asked three times. One set of plain
  /// samples serves three limits, since a limit only moves the margin.
  @Test func importanceSamplingAgreesWithPlainSampling() async throws {
    let excesses = [0.25, 0.335, 0.4]
    let studies = try await excesses.asyncMap { try await Self.limited($0, error: 0.08) }
    let study = studies[0]
    let trial = YieldTrial(conditions: study.conditions, cells: try Self.engine(study).cells)
    let (count, plain) = (50_000, ShiftMixture.plain(study.space.axes.count))
    var margins: [Double] = []
    for start in stride(from: 0, to: count, by: 1000) {
      let points = (start..<start + 1000).map { plain.sample(seed: 41, purpose: "plain", index: $0) }
      margins += try await trial.outcomes(.set, of: points.map(study.space.cell)).compactMap(\.margin)
    }
    #expect(margins.count == count)
    for (excess, study) in zip(excesses, studies) {
      let figures = try await study.run(StudyRun(try Self.engine(study))).figures.measures[0]
      let share = Double(margins.count { $0 + excess - excesses[0] <= 0 }) / Double(count)
      let own = (figures.high - figures.low) / 3.92
      let error = (figures.probability * (1 - figures.probability) / Double(count) + own * own).squareRoot()
      #expect(abs(figures.probability - share) < 2 * error, "\(figures.probability) and \(share) +- \(error)")
      #expect(figures.method == .importance)
    }
  }

  /// The deck of the worst cell reads beyond the limit in ngspice, in the dialect that is asked for.
  @Test func theWorstCellIsADeck() async throws {
    var study = try await Self.limited(0.5)
    (study.sensitivityPairs, study.budget) = (64, 600)
    let findings = try await study.run(StudyRun(try Self.engine(study, checks: 5)))
    #expect(findings.check?.passes == true)
    let decks = findings.measures[0].decks
    #expect(decks.map(\.name) == ["worst-set.cir", "worst-set-read.cir"])
    #expect(decks.allSatisfy { $0.text.contains("transistor_v_th: ") && $0.text.contains("standard deviations from the median") })
    let text = try #require(decks.last?.text)
    let limit = (study.conditions.read.thresholdCurrent).si
    // The figure that the deck expects is a read current just below the limit.
    let expected = try #require(
      text.split(separator: "\n").first { $0.contains("expect") && $0.contains("i_vsl0") }, "\(text)")
    let number = try #require(expected.split(separator: " ").compactMap { Double($0) }.first { $0 > 0 })
    #expect(number < limit && number > 0.9 * limit)
    let shares = findings.figures.parameters.compactMap(\.failureShare)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    // The barrier of growth, and the transistor's threshold, decide.
    #expect(findings.figures.parameters.allSatisfy { ($0.total ?? -1) > -0.2 && ($0.total ?? 2) < 1.3 })
    study.dialect = .spectre
    let spectre = try await study.run(StudyRun(try Self.engine(study))).measures[0].decks
    #expect(spectre.first?.text.contains("simulator lang=spectre") == true)
  }

  /// Cells that fail two measures are counted once in an array.
  @Test func failuresOfSeveralMeasuresOverlap() async throws {
    var study = try await Self.limited(0.35)
    (study.measures, study.redundancy) = ([.set, .retention], ArrayRedundancy(rows: 4, columns: 4))
    study.conditions.retentionTime = .seconds(1e-9)
    let figures = try await study.run(StudyRun(try Self.engine(study))).figures
    let (set, retention) = (figures.measures[0].probability, figures.measures[1].probability)
    let cell = try #require(figures.array).cell
    #expect(abs(retention / set - 1) < 0.3 && abs(2 * cell / (set + retention) - 1) < 0.02, "\(set), \(retention), \(cell)")
  }

  /// Every measure gives a margin that moves the right way.
  @Test func measuresPassAndFail() async throws {
    let study = try Self.study(limit: .kiloohms(100))
    let trial = YieldTrial(conditions: study.conditions, cells: try Self.engine(study).cells)
    let median = study.space.cell([Double](repeating: 0, count: study.space.axes.count))
    for measure in YieldMeasure.allCases {
      let outcome = try await trial.outcomes(measure, of: [median])[0]
      #expect(outcome.numericalFailure == nil && outcome.margin != nil, "\(measure)")
    }
    // A device without a filament that could grow fails its SET.
    var dead = median
    dead.inSet = try #require(median.memristor.stuckOff)
    #expect(try #require(try await trial.outcomes(.set, of: [dead])[0].margin) < 0)
    // Many reads as one pulse are so many pulses.
    var conditions = study.conditions
    (conditions.reads, conditions.read.voltage) = (20, .volts(1.4))
    let cells = try Self.engine(study).cells
    func state(_ operation: CellOperation, from state: Double) async throws -> Double {
      let pulse = CellPulse(operation, on: median.memristor, state: state, in: trial.surroundings(of: median))
      return try await cells.apply([pulse])[0].get().finalState
    }
    var apart = 0.0
    for _ in 0..<20 { apart = try await state(conditions.reading, from: apart) }
    let together = try await state(conditions.manyReads, from: 0)
    #expect(apart > 1e-4 && abs(together / apart - 1) < 0.01, "\(together) and \(apart)")
    // Ever more reads bring a cell in HRS nearer to failing.
    let margins = try await [1.0, 1e6, 1e12].asyncMap { reads -> Double in
      var conditions = study.conditions
      (conditions.reads, conditions.read.voltage) = (reads, .volts(0.6))
      return try #require(
        try await YieldTrial(conditions: conditions, cells: try Self.engine(study).cells).outcomes(.disturb, of: [median])[0]
          .margin)
    }
    #expect(margins[2] < margins[1] && margins[1] <= margins[0], "\(margins)")
  }

  @Test func cellsThatAreAllAlikeAreRefused() async throws {
    var study = try Self.study(limit: .kiloohms(40))
    study.device = try MemristorDevice("sky130-hfo2", isTypical: true)
    study.transistor.spread = TransistorSpread()
    let error = await #expect(throws: YieldError.self) {
      try await study.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
    }
    #expect(error.map { "\($0)".contains("all cells are alike") } == true)
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
