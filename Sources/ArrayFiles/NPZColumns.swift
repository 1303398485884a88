import CLibzip
import Foundation

/// Columns of numbers of equal length that are written to a `.npz` file row by row, so that a table of any size passes
/// through little memory: each column is first a file of its own.
///
///     let columns = try NPZColumns(["point", "margin"], rows: 200_000, in: folder)
///     try columns.append([0, 0.31])  // once for each row
///     try columns.finish(at: "campaign.npz")
package final class NPZColumns {
  private let names: [String]
  private let folder: URL
  private let files: [FileHandle]
  /// What has not been written yet, by column.
  private var buffers: [[Double]]

  /// Rows in memory.
  private static let bufferedRows = 1024

  /// - Parameters:
  ///   - rows: exactly as many as will be appended.
  ///   - folder: an empty one, for the columns' files.
  /// - Throws: Foundation's errors for a folder that cannot be written to.
  package init(_ names: [String], rows: Int, in folder: URL) throws {
    self.names = names
    self.folder = folder
    buffers = Array(repeating: [], count: names.count)
    let header = NPYHeader.bytes(shape: [rows], isWhole: false)
    files = try names.indices.map { column in
      let file = Self.file(column, in: folder)
      try header.write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
      return handle
    }
  }

  /// - Parameter row: a number for each column; NaN where there is none.
  package func append(_ row: [Double]) throws {
    for (column, value) in row.enumerated() { buffers[column].append(value) }
    if buffers.first?.count == Self.bufferedRows { try flush() }
  }

  private func flush() throws {
    for (column, file) in files.enumerated() {
      try file.write(contentsOf: buffers[column].map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) })
      buffers[column].removeAll(keepingCapacity: true)
    }
  }

  private static func file(_ column: Int, in folder: URL) -> URL { folder.appendingPathComponent("\(column).npy") }

  /// Writes the archive; equal columns give equal bytes.
  /// - Throws: `ArrayFileError.unwritable`, and Foundation's errors.
  package func finish(at path: String) throws {
    try flush()
    for file in files { try file.close() }
    try ZipWriter.write(names.enumerated().map { ($1 + ".npy", Self.file($0, in: folder).path) }, to: path)
  }
}
