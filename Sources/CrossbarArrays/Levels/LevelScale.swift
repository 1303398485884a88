import CrossbarPrimitives
import Foundation

/// How levels are spread over a range of conductances.
public enum LevelAllocation: String, Hashable, Codable, CaseIterable, Sendable {
  /// Equal steps of conductance, as products of currents want them.
  case equalConductance = "equal-conductance"
  /// Equal ratios of resistance.
  case equalLog = "equal-log"
  /// Steps in proportion to the spread of a conductance, so that every level is as likely to be misread.
  case quantile
}

/// A scale on which levels stand at equal distances, and boundaries between them half-way.
public struct LevelScale: Sendable {
  /// Conductances, rising, or their logarithms, and where they stand.
  private let points, places: [Double]
  private let isLogarithmic: Bool

  /// - Parameters:
  ///   - range: of the conductances, above zero.
  ///   - spread: standard deviation at a conductance; only `quantile` asks for it.
  public init(
    _ allocation: LevelAllocation, over range: ClosedRange<Conductance>, spread: (Conductance) -> Conductance
  ) {
    let (low, high) = (range.lowerBound.si, range.upperBound.si)
    isLogarithmic = allocation == .equalLog
    switch allocation {
    case .equalConductance: (points, places) = ([low, high], [low, high])
    case .equalLog: (points, places) = ([log(low), log(high)], [log(low), log(high)])
    case .quantile:
      let points = (0...Self.steps).map { low + (high - low) * Double($0) / Double(Self.steps) }
      // The integral of dG over the spread, by the rule of the middle.
      places = points.indices.dropFirst().reduce(into: [0.0]) { places, index in
        let middle = (points[index - 1] + points[index]) / 2
        let deviation = max(spread(.siemens(middle)).si, 1e-6 * middle)
        places.append(places[index - 1] + (points[index] - points[index - 1]) / deviation)
      }
      self.points = points
    }
  }

  /// Points of a curved scale.
  private static let steps = 1000

  /// So many conductances at equal distances, the ends of the range included, rising.
  public func levels(_ count: Int) -> [Conductance] { conductances(at: (0..<count).map(Double.init), of: count) }

  /// The conductances half-way between neighbouring ones of so many levels.
  public func boundaries(_ count: Int) -> [Conductance] {
    conductances(at: (0..<(count - 1)).map { Double($0) + 0.5 }, of: count)
  }

  /// - Parameter places: 0 for the first of so many levels, `count` - 1 for the last.
  private func conductances(at places: [Double], of count: Int) -> [Conductance] {
    let (first, last) = (self.places[0], self.places[self.places.count - 1])
    return places.map { place in
      .siemens(conductance(at: count > 1 ? first + (last - first) * place / Double(count - 1) : first))
    }
  }

  private func conductance(at place: Double) -> Double {
    let upper = min(max(1, places.firstIndex { $0 >= place } ?? places.count - 1), places.count - 1)
    let width = places[upper] - places[upper - 1]
    let share = width > 0 ? (place - places[upper - 1]) / width : 0
    let point = points[upper - 1] + share * (points[upper] - points[upper - 1])
    return isLogarithmic ? exp(point) : point
  }
}
