import CrossbarPrimitives

/// Text at the left of a column of so many characters.
func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

extension Quantity {
  /// To three digits, as a person writes it: `300 µA`.
  var prefixed: String { SIPrefix.text(si, unit: Dimension.unitSymbol) }
}
