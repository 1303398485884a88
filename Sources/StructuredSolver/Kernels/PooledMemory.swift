import Foundation
import Synchronization

/// Zeroed memory. Large pieces go back to a pool when they are freed: to map and clear new pages takes the operating
/// system longer than it takes to sweep over them.
final class PooledMemory {
  /// Aligned for vectors of eight.
  let start: UnsafeMutableRawPointer
  private let piece: MemoryPool.Piece?

  init(bytes: Int) {
    if bytes >= MemoryPool.smallest, let (piece, isZero) = MemoryPool.take(bytes) {
      (self.piece, start) = (piece, piece.start)
      if !isZero { memset(start, 0, bytes) }
      return
    }
    piece = nil
    start = .allocate(byteCount: bytes, alignment: 64)
    memset(start, 0, bytes)
  }

  deinit {
    if let piece { MemoryPool.giveBack(piece) } else { start.deallocate() }
  }
}

/// Pieces of large mappings that are taken and given back.
private enum MemoryPool {
  /// Smallest piece, bytes.
  static let smallest = 1 << 17
  /// Sizes are multiples of this, so that networks of nearly one size share their memory.
  private static let unit = 1 << 16
  /// A mapping is cut into pieces, so that small planes have huge pages too: planes are traversed down their columns, a
  /// page a step, which misses in address translation otherwise.
  private static let mapping = 1 << 25
  private static let hugePage = 1 << 21
  /// Most memory that is kept for later, bytes.
  private static let limit = 1 << 29

  struct Piece: @unchecked Sendable {
    // Unchecked: whoever holds a piece is the only one who does.
    let base: UnsafeMutableRawPointer
    let size: Int
    /// Where the numbers begin. Equal places of several planes would compete for the same few cache sets otherwise.
    let start: UnsafeMutableRawPointer
  }

  private struct State {
    var free: [Int: [Piece]] = [:]
    var kept = 0
    var count = 0
    /// What is left of the last mapping.
    var rest: (base: UnsafeMutableRawPointer, size: Int)?
  }

  private static let state = Mutex(State())

  /// A piece, and whether it is still zero; nil if the system has no memory to map.
  static func take(_ bytes: Int) -> (Piece, isZero: Bool)? {
    let size = (bytes + 8 * 576 + unit - 1) / unit * unit
    return state.withLock { state in
      if let piece = state.free[size]?.popLast() {
        state.kept -= size
        return (piece, false)
      }
      if state.rest.map({ $0.size < size }) ?? true {
        let fresh = max(mapping, (size + hugePage - 1) / hugePage * hugePage)
        guard let base = map(fresh) else { return nil }
        if let rest = state.rest { munmap(rest.base, rest.size) }
        state.rest = (base, fresh)
      }
      guard let rest = state.rest else { return nil }
      state.rest = rest.size > size ? (rest.base + size, rest.size - size) : nil
      state.count += 1
      return (Piece(base: rest.base, size: size, start: rest.base + state.count % 8 * 576), true)
    }
  }

  static func giveBack(_ piece: Piece) {
    state.withLock { state in
      guard state.kept + piece.size <= limit else {
        munmap(piece.base, piece.size)
        return
      }
      state.kept += piece.size
      state.free[piece.size, default: []].append(piece)
    }
  }

  /// Fresh pages at a multiple of the size of a huge page.
  private static func map(_ size: Int) -> UnsafeMutableRawPointer? {
    let found = mmap(nil, size + hugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let found, found != MAP_FAILED else { return nil }
    let skipped = (hugePage - Int(bitPattern: found) % hugePage) % hugePage
    if skipped > 0 { munmap(found, skipped) }
    munmap(found + skipped + size, hugePage - skipped)
    #if os(Linux)
      madvise(found + skipped, size, 14 /* MADV_HUGEPAGE */)
    #endif
    return found + skipped
  }
}
