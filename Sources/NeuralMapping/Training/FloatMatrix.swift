/// A matrix of floats at a fixed address, so that several threads can work on it.
///
/// Nothing here prevents two threads from using the same row: `TrainingPass` gives each row to one of them.
final class FloatMatrix: @unchecked Sendable {
  let rows: Int
  let columns: Int
  /// `rows * columns` of them, row-major; zero at first.
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
