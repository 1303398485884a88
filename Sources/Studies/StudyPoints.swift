import CircuitSimulation
import CrossbarPrimitives

/// Does work on the points of a study side by side.
///
/// As many are under way as the engine simulates at a time, and one more, so that no worker waits for the next. What
/// comes out does not depend on their number: each point draws from random streams of its own, and outcomes are
/// returned in the order of the points.
/// - Parameters:
///   - finished: called with the number and the outcome of each point when it is done, in the order in which they end:
///     what has been told here is not lost when the study is interrupted.
///   - work: what is done with a point.
/// - Throws: what `work` or `finished` throws first; the points still under way are then cancelled.
func simulatePoints<Point: Sendable, Outcome: Sendable>(
  _ points: [Point], on engine: any SpiceEngine, finished: (Int, Outcome) throws -> Void = { _, _ in },
  _ work: @escaping @Sendable (Point) async throws -> Outcome
) async throws -> [Outcome] {
  try await simulatePoints(points, atMost: engine.capacity + 1, finished: finished, work)
}

/// - Parameter capacity: how many points are under way at a time.
func simulatePoints<Point: Sendable, Outcome: Sendable>(
  _ points: [Point], atMost capacity: Int, finished: (Int, Outcome) throws -> Void = { _, _ in },
  _ work: @escaping @Sendable (Point) async throws -> Outcome
) async throws -> [Outcome] {
  try await points.mapConcurrently(atMost: capacity, finished: finished, work)
}
