/// How the converters' range and the factors of columns are found from calibration products.
package struct ProductCalibration: Hashable, Sendable {
  /// Of the converters; nil for ideal ones.
  package var converterBits: Int?
  /// Share of the currents, in percent, that lie within the converters' range; 100 takes the largest current.
  package var percentile: Double
  package var correction: ColumnCorrection

  package init(converterBits: Int?, percentile: Double = 100, correction: ColumnCorrection = .gain) {
    (self.converterBits, self.percentile, self.correction) = (converterBits, percentile, correction)
  }
}

/// The largest of a tile's currents, or that below which a share of them lies.
struct CurrentRange {
  /// Of the currents noted so far, A.
  private(set) var largest = 0.0
  /// Currents by their size, in equal intervals from 0 to the largest.
  private var counts: [Int] = []
  private var total = 0

  /// To which a percentile is resolved, as a share of the largest current; a sixteenth of a step of 12 bits.
  static let intervals = 1 << 16

  mutating func noteLargest(_ current: Double) { largest = max(largest, current) }

  /// Sorts a current in; the largest must be known.
  mutating func count(_ current: Double) {
    if counts.isEmpty { counts = Array(repeating: 0, count: Self.intervals) }
    let place = largest > 0 ? current / largest * Double(Self.intervals) : 0
    counts[min(max(Int(place), 0), Self.intervals - 1)] += 1
    total += 1
  }

  /// A.
  /// - Parameter percentile: above 0 and up to 100.
  func range(percentile: Double) -> Double {
    guard percentile < 100, total > 0 else { return largest }
    let wanted = Int((percentile / 100 * Double(total)).rounded(.up))
    var below = 0
    for (place, count) in counts.enumerated() {
      below += count
      if below >= wanted { return largest * Double(place + 1) / Double(Self.intervals) }
    }
    return largest
  }
}
