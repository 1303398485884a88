import Foundation

extension TransistorTable {
  /// Where a transistor is sampled: rows by the lower voltage of drain and source, the closer the nearer to `center`, and in
  /// them columns by u, their difference, the closer the nearer to 0 V.
  public struct Grid: Hashable, Sendable {
    /// Of the lines, V.
    public let largestVoltage: Double
    public let rows: Int
    /// For u of either sign. Column 0 is u = 0.
    public let columns: Int
    /// How far beyond the lines' voltages it goes, V: a step's stages may stray.
    public let margin: Double
    /// Around which the rows gather, V.
    public let center: Double
    /// How far from there their spacing begins to grow, V.
    public let knee: Double
    /// Of the rows by asinh((low - center) / knee): the first, and their distance.
    public let firstRow, rowStep: Double

    /// Of the u that a row reaches this part is where the spacing begins to grow with it.
    public static let bend = 50.0
    public static let bends = asinh(bend)
    /// The first column's distance from u = 0, in columns: currents by u are not known there.
    public static let firstColumn = 0.05

    /// - Parameters:
    ///   - largestVoltage: of the lines, V, above 0.
    ///   - rows: five or more.
    ///   - columns: for u of either sign; five or more.
    ///   - center: a lower voltage where currents bend, V.
    ///   - knee: above 0, V; nil for a quarter of the voltages' range.
    public init(largestVoltage: Double, rows: Int = 101, columns: Int = 51, center: Double = 0, knee: Double? = nil) {
      precondition(largestVoltage > 0 && rows >= 5 && columns >= 5, "a grid has an extent, and five samples a line")
      self.largestVoltage = largestVoltage
      self.rows = rows
      self.columns = columns
      margin = max(0.05, 0.05 * largestVoltage)
      self.center = center
      self.knee = knee ?? (largestVoltage + margin) / 4
      firstRow = asinh((-margin - center) / self.knee)
      rowStep = (asinh((largestVoltage + margin - center) / self.knee) - firstRow) / Double(rows - 1)
    }

    /// Of the lower voltage, V.
    public var bottom: Double { -margin }
    public var top: Double { largestVoltage + margin }

    /// The largest |u| at a lower voltage, V.
    public func reach(_ low: Double) -> Double { top + margin - low }

    /// The lower voltage of a row, V.
    public func low(_ row: Int) -> Double { center + knee * sinh(firstRow + rowStep * Double(row)) }

    /// How many columns go on a unit of asinh(bend |u| / reach).
    var columnScale: Double { (Double(columns - 1) + Self.firstColumn) / Self.bends }

    /// The difference u of a column, V, of the sign of its number.
    public func across(_ row: Int, _ column: Int) -> Double {
      guard column != 0 else { return 0 }
      let place = (Double(abs(column) - 1) + Self.firstColumn) / columnScale
      return (column < 0 ? -1 : 1) * reach(low(row)) * sinh(place) / Self.bend
    }

    /// Where voltages lie among rows and columns, the latter counted from the first, and how they move there.
    struct Place {
      var row, column: Double
      /// 1/V.
      var rowByLow, columnByAcross, columnByLow: Double
    }

    /// - Parameters:
    ///   - low: within the range.
    ///   - across: |u|, V; what is out of reach is taken for what is just in it.
    @inline(__always)
    func place(low: Double, across: Double) -> Place {
      let reach = reach(low)
      let isHeld = across > reach
      let share = Self.bend * (isHeld ? reach : across) / reach
      let root = (1 + share * share).squareRoot()
      let slope = isHeld ? 0 : columnScale * Self.bend / (reach * root)
      let (relative, scale) = ((low - center) / knee, 1 / rowStep)
      let rowRoot = (1 + relative * relative).squareRoot()
      // Of a negative number the root and the number nearly cancel.
      let logarithm = log(abs(relative) + rowRoot)
      return Place(
        row: ((relative < 0 ? -logarithm : logarithm) - firstRow) * scale,
        column: columnScale * log(share + root) - Self.firstColumn,
        rowByLow: scale / (knee * rowRoot), columnByAcross: slope, columnByLow: slope * across / reach)
    }
  }
}
