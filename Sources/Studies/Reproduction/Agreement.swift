import CrossbarPrimitives
import Foundation
import Records

/// How the published and our value of a figure compare.
package enum FigureVerdict: String, Comparable, Sendable, CaseIterable {
  case agrees, deviates, missing

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .agrees: 0
    case .deviates: 1
    case .missing: 2
    }
  }
}

/// What counts as agreement with a published figure.
package enum Agreement: Hashable, Sendable {
  /// Differs by so much at most, relative to the published value.
  case within(Double)
  /// Differs by so much at most, in the figure's unit.
  case withinAbsolute(Double)
  /// Neither larger nor smaller by more than this factor.
  case factor(Double)
  /// Rises where the published curve rises, and falls where it falls.
  case trend
  /// Not below the published value.
  case atLeast
  /// Not above the published value.
  case atMost

  /// Whether ours over the published value says how well they agree.
  var isOfRatios: Bool {
    switch self {
    case .within, .factor: true
    case .withinAbsolute, .trend, .atLeast, .atMost: false
    }
  }

  /// How far our value is off, in terms of the kind of agreement: 0 for none. Of a curve, its worst point.
  /// - Returns: nil where the numbers of values differ or a value is not finite.
  package func deviation(of ours: [Double], from published: PublishedValue) -> Double? {
    guard !ours.isEmpty, ours.allSatisfy(\.isFinite) else { return nil }
    let steps = zip(ours.dropFirst(), ours).map { $0 - $1 }
    switch published {
    case .rises: return ours.count < 2 ? nil : Double(steps.count { $0 <= 0 })
    case .falls: return ours.count < 2 ? nil : Double(steps.count { $0 >= 0 })
    case .numbers(let numbers):
      guard numbers.count == ours.count else { return nil }
      let pairs = Array(zip(ours, numbers))
      func worst(_ measure: (Double, Double) -> Double) -> Double? {
        pairs.map { measure($0, $1) }.max { abs($0) < abs($1) }
      }
      switch self {
      case .within: return worst { $1 == 0 ? ($0 == 0 ? 0 : .infinity) : ($0 - $1) / abs($1) }
      case .withinAbsolute: return worst { $0 - $1 }
      case .factor: return worst { $0 * $1 > 0 ? log($0 / $1) : .infinity }.map(exp)
      case .atLeast: return worst { max(0, $1 - $0) }
      case .atMost: return worst { max(0, $0 - $1) }
      case .trend:
        guard ours.count > 1 else { return nil }
        return Double(
          zip(steps, zip(numbers.dropFirst(), numbers).map { $0 - $1 }).count { $0 * $1 < 0 || ($0 == 0) != ($1 == 0) })
      }
    }
  }

  /// Whether a deviation is within the limit.
  /// - Parameter limit: in place of the agreement's own; nil for that.
  package func allows(_ deviation: Double, limit: Double? = nil) -> Bool {
    switch self {
    case .within(let own), .withinAbsolute(let own): abs(deviation) <= limit ?? own
    case .factor(let own): max(deviation, 1 / deviation) <= limit ?? own
    case .trend, .atLeast, .atMost: deviation <= limit ?? 0
    }
  }

  /// A deviation for people.
  func text(_ deviation: Double, unit: String?) -> String {
    switch self {
    case .within: return Self.signedPercent(deviation)
    case .withinAbsolute, .atLeast, .atMost:
      if deviation == 0 { return "none" }
      return (deviation > 0 ? "+" : "") + PublishedFigure.text(deviation, unit: unit)
    case .factor: return "× " + String(format: "%.2g", deviation)
    case .trend: return deviation == 0 ? "same direction" : "\(Int(deviation)) steps another way"
    }
  }

  private static func signedPercent(_ share: Double) -> String {
    // Below this only rounding is left, which differs between machines.
    if abs(share) < 1e-6 { return "< 1e-6" }
    return (share > 0 ? "+" : "") + (abs(share) < 1e-3 ? String(format: "%.0e", share) : String(format: "%.1f %%", 100 * share))
  }
}

extension PublishedFigure {
  /// Agrees within the tolerance; deviates beyond it, or beyond what was recorded with it.
  func verdict(deviation: Double?) -> FigureVerdict {
    guard let deviation else { return .missing }
    return agreement.allows(deviation) ? .agrees : .deviates
  }

  /// Why a deviation is worse than what was recorded; nil if it is not.
  func objection(deviation: Double?) -> String? {
    let verdict = verdict(deviation: deviation)
    if verdict > recorded { return "\(verdict.rawValue), recorded as \(recorded.rawValue)" }
    guard verdict == .deviates, let heldTo, let deviation, !agreement.allows(deviation, limit: heldTo) else { return nil }
    return "deviates by \(agreement.text(deviation, unit: unit)), recorded as \(SpiceNumber.shortest(heldTo)) at most"
  }

  /// A number for people.
  static func text(_ value: Double, unit: String?) -> String {
    switch unit {
    case "percent": String(format: "%.4g %%", 100 * value)
    // Four digits, since more differ between machines.
    default: FigureFormat.plain.text(.number(Double(String(format: "%.4g", value)) ?? value), unit: unit)
    }
  }

  /// One or several values for people; of a long curve its ends.
  func text(_ values: [Double]) -> String {
    if values.count > 8, let first = values.first, let last = values.last {
      return "\(Self.text(first, unit: unit)) … \(Self.text(last, unit: unit)) (\(values.count))"
    }
    return values.map { Self.text($0, unit: unit) }.joined(separator: ", ")
  }

  var publishedText: String {
    switch published {
    case .numbers(let numbers): (agreement == .atLeast ? "≥ " : agreement == .atMost ? "≤ " : "") + text(numbers)
    case .rises, .falls: published.direction ?? ""
    }
  }
}
