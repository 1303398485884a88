import CrossbarPrimitives
import Foundation

/// How a written conductance moves while nothing is applied: a variance gamma process in the decades of time since the
/// write, tau = log10(1 + t / t0).
///
/// Its increments are independent, with heavy tails:
///
///     dG = m(G) dtau + s(G) sqrt(g) z,   g of a gamma distribution with shape dtau / nu and scale nu,   z normal
///
/// The variance is s(G)^2 dtau, the kurtosis 3 + 3 nu / dtau. m and s are those of the conductance right after the write, so
/// two steps are distributed as one over both. It is no part of the equations: those see the state, not this.
public struct Relaxation: Hashable, Sendable {
  /// Conductance, drift per decade and deviation per square root of a decade.
  public struct Row: Hashable, Sendable {
    public var conductance: Conductance
    /// Mean change per decade.
    public var drift: Conductance
    /// Standard deviation per square root of a decade.
    public var deviation: Conductance

    /// The deviation must be 0 or more.
    public init(conductance: Conductance, drift: Conductance, deviation: Conductance) {
      (self.conductance, self.drift, self.deviation) = (conductance, drift, deviation)
    }
  }

  /// Time from which decades count.
  public var start: Time
  /// nu: over so many decades the kurtosis is twice that of the normal distribution; the smaller the step, the heavier the
  /// tails.
  public var decades: Double
  /// By rising conductance; linear between, and the last values beyond.
  public var table: [Row]
  /// Where it comes from, or that it is an assumption.
  public var source: String

  /// - Precondition: a table of at least one row, conductances rising, `start` and `decades` above zero.
  public init(start: Time, decades: Double, table: [Row], source: String) {
    precondition(!table.isEmpty && start > .zero && decades > 0, "a process that moves")
    (self.start, self.decades, self.table, self.source) = (start, decades, table, source)
  }

  /// Decades from the write to a time after it.
  public func decades(after time: Time) -> Double { log10(1 + max(0, time / start)) }

  /// Drift per decade and deviation per square root of a decade of a conductance.
  public func step(of conductance: Conductance) -> (drift: Conductance, deviation: Conductance) {
    guard let upper = table.firstIndex(where: { $0.conductance >= conductance }) else {
      let last = table[table.count - 1]
      return (last.drift, last.deviation)
    }
    guard upper > 0 else { return (table[0].drift, table[0].deviation) }
    let (a, b) = (table[upper - 1], table[upper])
    let share = (conductance - a.conductance) / (b.conductance - a.conductance)
    return (a.drift + (b.drift - a.drift) * share, a.deviation + (b.deviation - a.deviation) * share)
  }

  /// The change of a conductance between two times after its write, drawn by seed, cell, cycle and the two times.
  ///
  /// - Parameters:
  ///   - written: the conductance right after the write.
  ///   - cycle: of the write, so that another write of the cell relaxes differently.
  public func change(
    of written: Conductance, from: Time, to: Time, cell: Int, cycle: Int, seed: UInt64
  ) -> Conductance {
    let span = decades(after: to) - decades(after: from)
    guard span > 0 else { return .zero }
    let step = step(of: written)
    var stream = RandomStream(seed: seed, purpose: "relaxation, cycle \(cycle), \(from.si) to \(to.si)", index: cell)
    let gamma = decades * stream.standardGamma(shape: span / decades)
    return step.drift * span + step.deviation * (gamma.squareRoot() * stream.standardNormal())
  }

  /// The conductances at times after a write, never below zero.
  /// - Parameter times: rising.
  public func conductances(
    of written: Conductance, at times: [Time], cell: Int, cycle: Int, seed: UInt64
  ) -> [Conductance] {
    var (now, sum) = (Time.zero, written)
    return times.map { time in
      sum = sum + change(of: written, from: now, to: time, cell: cell, cycle: cycle, seed: seed)
      now = time
      return max(.zero, sum)
    }
  }

  var words: String {
    "relaxation, variance gamma with nu \(SpiceNumber.shortest(decades)) decades from \(start) on, \(table.count) conductances "
      + "(\(source))"
  }
}
