/// The second level of a batch: a `CoarseNetwork` for eight inputs at a time.
final class BatchCorrection {
  private let network: CoarseNetwork
  /// For each column, the first of its two hats, the value of that one, and whether it is the first column with these.
  private let first: ScalarBuffer<Int32>
  private let shares: ScalarBuffer<Float>
  private let starts: ScalarBuffer<Int32>
  /// Sums of S p over the hats, eight lanes each, row by row, and the correction that belongs to them.
  private let sums: AlignedBuffer
  private let change: AlignedBuffer
  /// The same of the residual.
  private let residual: AlignedBuffer
  private let correction: AlignedBuffer
  /// The correction interpolated to one row of the large array.
  private let line: ScalarBuffer<Float>
  /// 1 at column nodes with an equation, 0 where a source holds the node: in the first row, the last and all others.
  private let topFree: ScalarBuffer<Float>
  private let bottomFree: ScalarBuffer<Float>
  private let free: ScalarBuffer<Float>
  private let lastRow: Int

  init(_ network: CoarseNetwork, rows: Int, columns: Int) {
    self.network = network
    first = ScalarBuffer(count: columns)
    shares = ScalarBuffer(count: columns)
    starts = ScalarBuffer(count: columns)
    let count = network.rows.count * network.columns.count
    change = AlignedBuffer(count: 8 * count)
    residual = AlignedBuffer(count: 8 * count)
    correction = AlignedBuffer(count: 8 * count)
    sums = AlignedBuffer(count: 8 * count)
    line = ScalarBuffer(count: 8 * network.columns.count)
    topFree = ScalarBuffer(count: columns)
    bottomFree = ScalarBuffer(count: columns)
    free = ScalarBuffer(count: columns)
    lastRow = rows - 1
    for column in 0..<columns {
      first.pointer[column] = Int32(network.columns.first[column])
      shares.pointer[column] = Float(network.columns.share[column])
      starts.pointer[column] = column == 0 || network.columns.first[column - 1] != network.columns.first[column] ? 1 : 0
      topFree.pointer[column] = Float(network.topFree.pointer[column])
      bottomFree.pointer[column] = Float(network.bottomFree.pointer[column])
      free.pointer[column] = 1
    }
  }

  @inline(__always) func share(_ column: Int) -> Float { shares.pointer[column] }
  @inline(__always) func isStart(_ column: Int) -> Bool { starts.pointer[column] != 0 }

  /// 1 at a row's nodes that have an equation, 0 at others.
  func free(_ row: Int) -> UnsafeMutablePointer<Float> {
    (row == 0 ? topFree : row == lastRow ? bottomFree : free).pointer
  }

  func clearSums() { sums.clear() }

  /// Adds a row's currents in the strip that begins at a column, those weighted with its first hat and with the next.
  func add(_ near: Single8, _ far: Single8, _ row: Int, _ column: Int) {
    let across = network.columns.count
    let place = 8 * (network.rows.first[row] * across + Int(first.pointer[column]))
    let share = network.rows.share[row]
    let (near, far, s) = (Vector8(near), Vector8(far), sums.pointer + place)
    s.store(s.vector(0) + share * near, 0)
    s.store(s.vector(8) + share * far, 8)
    s.store(s.vector(8 * across) + (1 - share) * near, 8 * across)
    s.store(s.vector(8 * across + 8) + (1 - share) * far, 8 * across + 8)
  }

  /// Solves the small crossbar.
  /// - Returns: sums · correction, lane by lane.
  func solve() -> Vector8 {
    change.pointer.update(from: sums.pointer, count: sums.count)
    network.solve(lanes: change.pointer)
    return dot(sums, change)
  }

  /// Residual · correction, lane by lane.
  var power: Vector8 { dot(residual, correction) }

  /// Subtracts `step` times the last S p from the residual, and clears the sums for the next.
  func advance(_ step: Vector8) {
    for place in stride(from: 0, to: sums.count, by: 8) {
      residual.pointer.store(residual.pointer.vector(place) - step * sums.pointer.vector(place), place)
      correction.pointer.store(correction.pointer.vector(place) - step * change.pointer.vector(place), place)
    }
    sums.clear()
  }

  /// Begins anew, with no residual.
  func clear() {
    residual.clear()
    correction.clear()
  }

  private func dot(_ one: AlignedBuffer, _ other: AlignedBuffer) -> Vector8 {
    var total = Vector8.zero
    for place in stride(from: 0, to: one.count, by: 8) { total += one.pointer.vector(place) * other.pointer.vector(place) }
    return total
  }

  /// Interpolates the correction to a row.
  func interpolate(_ row: Int) {
    let across = network.columns.count
    let share = network.rows.share[row]
    let source = correction.pointer + 8 * across * network.rows.first[row]
    for place in stride(from: 0, to: 8 * across, by: 8) {
      let value = share * source.vector(place) + (1 - share) * source.vector(place + 8 * across)
      line.pointer.store(Single8(value), place)
    }
  }

  /// The correction at a column of that row.
  @inline(__always) func value(_ column: Int) -> Single8 {
    let source = line.pointer + 8 * Int(first.pointer[column])
    let share = shares.pointer[column]
    return share * source.vector(0) + (1 - share) * source.vector(8)
  }
}
