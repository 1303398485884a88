import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices

/// Puts cells to a measure, many at a time, each as a circuit at the far end of its column.
struct YieldTrial: Sendable {
  let conditions: YieldConditions
  let cells: any CellSimulator

  /// A cell under way.
  private struct Story {
    var cell: YieldCell
    var state: Double
    /// Of the last read, with its noise; nil before one.
    var current: Current?
    var failure: String?
    var steps: [Step] = []
  }

  /// A pulse, or a read, and the state that it found: 0 (HRS) to 1 (LRS).
  struct Step: Sendable {
    var operation: CellOperation
    var state: Double
    /// Whether it only senses.
    var isRead: Bool
  }

  /// What a measure found of one cell.
  struct Outcome: Sendable {
    /// Zero or less where it fails; nil where a simulation gave no result.
    var margin: Double?
    var numericalFailure: String?
    /// All that was done to it, in order; a rest is seen in the state of what follows.
    var steps: [Step]
  }

  /// - Throws: errors that no further simulation can overcome.
  func outcomes(_ measure: YieldMeasure, of all: [YieldCell]) async throws -> [Outcome] {
    var stories = all.map { Story(cell: $0, state: measure == .reset ? 1 : 0) }
    var first: [Current?] = []
    switch measure {
    case .set: try await write(true, &stories)
    case .reset: try await write(false, &stories)
    case .read:
      try await write(true, &stories)
      first = stories.map(\.current)
      try await write(false, &stories)
    case .disturb:
      try await apply(conditions.manyReads, to: Array(stories.indices), of: &stories)
      try await read(Array(stories.indices), of: &stories, as: false)
    case .retention:
      try await write(true, &stories)
      try await rest(&stories)
      try await read(Array(stories.indices), of: &stories, as: true)
    }
    return stories.indices.map { index in
      let story = stories[index]
      let margin = story.failure != nil ? nil : story.current.map { self.margin(measure, $0, first.isEmpty ? nil : first[index]) }
      return Outcome(margin: margin, numericalFailure: story.failure, steps: story.steps)
    }
  }

  /// The distance of a read from failing, as the logarithm of a ratio of currents. Currents of nothing count as a millionth of
  /// the threshold.
  private func margin(_ measure: YieldMeasure, _ current: Current, _ first: Current?) -> Double {
    let threshold = conditions.read.thresholdCurrent
    func ratio(_ current: Current) -> Double { log(max(current / threshold, 1e-6)) }
    return switch measure {
    case .set, .retention: ratio(current)
    case .reset, .disturb: -ratio(current)
    case .read: ratio(first ?? .zero) - ratio(current) - log(conditions.leastRatio)
    }
  }

  func surroundings(of cell: YieldCell) -> CellSurroundings {
    CellSurroundings(
      rows: conditions.rows, row: conditions.rows - 1, transistor: cell.transistor, wires: conditions.wires,
      wordLine: .last(of: conditions.rows))
  }

  private func pulse(_ operation: CellOperation, _ story: Story) -> CellPulse {
    CellPulse(
      operation, on: operation.kind == .set ? story.cell.inSet : story.cell.memristor, state: story.state,
      in: surroundings(of: story.cell))
  }

  /// Writes and verifies: pulses of rising amplitude, a read after each, until it reads as written.
  private func write(_ bit: Bool, _ stories: inout [Story]) async throws {
    var pending = stories.indices.filter { stories[$0].failure == nil }
    for attempt in 0..<conditions.write.attempts where !pending.isEmpty {
      try await apply(conditions.operation(writing: bit, attempt: attempt), to: pending, of: &stories)
      try await read(pending, of: &stories, as: bit)
      pending = pending.filter { index in
        guard stories[index].failure == nil, let current = stories[index].current else { return false }
        return CellReading(current: current, settings: conditions.read).bit != bit
      }
    }
  }

  private func apply(_ operation: CellOperation, to indices: [Int], of stories: inout [Story]) async throws {
    let indices = indices.filter { stories[$0].failure == nil }
    for (index, response) in zip(indices, try await cells.apply(indices.map { pulse(operation, stories[$0]) })) {
      stories[index].steps.append(Step(operation: operation, state: stories[index].state, isRead: false))
      switch response {
      case .success(let response): stories[index].state = response.finalState
      case .failure(let error): stories[index].failure = "\(error)"
      }
    }
  }

  /// - Parameter bit: what the cells should hold; the noise of a read of a 1 is drawn apart from that of a 0.
  private func read(_ indices: [Int], of stories: inout [Story], as bit: Bool) async throws {
    let indices = indices.filter { stories[$0].failure == nil }
    for (index, response) in zip(indices, try await cells.read(indices.map { pulse(conditions.reading, stories[$0]) })) {
      stories[index].steps.append(Step(operation: conditions.reading, state: stories[index].state, isRead: true))
      switch response {
      case .success(let response): stories[index].current = response.current * stories[index].cell.readFactor(bit)
      case .failure(let error): stories[index].failure = "\(error)"
      }
    }
  }

  private func rest(_ stories: inout [Story]) async throws {
    let known = stories.indices.filter { stories[$0].failure == nil }
    let states = try await cells.rest(
      known.map { (stories[$0].cell.memristor, stories[$0].state) }, for: conditions.retentionTime)
    for (index, state) in zip(known, states) {
      switch state {
      case .success(let state): stories[index].state = state
      case .failure(let error): stories[index].failure = "\(error)"
      }
    }
  }
}
