import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Synchronization
import Testing

@testable import Studies

/// Transistor sizing, on cells that are simulated one by one.
@Suite struct SizingTests {
  private static let bareWires = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)

  private func experiment(
    _ device: MemristorDevice? = nil, widths: [Double] = [60], count: Int = 1, gate: Double = 1.12, at amplitude: Double = 5,
    wires: Wires = Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)), pulse: Double = 20,
    threshold: Double = 10e3, boost: Double = 4
  ) throws -> SizingStudy {
    let shape = PulseShape(width: .milliseconds(pulse), edge: .milliseconds(pulse / 2000))
    let card = try TransistorModel.fiveVolt()
    return SizingStudy(
      device: try device ?? usualDevice(), seed: 1, count: count, rows: 16, wires: wires,
      transistors: widths.map {
        SizingTransistor(
          corner: "built-in", transistor: .init(model: card, width: .micrometers($0), length: .micrometers(0.6)))
      }, gateVoltages: [.volts(gate)], writeVoltages: [.volts(amplitude)], resetGateBoost: .volts(boost), pulse: shape,
      read: ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(5), pulse: shape, threshold: .ohms(threshold)), target: 0.99)
  }

  private func ideal(_ experiment: SizingStudy) throws -> SizingStudy {
    var experiment = experiment
    experiment.wires = Self.bareWires
    experiment.transistors = [
      SizingTransistor(corner: "ideal", transistor: .init(model: try .idealSwitch(), width: .zero, length: .zero))
    ]
    return experiment
  }

  /// The failures of SET and RESET of the one cell of an experiment.
  private func failures(_ experiment: SizingStudy) async throws -> (set: WriteFailure?, reset: WriteFailure?) {
    let result = try await experiment.run()
    let reset = try #require(result.writes.first?.cells.first)
    let set = try #require(result.writes.last?.cells.first)
    return (set.failure, reset.failure)
  }

  /// The device's statistics alone let 3.70 % of SETs and 2.58 % of RESETs fail at 5 V.
  @Test func withAnIdealSwitchTheDeviceAloneDecides() async throws {
    let result = try await ideal(experiment(count: 500)).runCompiled()
    let point = try #require(result.figures.points.first)
    for (write, expected) in [(point.set, 0.0370), (point.reset, 0.0258)] {
      #expect(abs(try #require(write.statisticsAlone) - expected) < 5e-4)
      let found = 1 - (write.success.share ?? 0)
      #expect(abs(found - expected) < 3 * (expected * (1 - expected) / 500).squareRoot(), "\(found)")
      // Cells whose switching voltage is within the switch's sharpness of the amplitude may go either way.
      #expect(
        write.failures.filter { $0.value > 0 }.keys.allSatisfy { $0.hasPrefix("device") || $0 == "pulse_too_short" },
        "\(write.failures)")
    }
    #expect(point.cellArea == nil && result.figures.numericalFailures == 0)
  }

  @Test func successRisesWithTheWidth() async throws {
    let result = try await experiment(widths: [2, 10, 60, 300], count: 40).runCompiled()
    let points = result.figures.points
    #expect(points.map(\.width.micrometers) == [2, 10, 60, 300])
    for (narrow, wide) in zip(points, points.dropFirst()) {
      for (one, other) in [(narrow.set, wide.set), (narrow.reset, wide.reset)] {
        #expect(other.success.wilsonHigh >= one.success.wilsonLow)
        #expect(other.limit.askingMore.count <= one.limit.askingMore.count)
      }
      #expect((wide.set.current?.median ?? .zero) > (narrow.set.current?.median ?? .amperes(1)))
      #expect((wide.transistorShareOfRead?.median ?? 1) < (narrow.transistorShareOfRead?.median ?? 0))
    }
    #expect((points[0].set.success.share ?? 1) < (points[3].set.success.share ?? 0) - 0.1)
    #expect((points[0].reset.success.share ?? 1) < (points[3].reset.success.share ?? 0) - 0.05)
  }

  /// A cell fails for the transistor or the wires where, by the load curve, it asks for more than it is offered at its
  /// switching voltage; within the model's 2 % of sharpness either may come out.
  @Test func cellsThatAskForMoreThanIsOfferedFail() async throws {
    let result = try await experiment(widths: [3], count: 80).run()
    var decided = 0
    for write in result.writes {
      for (cell, demand) in zip(write.cells, result.demands.compactMap { $0 }) {
        let point = demand.point(isSet: write.write.isSet)
        guard point.voltage < write.write.amplitude * 0.95,
          let offered = write.surroundings.loadCurve?.current(at: point.voltage)
        else { continue }
        let ratio = point.current / offered
        guard !(0.8...1.25).contains(ratio) else { continue }
        decided += 1
        let isStarved = cell.failure == .transistor || cell.failure == .wires
        #expect(isStarved == (ratio > 1), "cell asks \(ratio) of what it is offered: \(String(describing: cell.failure))")
      }
    }
    #expect(decided > 120)
  }

  /// The same current leaves the same filament whether a transistor or an ideal source limits it.
  @Test func theLowResistanceIsThatOfTheBenchAtTheSameCurrent() async throws {
    let device = try usualDevice()
    let result = try await experiment(widths: [20], count: 12).run()
    let bench = DeviceBench(engine: NgspiceEngine.shared)
    var compared = 0
    for (index, cell) in (try #require(result.writes.last)).cells.enumerated() where cell.failure == nil {
      let alone = try await bench.set(
        device.draw(seed: 1, index: index), state: 0,
        with: DevicePulse(amplitude: .volts(5), width: .milliseconds(20)), series: .limiter(try #require(cell.plateauCurrent)),
        readVoltage: .volts(0.1))
      guard alone.isSet else { continue }
      compared += 1
      #expect(
        abs(try #require(cell.memristorResistance) / alone.resistance - 1) < 0.1,
        "cell \(index): \(String(describing: cell.plateauCurrent)), alone \(alone.resistance)")
    }
    #expect(compared >= 8)
  }

  // MARK: Causes

  @Test func eachCauseIsTold() async throws {
    let weak = try await failures(experiment(uniformDevice(setVoltage: 6, resetVoltage: 6)))
    #expect(weak.set == .deviceVoltage && weak.reset == .deviceVoltage)
    // 519 ohm is no 1 at a threshold of 400, and 1.1 Mohm no 0 at one of 2 Mohm.
    #expect(try await failures(experiment(uniformDevice(), threshold: 400)).set == .deviceResistance)
    #expect(try await failures(experiment(uniformDevice(), threshold: 2e6)).reset == .deviceResistance)
    // 530 ohm is enough for the memristor, not for 519 ohm behind transistor and wires.
    #expect(try await failures(experiment(uniformDevice(), threshold: 530)).set == .readPath)
    // At V_RESET the filament asks 7.5 mA: a gate at the source line's 5 V leaves no such current at 3.9 V.
    #expect(try await failures(experiment(uniformDevice(resetVoltage: 3.9), boost: 0)).reset == .transistor)
    let wired = try experiment(
      uniformDevice(resetVoltage: 3), wires: Wires(bitLineSegment: .ohms(20), sourceLineSegment: .ohms(20), driver: .ohms(10)))
    #expect(try await failures(wired).reset == .wires)
    #expect(try await failures(experiment(uniformDevice(), pulse: 1e-4)).set == .pulseTooShort)
    // The unformed device asks 6 uA at V_SET; 9 uA leave a filament of some 15 kohm.
    #expect(try await failures(experiment(uniformDevice(), widths: [0.6], gate: 1.08)).set == .weakFilament)
    let good = try await failures(experiment(uniformDevice()))
    #expect(good.set == nil && good.reset == nil)
  }

  /// A gate at 5 V that leaks through 500 ohm into either side of its channel lifts the memristor's lower end to 0.3 V: in a
  /// read at 0.1 V its current flows out of the array, and the source line gets one that would pass for 5 ohm.
  @Test func aReadCurrentThatFlowsBackwardsIsNoSetCell() async throws {
    var leaky = try experiment(uniformDevice())
    leaky.rows = 1
    let library = try ModelLibrary(
      text: """
        .model access nmos level=1 vto=0.75 kp=144e-6 lambda=0.03
        .subckt leaky d g s b count=1
        M1 d g s b access w=60e-6 l=0.6e-6
        R1 g d 500
        R2 g s 500
        .ends
        """, source: "leaky.sub")
    leaky.transistors = [
      SizingTransistor(
        corner: "leaky", transistor: .init(model: try .init(subcircuit: "leaky", library: library), width: .zero, length: .zero))
    ]
    let result = try await leaky.run()
    let set = try #require(result.writes.last?.cells.first)
    let reading = try #require(set.reading(leaky.read))
    #expect(reading.current > .zero && reading.bit, "the source line alone would show a 1")
    #expect(set.failure == .readBackwards && set.memristorResistance == nil && set.transistorShareOfRead == nil)
    #expect(reading.failure == .backwards && reading.isGateCurrentLarge)
    #expect(result.figures.failedReads >= 1 && result.figures.largeGateCurrent == 2)
    #expect(result.figures.points[0].set.success.count == 0 && result.figures.points[0].set.failures["read_backwards"] == 1)
    let text = result.text
    #expect(text.contains("do so for: read current flows backwards"), "\(text)")
    #expect(text.contains("Gate current is no small part of the read current in 2 of 2 reads (gate at 5 V)"), "\(text)")
  }

  /// What is simulated beside the cells may fail, too: the cells go on.
  @Test func aLoadCurveThatFailsEndsNothing() async throws {
    let result = try await experiment(widths: [60], count: 2).run(on: SweeplessEngine())
    #expect(result.writes.allSatisfy { $0.surroundings.loadCurve == nil && $0.cells.count == 2 })
    #expect(result.figures.points[0].set.limit.askingMore.of == 0 && result.figures.points[0].set.limit.offered == nil)
    #expect(result.loadPoints.isEmpty)
  }

  // MARK: Answers

  @Test func theAnswerIsTheSmallestWidthThatIsEnough() async throws {
    // At V_RESET = 3 V the filament asks 5.8 mA, which 2 um do not carry.
    let result = try await experiment(uniformDevice(resetVoltage: 3), widths: [60, 1, 20]).run()
    let answer = try #require(result.figures.answers.first)
    #expect(result.figures.answers.count == 1 && answer.candidateWidth == .micrometers(20) && answer.limit == nil)
    // One cell of one says nothing yet: its interval begins at 21 %.
    #expect(answer.smallestWidth == nil && answer.cellsNeeded == 381)
    #expect(
      result.text.contains(
        "20 um reaches 99.0 % in these cells: SET 100.0 % (20.7 to 100.0), RESET 100.0 % (20.7 to 100.0); whether it does in "
          + "all is not known. 99.0 % takes at least 381 cells without a failure; this run has 1"))

    let narrow = try await experiment(uniformDevice(resetVoltage: 3), widths: [2, 1.5]).run()
    let limit = try #require(narrow.figures.answers.first?.limit)
    #expect(narrow.figures.answers.first?.smallestWidth == nil)
    #expect(limit.operation == "reset" && limit.cause == .transistor && !limit.deviceAlone)

    let hopeless = try await experiment(uniformDevice(setVoltage: 6), widths: [60]).run()
    #expect(hopeless.figures.answers.first?.limit?.deviceAlone == true)
    #expect(hopeless.text.contains("the device alone forbids it"))
  }

  /// What a width would do beyond the transistor's ratings is told, and is no answer.
  @Test func aRatingIsAWall() async throws {
    var rated = try experiment(uniformDevice(resetVoltage: 3), widths: [60, 1, 20])
    for index in rated.transistors.indices { rated.transistors[index].transistor.ratings = .init(all: .volts(5.5)) }
    let boosted = try await rated.run()
    let answer = try #require(boosted.figures.answers.first)
    #expect(answer.exceedsRatings == true && answer.candidateWidth == nil && answer.widthWithoutRatings == .micrometers(20))
    #expect(boosted.figures.points.allSatisfy { $0.stress.withinRatings == false && $0.stress.gateBulk == .volts(9) })
    #expect(boosted.figures.stress.gateBulk.cell == .sameRow && boosted.figures.stress.exceeded == true)
    #expect(
      boosted.text.contains(
        "no width is within the transistor's ratings: V_GS, V_GD, V_GB 9 V in half-selected cells of the row of a RESET, above "
          + "the rating of 5.5 V. Without ratings 20 um would do (SET 100.0 %"), "\(boosted.text)")
    // With the gate at 5 V the transistor follows to some 3.5 V, and 2.9 mA at V_RESET take another 0.6 V.
    (rated.device, rated.resetScheme) = (try uniformDevice(resetVoltage: 1.5), .plain)
    let plain = try #require(try await rated.run().figures.answers.first)
    #expect(plain.exceedsRatings == false && plain.candidateWidth != nil && plain.widthWithoutRatings == nil)
  }

  @Test func resetsAreSharedByTheGateVoltages() throws {
    var several = try experiment(widths: [10, 20])
    several.gateVoltages = [.volts(1), .volts(1.2), .volts(1.4)]
    #expect(several.writes.count == 8 && several.writes.count { !$0.isSet } == 2)
  }

  @Test func theOrderInWhichCellsEndChangesNothing() async throws {
    let experiment = try experiment(widths: [10, 60], count: 5)
    let alone = try await experiment.run()
    let shuffled = try await experiment.run(on: ShufflingEngine())
    #expect(alone.figures == shuffled.figures && alone.writes.flatMap(\.outcomes) == shuffled.writes.flatMap(\.outcomes))
  }

  @Test func aFailedSimulationIsItsCellsOwn() async throws {
    let result = try await experiment(widths: [60], count: 4).run(on: OneFailingTransient(transient: 3))
    #expect(result.figures.numericalFailures == 1)
    #expect(result.figures.points.map { $0.set.success.of + $0.reset.success.of } == [7])
    let failed = result.writes.flatMap(\.outcomes).filter { $0.numericalFailure != nil }
    #expect(failed.count == 1 && failed[0].numericalFailure?.contains("made to fail") == true && failed[0].written == nil)
  }
}

/// Answers in another order than asked.
private struct ShufflingEngine: SpiceEngine {
  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }
  var capacity: Int { 4 }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    try await Task.sleep(for: .milliseconds(Int.random(in: 0...5)))
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}

/// Fails one transient.
private final class OneFailingTransient: SpiceEngine {
  private let transients = Mutex(0)
  private let failing: Int

  init(transient: Int) { failing = transient }

  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    if case .transient = deck.analysis {
      let number = transients.withLock {
        $0 += 1
        return $0
      }
      if number == failing {
        throw SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "made to fail")
      }
    }
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}

/// Cannot sweep.
private struct SweeplessEngine: SpiceEngine {
  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    if case .sweep = deck.analysis {
      throw SimulationError.analysisFailed(analysis: "sweep", element: nil, engineMessage: "made to fail")
    }
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}
