import Dispatch

/// The memory layout of a plane of node values, and the division of work on it among threads.
///
/// Values are stored row by row. Rows are padded to whole vectors, and their number to whole blocks of eight rows.
struct PlaneShape: Sendable {
  /// Rows and columns of the network, without padding.
  let rows: Int
  let columns: Int
  /// Distance of rows, in doubles.
  let stride: Int
  /// Number of blocks of eight rows.
  let blocks: Int

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let lines = (columns + 7) / 8
    // An odd number of cache lines; with a power of two, eight rows would compete for the same few cache sets.
    stride = 8 * (lines | 1)
    blocks = (rows + 7) / 8
  }

  /// Size of a plane with its padding, in doubles.
  var size: Int { blocks * 8 * stride }

  /// Cells of a chunk or panel; with less, threads cost more than they gain.
  private static let grain = 16_384

  /// Number of runs of blocks that are processed in parallel. It depends on the size alone, so that sums do not depend
  /// on the machine.
  var chunks: Int { max(1, min(blocks / 2, 8, size / Self.grain)) }

  /// The blocks of a chunk; chunks differ by at most one block.
  func blocks(ofChunk chunk: Int) -> Range<Int> { (chunk * blocks / chunks)..<((chunk + 1) * blocks / chunks) }

  /// Width of a panel of columns, in doubles, such that the values of a downward sweep are still in the cache in the
  /// upward one.
  static let panelWidth = 64

  /// Number of panels that cover a padded row; the last one may be narrower.
  var panels: Int { (stride + Self.panelWidth - 1) / Self.panelWidth }

  func columns(ofPanel panel: Int) -> Range<Int> { (panel * Self.panelWidth)..<min(stride, (panel + 1) * Self.panelWidth) }

  /// Runs the pieces of a pass, on several threads if that pays, and sums their results in order.
  func sum(over pieces: Int, _ body: @Sendable (Int) -> Double) -> Double {
    guard pieces > 1, size >= 2 * Self.grain else { return (0..<pieces).reduce(0) { $0 + body($1) } }
    let parts = AlignedBuffer(count: 8 * pieces)
    // Eight doubles apart, so that threads do not share a cache line.
    DispatchQueue.concurrentPerform(iterations: pieces) { parts.pointer[8 * $0] = body($0) }
    return (0..<pieces).reduce(0) { $0 + parts.pointer[8 * $1] }
  }

  /// Runs the pieces of a pass, on several threads if that pays.
  func forEach(of pieces: Int, _ body: @Sendable (Int) -> Void) {
    guard pieces > 1, size >= 2 * Self.grain else { return (0..<pieces).forEach(body) }
    DispatchQueue.concurrentPerform(iterations: pieces, execute: body)
  }
}
