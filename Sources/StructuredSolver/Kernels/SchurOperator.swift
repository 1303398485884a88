/// The network's equations with the row wires eliminated: the Schur complement S, which conjugate gradients apply and
/// elimination factors.
///
/// Let R be the operator of the row wires and C that of the column wires (conductances of segments and ends), and b and
/// a the derivatives of a cell's current by the voltages of its row's and its column's node. Kirchhoff's current law
/// for corrections of the node voltages is
///
///     (R + b) dr - a dc = fr        fr, fc: the currents missing at the nodes
///     (C + a) dc - b dr = fc
///
/// and without dr: S dc = fc + b (R + b)⁻¹ fr with S = (C + a) - b (R + b)⁻¹ a. A cell's current depends only on the
/// voltage across it, so a = b, its gain, and S is symmetric and positive definite. The row wires join only nodes of one
/// row, so the block of S that belongs to one column is its wire's part of C plus a diagonal: each cell in series with
/// what the rest of its row wire connects its row node to. S is preconditioned with these blocks, M, and on large arrays
/// with a second level, `CoarseNetwork`. The inverses of R + b and of M are one sweep there and back along each wire. A wire's factors are stored as u = g / (g + s),
/// where s is the conductance from the node towards the line's beginning, including the node's own: sums and products
/// of positive numbers, without cancellation.
final class SchurOperator: @unchecked Sendable {
  // Unchecked, since passes divide the planes among threads.
  /// Layout of all planes that the operator works on.
  let shape: PlaneShape
  /// The wires of both planes, with floating groups held; see `FloatingLines`.
  private(set) var rowLines: WireLines
  private(set) var columnLines: WireLines

  /// dI/dV of the cells, S: block by block of eight rows, in each a vector of eight rows for each column.
  let gain: AlignedBuffer
  /// Factors u of the row wires, in the layout of the gains.
  let rowFactor: AlignedBuffer
  /// Factors u of the column wires, row by row.
  let columnFactor: AlignedBuffer

  /// Scratch of each chunk: 16 rows, and the rows above and below a block.
  let scratch: AlignedBuffer
  /// Copies of the direction's rows above and below each chunk, which other threads overwrite.
  let borders: AlignedBuffer
  /// Replaces the row before the first and the row after the last: the direction there as a multiple of its value at
  /// the end node, such that a segment to it carries the current of the column's end.
  let topMirror: AlignedBuffer
  let bottomMirror: AlignedBuffer

  init(rowLines: WireLines, columnLines: WireLines) {
    shape = PlaneShape(rows: rowLines.count, columns: columnLines.count)
    self.rowLines = rowLines
    self.columnLines = columnLines
    gain = AlignedBuffer(count: shape.size)
    rowFactor = AlignedBuffer(count: shape.size)
    columnFactor = AlignedBuffer(count: shape.size)
    scratch = AlignedBuffer(count: shape.chunks * Self.scratchRows * shape.stride)
    borders = AlignedBuffer(count: shape.chunks * 2 * shape.stride)
    topMirror = AlignedBuffer(count: shape.stride)
    bottomMirror = AlignedBuffer(count: shape.stride)
    for column in 0..<columnLines.count {
      topMirror.pointer[column] = 1 - columnLines.first[column].finiteConductance / columnLines.segment
      bottomMirror.pointer[column] = 1 - columnLines.last[column].finiteConductance / columnLines.segment
    }
  }

  /// Sets other voltages of the ends, whose conductances must be the same.
  func hold(rowLines: WireLines, columnLines: WireLines) { (self.rowLines, self.columnLines) = (rowLines, columnLines) }

  /// Rows of scratch per chunk.
  static let scratchRows = 18

  /// 1 in the lanes of a block that are rows of the array, 0 in its padding.
  func laneMask(_ block: Int) -> Vector8 {
    var mask = Vector8(repeating: 1)
    for lane in 0..<8 where 8 * block + lane >= shape.rows { mask[lane] = 0 }
    return mask
  }
}
