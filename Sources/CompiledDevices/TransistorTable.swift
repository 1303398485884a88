import Foundation

/// A transistor of any model as a table of its currents over the voltages of drain and source, at one gate voltage and
/// with the bulk at ground. It serves cells whose transistor has no compiled equations; instances are compared by
/// identity.
///
/// Between samples the currents are bicubic, separately on either side of u = 0, with u = v_drain - v_source: the lower
/// of the two voltages, which is the other axis, has a bend there. The channel's current is stored divided by u;
/// otherwise the smallest currents of a read would lose all digits.
package final class TransistorTable: Sendable, Hashable {
  /// Gate voltage of all samples, V.
  package let gateVoltage: Double
  /// Where the samples lie.
  package let grid: Grid
  /// Node values, for negative u first, then for positive, in each by row and column. Each holds the channel's current
  /// divided by u, S, with its derivatives by column, row and both, and likewise the current into the bulk, A.
  private let nodes: [Lanes]
  /// For each row the channel current at u = 0 and its derivative by row, A: zero except for leakage of junctions and
  /// gate.
  private let offsets: [SIMD2<Double>]

  /// Builds the table from samples.
  /// - Parameter current: currents into drain and source, A, at a row and a column of the grid; columns run from
  ///   -`columns` to `columns`.
  package init(gateVoltage: Double, grid: Grid, current: (_ row: Int, _ column: Int) -> (drain: Double, source: Double)) {
    self.gateVoltage = gateVoltage
    self.grid = grid
    let samples = (0..<grid.rows).map { row in (-grid.columns...grid.columns).map { current(row, $0) } }
    func through(_ row: Int, _ column: Int) -> Double {
      let sample = samples[row][column + grid.columns]
      return (sample.drain - sample.source) / 2
    }
    let middle = (0..<grid.rows).map { through($0, 0) }
    offsets = zip(middle, derivatives(middle)).map { SIMD2($0, $1) }
    let parts: [(Int, Int) -> Double] = [
      { (through($0, $1) - middle[$0]) / grid.across($0, $1) },
      { row, column in
        let sample = samples[row][column + grid.columns]
        return sample.drain + sample.source
      },
    ]
    let surface = grid.rows * grid.columns
    var nodes = [Lanes](repeating: all(0), count: 2 * surface)
    for side in [0, 1] {
      for (part, value) in parts.enumerated() {
        let values = (0..<grid.rows).map { row in
          (1...grid.columns).map { value(row, side == 0 ? -$0 : $0) }
        }
        let byColumn = values.map(derivatives)
        let (byRow, byBoth) = (derivativesByRow(values), derivativesByRow(byColumn))
        for row in 0..<grid.rows {
          for column in 0..<grid.columns {
            let place = side * surface + row * grid.columns + column
            nodes[place][4 * part] = values[row][column]
            nodes[place][4 * part + 1] = byColumn[row][column]
            nodes[place][4 * part + 2] = byRow[row][column]
            nodes[place][4 * part + 3] = byBoth[row][column]
          }
        }
      }
    }
    self.nodes = nodes
  }

  package static func == (a: TransistorTable, b: TransistorTable) -> Bool { a === b }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  /// Currents, A, and their derivatives with respect to the voltages of drain and source, S.
  package struct Reading: Sendable {
    /// Current into the drain.
    package var drain = 0.0
    /// Derivatives with respect to the voltages of drain and source, S; those of `bulk` likewise.
    package var drainByDrain = 0.0
    package var drainBySource = 0.0
    /// Current into drain and source together, which leaves through bulk or gate.
    package var bulk = 0.0
    package var bulkByDrain = 0.0
    package var bulkBySource = 0.0

    /// Current into the source, A.
    package var source: Double { bulk - drain }
  }

  /// The interpolated currents. Outside of the grid they continue as in a resistance, so that Newton's method finds its
  /// way back; NaN for voltages that are not finite.
  /// - Parameters:
  ///   - drain: voltage against the bulk, V.
  ///   - source: likewise.
  package func reading(drain: Double, source: Double) -> Reading {
    let across = drain - source
    guard across.isFinite else { return Reading(drain: .nan, drainByDrain: .nan, drainBySource: .nan, bulk: .nan) }
    let size = abs(across)
    let wanted = min(drain, source)
    let low = min(max(wanted, grid.bottom), grid.top)
    let isHeld = low != wanted
    let place = grid.place(low: low, across: size)
    let row = min(max(Int(place.row), 0), grid.rows - 2)
    let column = min(max(Int(place.column), 0), grid.columns - 2)
    let (x, y) = (Cubic(place.column - Double(column)), Cubic(place.row - Double(row)))
    let start = (across < 0 ? 0 : grid.rows * grid.columns) + row * grid.columns + column
    let (a, b) = (nodes[start], nodes[start + 1])
    let (c, d) = (nodes[start + grid.columns], nodes[start + grid.columns + 1])
    let value = sums(
      a * weights(x.first, y.first) + b * weights(x.second, y.first) + c * weights(x.first, y.second)
        + d * weights(x.second, y.second))
    let byColumn = sums(
      a * weights(x.firstSlope, y.first) + b * weights(x.secondSlope, y.first) + c * weights(x.firstSlope, y.second)
        + d * weights(x.secondSlope, y.second))
    let byRow = sums(
      a * weights(x.first, y.firstSlope) + b * weights(x.second, y.firstSlope) + c * weights(x.first, y.secondSlope)
        + d * weights(x.second, y.secondSlope))
    let (low0, low1) = (offsets[row], offsets[row + 1])
    let offset = (low0 * y.first + low1 * y.second).sum()
    let rowSlope = isHeld ? 0 : place.rowByLow
    let offsetSlope = (low0 * y.firstSlope + low1 * y.secondSlope).sum() * rowSlope
    let columnByLow = isHeld ? 0 : place.columnByLow

    // By u and by the lower voltage, and then by those of drain and source.
    let throughByAcross = value.x + size * byColumn.x * place.columnByAcross
    let throughByLow = offsetSlope + across * (byColumn.x * columnByLow + byRow.x * rowSlope)
    let bulkByAcross = (across < 0 ? -1 : 1) * byColumn.y * place.columnByAcross
    let bulkByLow = byColumn.y * columnByLow + byRow.y * rowSlope
    let (drainByAcross, drainByLow) = (throughByAcross + bulkByAcross / 2, throughByLow + bulkByLow / 2)
    return Reading(
      drain: offset + across * value.x + value.y / 2,
      drainByDrain: drainByAcross + (across < 0 ? drainByLow : 0),
      drainBySource: (across < 0 ? 0 : drainByLow) - drainByAcross, bulk: value.y,
      bulkByDrain: bulkByAcross + (across < 0 ? bulkByLow : 0), bulkBySource: (across < 0 ? 0 : bulkByLow) - bulkByAcross)
  }

  /// Whether voltages of drain and source, V, are within the grid's range.
  package func covers(drain: Double, source: Double) -> Bool {
    let low = min(drain, source)
    return low >= grid.bottom && low <= grid.top && abs(drain - source) <= grid.reach(low)
  }
}

/// The four Hermite cubics between two samples, and their slopes: for either end the weights of value and derivative.
private struct Cubic {
  let first, second, firstSlope, secondSlope: SIMD2<Double>

  @inline(__always) init(_ t: Double) {
    let rest = 1 - t
    first = SIMD2((1 + 2 * t) * rest * rest, t * rest * rest)
    second = SIMD2(t * t * (3 - 2 * t), -t * t * rest)
    firstSlope = SIMD2(-6 * t * rest, rest * (1 - 3 * t))
    secondSlope = SIMD2(6 * t * rest, t * (3 * t - 2))
  }
}

@inline(__always) private func weights(_ x: SIMD2<Double>, _ y: SIMD2<Double>) -> Lanes {
  let (plain, column, row, both) = (x[0] * y[0], x[1] * y[0], x[0] * y[1], x[1] * y[1])
  return Lanes(plain, column, row, both, plain, column, row, both)
}

@inline(__always) private func sums(_ a: Lanes) -> SIMD2<Double> {
  SIMD2(a[0] + a[1] + (a[2] + a[3]), a[4] + a[5] + (a[6] + a[7]))
}

/// Derivatives by index from five samples each, one-sided at the ends.
private func derivatives(_ values: [Double]) -> [Double] {
  let last = values.count - 1
  func sum(_ start: Int, _ weights: (Double, Double, Double, Double, Double), _ step: Int) -> Double {
    let (a, b, c, d, e) = weights
    return Double(step)
      * (a * values[start] + b * values[start + step] + c * values[start + 2 * step] + d * values[start + 3 * step] + e
        * values[start + 4 * step]) / 12
  }
  return values.indices.map { index in
    switch index {
    case 0: sum(0, (-25, 48, -36, 16, -3), 1)
    case 1: sum(0, (-3, -10, 18, -6, 1), 1)
    case last: sum(last, (-25, 48, -36, 16, -3), -1)
    case last - 1: sum(last, (-3, -10, 18, -6, 1), -1)
    default: sum(index - 2, (1, -8, 0, 8, -1), 1)
    }
  }
}

private func derivativesByRow(_ values: [[Double]]) -> [[Double]] {
  let columns = values[0].indices.map { column in derivatives(values.map { $0[column] }) }
  return values.indices.map { row in columns.map { $0[row] } }
}
