/// What is fitted to turn a column's current into a sum of digits. Fitted are factors by least squares on the calibration
/// products.
public enum ColumnCorrection: String, CaseIterable, Codable, Hashable, Sendable {
  /// One gain and one offset per driven row for all columns of a tile.
  case none
  /// An offset for each column, one gain for the tile.
  case offset
  /// A gain and an offset for each column.
  case gain

  /// Gain and offset of each column.
  /// - Parameter columns: the sums of each column over all calibration products.
  func factors(_ columns: [ProductSums]) -> [ColumnFactors] {
    switch self {
    case .gain: columns.map(\.factors)
    case .none:
      Array(repeating: columns.reduce(into: ProductSums()) { $0.add($1) }.factors, count: columns.count)
    case .offset:
      sharedGain(columns)
    }
  }

  /// For a given gain a the best offset of a column is (yz - a xy) / yy; what is left of the squares is least for this a.
  private func sharedGain(_ columns: [ProductSums]) -> [ColumnFactors] {
    var (above, below) = (0.0, 0.0)
    for column in columns where column.yy > 0 {
      above += column.xz - column.xy * column.yz / column.yy
      below += column.xx - column.xy * column.xy / column.yy
    }
    let isProportional = !(below > 1e-9 * columns.reduce(0) { $0 + $1.xx })
    let gain = isProportional ? columns.reduce(into: ProductSums()) { $0.add($1) }.factors.gain : above / below
    return columns.map { ColumnFactors(gain: gain, offset: $0.yy > 0 ? ($0.yz - gain * $0.xy) / $0.yy : 0) }
  }
}

/// A column's sum of digits times drives is its current times the gain, plus the offset times the sum of the drives.
struct ColumnFactors: Hashable, Sendable {
  /// Digits per A.
  var gain = 0.0
  /// Digits per fully driven row.
  var offset = 0.0
}

/// Sums of products over samples: converted current x, sum of drives y, true sum of digits z.
struct ProductSums: Hashable, Sendable {
  private(set) var xx = 0.0, xy = 0.0, yy = 0.0, xz = 0.0, yz = 0.0

  mutating func add(_ x: Double, _ y: Double, is z: Double) {
    xx += x * x
    xy += x * y
    yy += y * y
    xz += x * z
    yz += y * z
  }

  mutating func add(_ other: ProductSums) {
    xx += other.xx
    xy += other.xy
    yy += other.yy
    xz += other.xz
    yz += other.yz
  }

  /// The a and b for which a x + b y is nearest to z, by the normal equations; both 0 without samples.
  var factors: ColumnFactors {
    let determinant = xx * yy - xy * xy
    // x and y are proportional, or one of them is 0: everything is attributed to the first that is not.
    guard determinant > 1e-9 * xx * yy else {
      return xx > 0 ? ColumnFactors(gain: xz / xx) : ColumnFactors(offset: yy > 0 ? yz / yy : 0)
    }
    return ColumnFactors(gain: (xz * yy - yz * xy) / determinant, offset: (yz * xx - xz * xy) / determinant)
  }
}
