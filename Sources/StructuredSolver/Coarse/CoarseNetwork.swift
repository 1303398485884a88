/// A second level for conjugate gradients on large arrays: a small crossbar whose node voltages are the values of
/// bilinear hats on the large one's column plane.
///
/// The preconditioner of one level, one sweep along each column wire, knows nothing of neighbouring columns. Voltages
/// that vary slowly across many columns are left over, and the more of them the farther the array extends beyond the
/// length over which wires and cells share a current, 1 / √(r g) segments with r a segment's resistance and g the mean
/// cell conductance. Here such voltages are corrected directly: residuals are summed over the hats, the small crossbar
/// is solved by elimination, and its voltages are interpolated and added (an additive two-level Schwarz method, Toselli
/// and Widlund 2005).
///
/// The small crossbar has the wires' and cells' conductances as the large one's energy at interpolated voltages gives
/// them, with sums over all nodes of a hat in place of products of hats (mass lumping).
final class CoarseNetwork: @unchecked Sendable {
  // Unchecked, since chunks write to sums of their own.
  /// Hats along the column wires, one per row of the small crossbar, and along the row wires.
  let rows: HatFunctions
  let columns: HatFunctions
  /// The layout of the small crossbar's planes.
  let shape: PlaneShape
  /// Sums over the hats of the residual.
  let residual: AlignedBuffer
  /// The correction at each hat's point, and the same interpolated along the rows of the large array, V.
  let correction: AlignedBuffer
  let interpolated: AlignedBuffer
  /// 1 at column nodes that have an equation, 0 where a source holds the node: those of the first row, and of the last.
  let topFree: AlignedBuffer
  let bottomFree: AlignedBuffer

  /// The large array.
  private let fine: PlaneShape
  /// Sums over the hats of each chunk.
  private let parts: AlignedBuffer
  private let elimination: BandedElimination

  /// Nil for arrays so small, or with such good wires, that a second level would not pay.
  init?(of schur: SchurOperator) {
    guard let (rowHats, columnHats) = Self.hats(for: schur) else { return nil }
    (rows, columns) = (rowHats, columnHats)
    fine = schur.shape
    let small = PlaneShape(rows: rows.count, columns: columns.count)
    shape = small
    residual = AlignedBuffer(count: small.size)
    correction = AlignedBuffer(count: small.size)
    interpolated = AlignedBuffer(count: small.rows * fine.stride)
    parts = AlignedBuffer(count: fine.chunks * small.size)
    topFree = AlignedBuffer(count: fine.stride)
    bottomFree = AlignedBuffer(count: fine.stride)
    for column in 0..<fine.columns {
      topFree.pointer[column] = schur.columnLines.first[column].isFixed ? 0 : 1
      bottomFree.pointer[column] = schur.columnLines.last[column].isFixed ? 0 : 1
    }
    let height = Double(fine.rows) / Double(rows.count)
    let width = Double(fine.columns) / Double(columns.count)
    let coarse = SchurOperator(
      rowLines: schur.rowLines.summed(over: rows, length: columns.count, segment: schur.rowLines.segment * height / width),
      columnLines: schur.columnLines.summed(
        over: columns, length: rows.count, segment: schur.columnLines.segment * width / height))
    let cells = AlignedBuffer(count: small.size)
    Self.sum(fine, rows, columns, small, parts, into: cells) { schur.gain.pointer + 8 * $0 * schur.shape.stride }
    coarse.factor(
      conductances: (0..<small.rows).flatMap { row in (0..<small.columns).map { cells.pointer[row * small.stride + $0] } })
    elimination = BandedElimination(coarse)
  }

  /// The hats that suit an array.
  private static func hats(for schur: SchurOperator) -> (rows: HatFunctions, columns: HatFunctions)? {
    let shape = schur.shape
    guard !schur.rowLines.isMerged, !schur.columnLines.isMerged, min(shape.rows, shape.columns) >= smallest else { return nil }
    var total = 0.0
    for place in stride(from: 0, to: shape.size, by: 8) { total += schur.gain.pointer.vector(place).sum() }
    let mean = total / Double(shape.rows * shape.columns)
    // Lengths of the array over those along which currents are shared.
    let (along, across) = (
      Double(shape.rows) * (mean / schur.columnLines.segment).squareRoot(),
      Double(shape.columns) * (mean / schur.rowLines.segment).squareRoot()
    )
    guard along.isFinite, across.isFinite, 1 / (along * along) + 1 / (across * across) < 1 / 32 else { return nil }
    func hats(_ length: Double, _ places: Int, _ padded: Int) -> HatFunctions {
      let count = min(Int(length / spacing), places / 16, most)
      return HatFunctions(count: max(2, count), places: places, padded: padded)
    }
    return (hats(along, shape.rows, 8 * shape.blocks), hats(across, shape.columns, shape.stride))
  }

  /// Fewest lines of an array with a second level.
  private static let smallest = 64
  /// Distance of the hats' points in units of the length that shares a current; closer ones save few iterations.
  private static let spacing = 1.2
  /// Most hats along a line.
  private static let most = 64
}

extension CoarseNetwork {
  /// Adds up a chunk's part of the sums over the hats.
  /// - Parameter values: of one block, a vector of eight rows for each column.
  func add(_ values: UnsafeMutablePointer<Double>, block: Int, chunk: Int) {
    Self.add(values, block, rows, columns, shape.stride, to: parts.pointer + chunk * shape.size)
  }

  /// Clears a chunk's sums.
  func clear(chunk: Int) { (parts.pointer + chunk * shape.size).update(repeating: 0, count: shape.size) }

  /// Zeroes the values of column nodes that have no equation.
  func fix(_ values: UnsafeMutablePointer<Double>, block: Int) {
    let last = fine.rows - 1
    if block == 0 { for column in 0..<fine.columns { values[8 * column] *= topFree.pointer[column] } }
    if block == last / 8 { for column in 0..<fine.columns { values[8 * column + last % 8] *= bottomFree.pointer[column] } }
  }

  /// Takes the residual's sums from those of the chunks: it becomes `factor` times itself plus `step` times these.
  func renewResidual(_ factor: Double, plus step: Double) {
    for place in 0..<shape.size {
      var sum = 0.0
      for chunk in 0..<fine.chunks { sum += parts.pointer[chunk * shape.size + place] }
      residual.pointer[place] = factor * residual.pointer[place] + step * sum
    }
  }

  /// Solves for the correction, and interpolates it along the rows.
  func solve() {
    elimination.solve(residual, into: correction)
    for row in 0..<shape.rows {
      let (source, target) = (correction.pointer + row * shape.stride, interpolated.pointer + row * fine.stride)
      for column in 0..<fine.columns {
        let (first, share) = (columns.first[column], columns.share[column])
        target[column] = share * source[first] + (1 - share) * source[first + 1]
      }
    }
  }

  /// Solves for the correction of eight inputs at a time, in place, row by row without padding.
  func solve(lanes: UnsafeMutablePointer<Double>) { elimination.solve(lanes: lanes) }

  private static func sum(
    _ fine: PlaneShape, _ rows: HatFunctions, _ columns: HatFunctions, _ small: PlaneShape, _ parts: AlignedBuffer,
    into sums: AlignedBuffer, values: @Sendable (_ block: Int) -> UnsafeMutablePointer<Double>
  ) {
    fine.forEach(of: fine.chunks) { chunk in
      for block in fine.blocks(ofChunk: chunk) {
        add(values(block), block, rows, columns, small.stride, to: parts.pointer + chunk * small.size)
      }
    }
    for chunk in 0..<fine.chunks {
      for place in 0..<small.size { sums.pointer[place] += parts.pointer[chunk * small.size + place] }
    }
  }

  private static func add(
    _ values: UnsafeMutablePointer<Double>, _ block: Int, _ rows: HatFunctions, _ columns: HatFunctions, _ stride: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    for (strip, places) in columns.strips.enumerated() {
      var (near, total) = (Vector8.zero, Vector8.zero)
      columns.share.withUnsafeBufferPointer { share in
        for column in places {
          let value = values.vector(8 * column)
          near += share[column] * value
          total += value
        }
      }
      let far = total - near
      for lane in 0..<8 {
        let row = 8 * block + lane
        let (target, share) = (sums + (rows.first[row] * stride + strip), rows.share[row])
        target[0] += share * near[lane]
        target[1] += share * far[lane]
        target[stride] += (1 - share) * near[lane]
        target[stride + 1] += (1 - share) * far[lane]
      }
    }
  }
}

extension WireLines {
  /// The lines of the small crossbar. An end that holds its node is as far away as the next segment.
  fileprivate func summed(over hats: HatFunctions, length: Int, segment: Double) -> WireLines {
    func ends(_ ends: [WireEnd]) -> [LineEnd] {
      hats.sums(ends.map { $0.isFixed ? self.segment : $0.conductance }).map {
        $0 > 0 ? .held(at: .zero, through: .init(si: 1 / $0)) : .open
      }
    }
    return WireLines(length: length, segment: 1 / segment, first: ends(first), last: ends(last))
  }
}
