import CrossbarPrimitives

/// Text padded with spaces to a width in characters, and at least one space.
package func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

extension Quantity {
  /// With three significant digits and an SI prefix: `300 µA`.
  package var prefixed: String { SIPrefix.text(si, unit: Dimension.unitSymbol) }
}
