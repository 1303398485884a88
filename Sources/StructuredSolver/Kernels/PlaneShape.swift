import Dispatch

/// How a plane of node values lies in memory, and how work on it is divided.
///
/// Values are stored row after row; rows are padded to whole vectors and their number to whole blocks of eight rows.
struct PlaneShape: Sendable {
  let rows: Int
  let columns: Int
  /// Doubles from a row to the next.
  let stride: Int
  /// Blocks of eight rows.
  let blocks: Int

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let lines = (columns + 7) / 8
    // An odd number of cache lines: or eight rows of a power of two would fight for the same few places of the cache.
    stride = 8 * (lines | 1)
    blocks = (rows + 7) / 8
  }

  /// Doubles of a plane.
  var size: Int { blocks * 8 * stride }

  /// Cells of a chunk or panel; below it threads cost more than they bring.
  private static let grain = 16_384

  /// Runs of blocks that are worked on at once. A matter of size alone, so that sums do not depend on the machine.
  var chunks: Int { max(1, min(blocks / 2, 8, size / Self.grain)) }

  func blocks(ofChunk chunk: Int) -> Range<Int> { (chunk * blocks / chunks)..<((chunk + 1) * blocks / chunks) }

  /// Doubles across a panel of columns: what a sweep down leaves of it in the cache, the sweep up finds there.
  static let panelWidth = 64

  var panels: Int { (stride + Self.panelWidth - 1) / Self.panelWidth }

  func columns(ofPanel panel: Int) -> Range<Int> { (panel * Self.panelWidth)..<min(stride, (panel + 1) * Self.panelWidth) }

  /// Runs the pieces of a pass, on several threads where that pays, and adds up what they return in their order.
  func sum(over pieces: Int, _ body: @Sendable (Int) -> Double) -> Double {
    guard pieces > 1, size >= 2 * Self.grain else { return (0..<pieces).reduce(0) { $0 + body($1) } }
    let parts = AlignedBuffer(count: 8 * pieces)
    // Eight doubles apart, so that threads do not share a cache line.
    DispatchQueue.concurrentPerform(iterations: pieces) { parts.pointer[8 * $0] = body($0) }
    return (0..<pieces).reduce(0) { $0 + parts.pointer[8 * $1] }
  }

  func forEach(of pieces: Int, _ body: @Sendable (Int) -> Void) {
    guard pieces > 1, size >= 2 * Self.grain else { return (0..<pieces).forEach(body) }
    DispatchQueue.concurrentPerform(iterations: pieces, execute: body)
  }
}
