/// Numbers in rows, at an address that stays the same while threads work on them.
///
/// Nothing here keeps two threads from the same row: `TrainingPass` gives each row to one of them.
final class FloatMatrix: @unchecked Sendable {
  let rows: Int
  let columns: Int
  /// Row-major.
  let values: UnsafeMutablePointer<Float>

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = .allocate(capacity: rows * columns)
    values.initialize(repeating: 0, count: rows * columns)
  }

  deinit { values.deallocate() }

  var count: Int { rows * columns }

  func row(_ row: Int) -> UnsafeMutablePointer<Float> { values + row &* columns }

  subscript(row: Int, column: Int) -> Float {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }
}
