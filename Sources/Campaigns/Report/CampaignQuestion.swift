import CrossbarPrimitives
import Foundation

/// What is asked of a merged campaign: figures, limits that they should keep, and the options over which they are shown.
package struct CampaignQuestion: Sendable {
  /// A limit on a figure, as in `margin>=0.2`.
  package struct Limit: Hashable, Sendable {
    /// Which side of the limit is good.
    package enum Relation: String, Sendable {
      case atLeast = ">="
      case atMost = "<="
      case above = ">"
      case below = "<"
    }
    /// The figure's column.
    package var column: String
    package var relation: Relation
    package var value: Double

    /// Reads `figure>=value`; figures may have dots, as in a run's JSON.
    /// - Returns: nil for a text of another form.
    package init?(_ text: String) {
      for relation in [Relation.atLeast, .atMost, .above, .below] {
        guard let range = text.range(of: relation.rawValue) else { continue }
        let name = text[..<range.lowerBound].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, let value = SpiceNumber.parse(text[range.upperBound...].trimmingCharacters(in: .whitespaces)) else {
          return nil
        }
        (column, self.relation, self.value) = (CampaignQuestion.column(name), relation, value)
        return
      }
      return nil
    }

    package func isKept(by value: Double) -> Bool {
      switch relation {
      case .atLeast: value >= self.value
      case .atMost: value <= self.value
      case .above: value > self.value
      case .below: value < self.value
      }
    }

    /// As it was given, with the column for the figure.
    package var text: String { "\(column) \(relation.rawValue) \(SpiceNumber.shortest(value))" }
  }

  /// Columns of the figures to show; if empty, those of the limits, or else the first of `preferred` that there is.
  package var metrics: [String]
  package var limits: [Limit]
  /// Keys of the options over which figures are shown, at most two; if empty, the first two that take several values.
  package var axes: [String]
  /// Columns of figures to choose where none is asked for, best first.
  package var preferred: [String]

  package init(metrics: [String], limits: [Limit], axes: [String], preferred: [String]) {
    self.metrics = metrics.map(Self.column)
    self.limits = limits
    self.axes = axes
    self.preferred = preferred.map(Self.column)
  }

  /// The column of a figure by its path, or by the column's own name.
  static func column(_ name: String) -> String { name.replacing(".", with: "_") }
}
