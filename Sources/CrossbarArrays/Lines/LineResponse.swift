import CrossbarPrimitives
import Foundation
import Synchronization

/// The voltage at one cell of a line whose source moves along straight lines, in closed form.
///
/// With C and G the ladder's capacitances and conductances, the modes are the eigenvectors of C^-1/2 G C^-1/2, which is
/// tridiagonal. The line must not be loaded by anything that depends on its voltage, as word lines are not.
struct LineResponse {
  /// Time constants, s, above zero, and their shares in the step response 1 - Σ share exp(-t / constant); the longest first.
  /// Empty for a line that follows its source at once.
  let modes: [(constant: Double, share: Double)]

  /// - Parameter place: the cell's, from 0 at the driver.
  init(_ ladder: LineLadder, at place: Int) {
    let all: [(constant: Double, share: Double)]
    if ladder.capacitance == .zero || ladder.resistance(to: ladder.cells - 1) == .zero {
      all = []
    } else if ladder.segment == .zero {
      all = [((ladder.driver * ladder.capacitance).si, 1)]
    } else {
      all = Self.modes(of: ladder, at: place)
    }
    let longest = all.map(\.constant).max() ?? 0
    // What is left out lasts so short a time that no ramp shows it.
    modes = all.filter { abs($0.share) * $0.constant > 1e-6 * longest }.sorted { $0.constant > $1.constant }
  }

  private static func modes(of ladder: LineLadder, at place: Int) -> [(constant: Double, share: Double)] {
    let count = ladder.cells
    let capacitances = (0..<count).map { ladder.capacitance(at: $0).si }
    let conductances = (0..<count).map { 1 / ($0 == 0 ? ladder.resistance(to: 0) : ladder.segment).si }
    let diagonal = (0..<count).map { (conductances[$0] + ($0 + 1 < count ? conductances[$0 + 1] : 0)) / capacitances[$0] }
    let below = (1..<count).map { -conductances[$0] / (capacitances[$0 - 1] * capacitances[$0]).squareRoot() }
    let found = TridiagonalModes(diagonal: diagonal, below: below, rows: (0, place))
    let scale = conductances[0] / (capacitances[0] * capacitances[place]).squareRoot()
    return found.modes.map { (1 / $0.value, scale * $0.first * $0.second / $0.value) }
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

  /// Times after a corner, s, rising, between which straight lines follow the response: as dense at each scale of time as an
  /// exponential's curvature asks for. What is left of the longest at the last one is 2e-8. Empty for an ideal line.
  var knots: [Double] {
    guard let longest = modes.first?.constant else { return [] }
    func even(_ count: Int) -> [Double] { (1..<count).map { -2 * log(1 - Double($0) / Double(count)) } }
    // Faster modes add less than a thousandth to the integral.
    let shortest = modes.last { abs($0.share) * $0.constant > 1e-3 * longest }?.constant ?? longest
    let scales = sequence(first: longest / 4) { $0 / 4 }.prefix { $0 > shortest / 2 }
    let late = (even(32) + [8, 9, 10.5, 12.5, 15, 18]).map { $0 * longest }
    return (late + scales.flatMap { scale in even(16).map { $0 * scale } }).sorted()
  }
}

extension LineLadder {
  /// What a pulse costs the driver though the line draws no direct current: 2 C V² x (1 - x (1 - exp(-1/x))) for each mode,
  /// with C its share of the capacitance and x its time constant over the length of an edge. Steps cost C V², slow ramps
  /// nothing. Whatever current cells draw besides comes on top, since the line is linear.
  /// - Parameters:
  ///   - height: of the pulse.
  ///   - edge: length of the rise and of the fall; the plateau must be long enough for the line to come to rest.
  ///   - responses: kept from call to call.
  func chargingEnergy(height: Voltage, edge: Time, _ responses: LineResponses) -> Energy {
    let first = resistance(to: 0).si
    guard first > 0, height != .zero, capacitance > .zero else { return .zero }
    // A step's current through the first resistance is Σ share exp(-t / constant) / resistance.
    return responses.response(of: self, at: 0).modes.reduce(.zero) { sum, mode in
      let ratio = edge > .zero ? mode.constant / edge.si : .infinity
      // From here on rounding would decide, and an edge is a step.
      let dissipated = ratio > 1e6 ? 0.5 : ratio * (1 + ratio * expm1(-1 / ratio))
      return sum + .joules(2 * mode.share * mode.constant / first * height.si * height.si * dissipated)
    }
  }
}

/// The responses of lines that have been asked for: each is found once.
final class LineResponses: Sendable {
  private struct Line: Hashable {
    var ladder: LineLadder
    var place: Int
  }

  private let known = Mutex<[Line: LineResponse]>([:])

  func response(of ladder: LineLadder, at place: Int) -> LineResponse {
    let line = Line(ladder: ladder, place: place)
    if let response = known.withLock({ $0[line] }) { return response }
    let response = LineResponse(ladder, at: place)
    known.withLock { $0[line] = response }
    return response
  }
}
