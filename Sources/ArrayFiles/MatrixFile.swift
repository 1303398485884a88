import CrossbarPrimitives
import Foundation

/// Matrices in the formats that people keep them in: text (`NumberTable`), `.npy`, or `.npz` with a single array.
public enum MatrixFile {
  /// Reads a matrix. The format is recognised by the content, not by the name. `inf` is a number; `nan` is rejected.
  ///
  /// - Returns: an array of two axes, rows × columns; of one axis if a NumPy file has one. Never empty.
  /// - Throws: `ArrayFileError`, with row and column of a number that is rejected.
  public static func read(_ path: String) throws(ArrayFileError) -> NPYArray {
    try matrix(fileContents(path), path: path)
  }

  /// Whether a file is one of NumPy's, by its first bytes; false for text, and for what cannot be read.
  package static func isNumPys(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let beginning = (try? file.read(upToCount: NPYHeader.magic.count)) ?? Data()
    return beginning == NPYHeader.magic || beginning.starts(with: zip)
  }

  /// - Parameter path: for messages.
  static func matrix(_ data: Data, path: String) throws(ArrayFileError) -> NPYArray {
    let array =
      if data.starts(with: NPYHeader.magic) { try NPYArray(data, path: path, name: nil) } else if data.starts(with: Self.zip) {
        try onlyArray(data, path: path)
      } else { try table(data, path: path) }
    guard array.shape.count == 1 || array.shape.count == 2 else {
      throw .malformed(path: path, array: nil, reason: "an array of \(array.shape.count) axes is no matrix")
    }
    guard !array.values.isEmpty else { throw .malformed(path: path, array: nil, reason: "there is no number in it") }
    if let index = array.values.firstIndex(where: \.isNaN) {
      let width = array.shape.last ?? 1
      throw .malformed(
        path: path, array: nil, reason: "row \(index / width), column \(index % width) (from 0) is nan, which is no number")
    }
    return array
  }

  /// The first bytes of every zip archive.
  private static let zip = Data("PK".utf8)

  /// The array of an archive that has exactly one.
  private static func onlyArray(_ data: Data, path: String) throws(ArrayFileError) -> NPYArray {
    let arrays = try NPZArchive.members(data, path: path)
    guard let only = arrays.first, arrays.count == 1 else {
      let names = arrays.prefix(10).map { "'\($0.name)'" }.joined(separator: ", ")
      throw .malformed(
        path: path, array: nil,
        reason: "it holds \(arrays.count) arrays\(names.isEmpty ? "" : ", \(names)"); expected a single one, or a .npy file")
    }
    return only.array
  }

  /// A matrix in text, with the line in its errors.
  private static func table(_ data: Data, path: String) throws(ArrayFileError) -> NPYArray {
    let text: String
    do { text = try inputText(data) } catch {
      throw .malformed(path: path, array: nil, reason: "this is \(error.reason); expected a matrix as text, .npy or .npz")
    }
    do {
      let table = try NumberTable(text)
      return NPYArray(shape: [table.rowCount, table.columnCount], values: table.values)
    } catch {
      throw .malformed(path: path, array: nil, reason: error.description)
    }
  }
}
