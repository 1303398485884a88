import CrossbarPrimitives
import Foundation

/// A line as one of its cells sees it: from the driver's source a resistance to a tap, and another one on to the cell; with
/// capacitance at both.
///
/// The two capacitances are those of a two-point quadrature (Gauss and Radau) of the ladder's capacitance over its
/// resistance to the driver, with one point at the cell. So three sums are the ladder's: the capacitance itself, which is
/// the charge that the driver delivers; its first moment, which is the Elmore delay at the cell; and its second moment,
/// which is how the line's impedance at the cell begins. For a long uniform line the quadratic term of the transfer
/// function comes out exact, too: 1 + RC s / 2 + (RC s)² / 24.
public struct ReducedLine: Hashable, Sendable {
  /// From the driver's source to the tap, the driver's own resistance included; without a tap to the cell.
  public let near: Resistance
  /// Zero where there is no tap: at the first cell, or without capacitance.
  public let tapCapacitance: Capacitance
  /// From the tap to the cell; zero without a tap.
  public let far: Resistance
  /// At the cell, that of all cells behind it included.
  public let cellCapacitance: Capacitance

  /// The whole resistance.
  public var resistance: Resistance { near + far }

  /// The ladder's own, by construction.
  public var elmoreDelay: Time { near * tapCapacitance + resistance * cellCapacitance }

  /// The line's transfer function from source to cell is 1 / ((1 + a s) (1 + b s)): the time constants a and b, the longer
  /// one first, s. One of them, or both, may be zero.
  var timeConstants: (long: Double, short: Double) {
    let sum = elmoreDelay.si
    let product = (near * tapCapacitance).si * (far * cellCapacitance).si
    let long = (sum + max(sum * sum - 4 * product, 0).squareRoot()) / 2
    return (long, long > 0 ? product / long : 0)
  }
}

extension LineLadder {
  /// The line as the cell at `place` sees it.
  /// - Parameter last: the last cell whose node counts; nil for all. What is behind it is to be added by the caller.
  public func reduced(to place: Int, upTo last: Int? = nil) -> ReducedLine {
    let end = (last ?? cells - 1) + 1
    // Moments of the capacitance over the resistance between its node and the cell.
    var (total, first, second) = (0.0, 0.0, 0.0)
    for other in 0..<end {
      let (capacitance, away) = (capacitance(at: other).si, segment.si * Double(max(place - other, 0)))
      total += capacitance
      first += capacitance * away
      second += capacitance * away * away
    }
    guard first > 0 else {
      return ReducedLine(near: resistance(to: place), tapCapacitance: .zero, far: .zero, cellCapacitance: .farads(total))
    }
    let far = Resistance.ohms(second / first)
    let tap = first * first / second
    return ReducedLine(
      near: resistance(to: place) - far, tapCapacitance: .farads(tap), far: far, cellCapacitance: .farads(total - tap))
  }
}

/// The response of a reduced line to a source that moves along straight lines, in closed form.
struct LineResponse {
  /// Time constants, s, above zero, and their shares in the step response 1 - Σ share exp(-t / constant).
  private let modes: [(constant: Double, share: Double)]

  init(_ line: ReducedLine) {
    let (long, short) = line.timeConstants
    modes =
      long <= 0
      ? [] : short <= 0 ? [(long, 1)] : [(long, long / (long - short)), (short, -short / (long - short))]
  }

  /// The voltage at the cell, V.
  /// - Parameters:
  ///   - time: s.
  ///   - source: corners of the source's voltage; times rise, s, and the line is at rest until the first.
  func voltage(at time: Double, from source: PiecewiseLinear) -> Double {
    changes(of: source, before: time).reduce(source.y.first ?? 0) { voltage, corner in
      voltage + corner.change * modes.reduce(corner.since) { $0 + $1.share * $1.constant * expm1(-corner.since / $1.constant) }
    }
  }

  /// The second derivative of that voltage by time, V/s².
  func curvature(at time: Double, from source: PiecewiseLinear) -> Double {
    changes(of: source, before: time).reduce(0) { sum, corner in
      sum + corner.change * modes.reduce(0) { $0 + $1.share / $1.constant * exp(-corner.since / $1.constant) }
    }
  }

  /// The corners that the source has passed: the changes of its slope there, V/s, and how long ago they were, s.
  private func changes(of source: PiecewiseLinear, before time: Double) -> [(change: Double, since: Double)] {
    var slope = 0.0
    return source.x.indices.prefix { source.x[$0] < time }.map { index in
      let next = index + 1
      let following =
        next < source.x.count ? (source.y[next] - source.y[index]) / (source.x[next] - source.x[index]) : 0
      defer { slope = following }
      return (following - slope, time - source.x[index])
    }
  }

  /// Times after a corner, s, between which straight lines follow the response: each is off by at most 5e-4 of a step's
  /// height, and what is left at the last one is 2e-8 of it. Empty for an ideal line.
  var knots: [Double] {
    guard let longest = modes.first?.constant else { return [] }
    let count = 32
    let even = (1..<count).map { -2 * log(1 - Double($0) / Double(count)) }
    return (even + [8, 9, 10.5, 12.5, 15, 18]).map { $0 * longest }
  }
}
