import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Netlisting
import NgspiceBridge
import Testing

/// Nine million steps of 100 ns, many seconds of work.
private func endless() throws -> Deck {
  var deck = try divider()
  try deck.circuit.add("C1", .capacitor("out", .ground, 1e-9))
  deck.analysis = .transient(stop: .seconds(0.9), maximumStep: .microseconds(0.1))
  return deck
}

private func residentKilobytes() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
  return try #require(Int(line.filter(\.isNumber)))
}

extension NgspiceEngineTests {
  /// What is measured in time or memory is measured in a process of its own, where no other test is at work.
  @Suite struct Isolation {
    @Test func theTimeLimitStopsALongTransient() async {
      await #expect(processExitsWith: .success) {
        for _ in 0..<2 {
          let time = await ContinuousClock().measure {
            await #expect(throws: SimulationError.timeLimitExceeded(.milliseconds(100))) {
              try await engine.simulate(try endless(), timeLimit: .milliseconds(100))
            }
          }
          #expect(time > .milliseconds(100) && time < .seconds(2))
          try await expectDividerStillRight()
        }
      }
    }

    @Test func aShortTransientKeepsItsTimeLimit() async throws {
      var deck = try divider()
      deck.analysis = .transient(stop: .milliseconds(1), maximumStep: .microseconds(100))
      #expect(try await engine.simulate(deck, timeLimit: .seconds(60)).warnings == [])
    }

    @Test func cancellationStopsALongTransient() async {
      await #expect(processExitsWith: .success) {
        let time = try await ContinuousClock().measure {
          let deck = try endless()
          let task = Task { try await engine.simulate(deck) }
          try await Task.sleep(for: .milliseconds(100))
          task.cancel()
          await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(time < .seconds(2))
        try await expectDividerStillRight()
      }
    }

    @Test func aTaskCancelledBeforehandSimulatesNothing() async throws {
      let deck = try divider()
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await engine.simulate(deck)
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func twoHundredTasksEachGetTheirOwnAnswer() async throws {
      try await withThrowingTaskGroup(of: (Int, Double).self) { group in
        for index in 0..<200 {
          group.addTask {
            var deck = try divider(lower: .kiloohms(Double(index + 1)))
            if index % 3 == 1 { deck.analysis = .transient(stop: .seconds(1), maximumStep: .seconds(0.5)) }
            if index % 3 == 2 { deck.analysis = .sweep(source: "V1", start: 0, stop: 1, step: 0.5) }
            // Every tenth fails, and must disturb none of the others.
            if index % 10 == 9 {
              await #expect(throws: SimulationError.self) { try await engine.simulate(try boxed("B1 a b I=foo(V(a))")) }
            }
            return (index, try await engine.simulate(deck).final(.voltage("out")))
          }
        }
        var count = 0
        for try await (index, voltage) in group {
          #expect(abs(voltage - Double(index + 1) / Double(index + 2)) < 1e-9, "task \(index)")
          count += 1
        }
        #expect(count == 200)
      }
    }

    @Test func memoryStaysFlat() async {
      await #expect(processExitsWith: .success) {
        let deck = try divider()
        for _ in 0..<500 { _ = try await engine.simulate(deck) }
        let before = try residentKilobytes()
        for _ in 0..<10_000 { _ = try await engine.simulate(deck) }
        let growth = try residentKilobytes() - before
        #expect(growth < 3_000, "\(growth) kB in 10,000 rounds")
      }
    }
  }
}
