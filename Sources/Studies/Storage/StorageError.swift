import CrossbarPrimitives

/// Why a network cannot be stored as asked, or a stored one not be used as asked.
public enum StorageError: Error, Equatable {
  /// A row of a tile has no room for one code beside the spare ones.
  case tileTooSmall(size: Int, cellsPerCode: Int, spareCodes: Int)
  /// A coding whose codes are no weighted sums of their cells, for products that add up currents.
  case codingNotLinear(String, linear: [String])
  /// Codes in spare columns, whose currents would be added to the wrong products.
  case movedCodes
}

extension StorageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tileTooSmall(let size, let cellsPerCode, let spareCodes):
      let spare = spareCodes == 0 ? "" : " beside \(spareCodes) spare ones"
      return "a tile of \(size) columns has no room for a code of \(cellsPerCode) cells\(spare); "
        + "allowed is \((spareCodes + 1) * cellsPerCode) columns or more"
    case .codingNotLinear(let coding, let linear):
      return "the coding '\(coding)' is no weighted sum of its cells, so that no sum of currents can stand for it; "
        + "analog products take \(linear.joined(separator: ", "))"
    case .movedCodes:
      return "analog products add up whole columns, which codes moved to spare ones would leave; leave out --remap"
    }
  }
}
