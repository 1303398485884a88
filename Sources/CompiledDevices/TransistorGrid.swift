import Foundation

extension TransistorTable {
  /// The voltages at which a transistor is sampled. Rows are the lower voltage of drain and source, denser near
  /// `center`. In each row, columns are the difference u of the two, denser near 0 V. Both are spaced evenly in asinh.
  package struct Grid: Hashable, Sendable {
    /// Largest and lowest voltage of the lines, V.
    package let largestVoltage, lowestVoltage: Double
    /// Number of lower voltages, five or more: derivatives take five samples.
    package let rows: Int
    /// Columns on either side of u = 0, which is column 0; so a row has 2 `columns` + 1 samples.
    package let columns: Int
    /// How far the grid extends beyond the lines' voltages, V: the stages of a step may overshoot.
    package let margin: Double
    /// Lower voltage around which rows are densest, V: where currents bend.
    package let center: Double
    /// Distance from the center at which the rows' spacing begins to grow, V.
    package let knee: Double
    /// First row, and distance of rows, in the coordinate asinh((low - center) / knee).
    package let firstRow, rowStep: Double

    /// The columns' spacing begins to grow at the row's largest |u| divided by this.
    package static let bend = 50.0
    /// asinh(`bend`): the column coordinate at the row's largest |u|.
    package static let bends = asinh(bend)
    /// Distance of column 1 from u = 0, in columns. Small, since current divided by u is not known at u = 0 itself.
    package static let firstColumn = 0.05

    /// - Parameters:
    ///   - largestVoltage: of the lines, V, above 0.
    ///   - lowestVoltage: of the lines, V, at most 0.
    ///   - rows: five or more.
    ///   - columns: for u of either sign; five or more.
    ///   - center: lower voltage around which rows are densest, V.
    ///   - knee: distance from there at which spacing grows, V, above 0; nil for a quarter of the voltage range.
    package init(
      largestVoltage: Double, lowestVoltage: Double = 0, rows: Int = 101, columns: Int = 51, center: Double = 0,
      knee: Double? = nil
    ) {
      precondition(
        largestVoltage > 0 && lowestVoltage <= 0 && rows >= 5 && columns >= 5, "a grid has an extent, and five samples a line")
      self.largestVoltage = largestVoltage
      self.lowestVoltage = lowestVoltage
      self.rows = rows
      self.columns = columns
      margin = max(0.05, 0.05 * largestVoltage)
      self.center = center
      self.knee = knee ?? (largestVoltage + margin) / 4
      firstRow = asinh((lowestVoltage - margin - center) / self.knee)
      rowStep = (asinh((largestVoltage + margin - center) / self.knee) - firstRow) / Double(rows - 1)
    }

    /// Range of the lower voltage, V: below and above the lines by the margin.
    package var bottom: Double { lowestVoltage - margin }
    /// Upper end of the range, V; also the highest voltage of either end.
    package var top: Double { largestVoltage + margin }

    /// The largest |u| at a lower voltage, V.
    package func reach(_ low: Double) -> Double { top + margin - low }

    /// The lower voltage of a row, V.
    package func low(_ row: Int) -> Double { center + knee * sinh(firstRow + rowStep * Double(row)) }

    /// Columns per unit of asinh(bend |u| / reach).
    var columnScale: Double { (Double(columns - 1) + Self.firstColumn) / Self.bends }

    /// The difference u of a column, V. Its sign is that of the column's number.
    package func across(_ row: Int, _ column: Int) -> Double {
      guard column != 0 else { return 0 }
      let place = (Double(abs(column) - 1) + Self.firstColumn) / columnScale
      return (column < 0 ? -1 : 1) * reach(low(row)) * sinh(place) / Self.bend
    }

    /// Fractional row and column of a pair of voltages, columns counted from column 1, and their derivatives.
    struct Place {
      var row, column: Double
      /// Derivatives with respect to the lower voltage and to |u|, 1/V.
      var rowByLow, columnByAcross, columnByLow: Double
    }

    /// - Parameters:
    ///   - low: lower voltage, V, within the range.
    ///   - across: |u|, V; larger values are taken for the largest.
    @inline(__always)
    func place(low: Double, across: Double) -> Place {
      let reach = reach(low)
      let isHeld = across > reach
      let share = Self.bend * (isHeld ? reach : across) / reach
      let root = (1 + share * share).squareRoot()
      let slope = isHeld ? 0 : columnScale * Self.bend / (reach * root)
      let (relative, scale) = ((low - center) / knee, 1 / rowStep)
      let rowRoot = (1 + relative * relative).squareRoot()
      // For a negative number, the root and the number nearly cancel.
      let logarithm = log(abs(relative) + rowRoot)
      return Place(
        row: ((relative < 0 ? -logarithm : logarithm) - firstRow) * scale,
        column: columnScale * log(share + root) - Self.firstColumn,
        rowByLow: scale / (knee * rowRoot), columnByAcross: slope, columnByLow: slope * across / reach)
    }
  }
}
