import Foundation

/// Tables of numbers as people keep them: CSV without a header, a line a row, or `.npy`.
public enum MatrixFile {
  /// The numbers of a file, which is known by its contents. `inf` is a number; `nan` is refused.
  ///
  /// - Returns: an array of two axes; of one, if it is a `.npy` file of one.
  /// - Throws: `ArrayFileError`.
  public static func read(_ path: String) throws(ArrayFileError) -> NPYArray {
    let data = try fileContents(path)
    let array = data.prefix(6) == NPYHeader.magic ? try NPYArray(data, path: path, name: nil) : try table(data, path: path)
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

  private static func table(_ data: Data, path: String) throws(ArrayFileError) -> NPYArray {
    var values: [Double] = []
    var width = 0
    var height = 0
    for (number, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      func fault(_ reason: String) -> ArrayFileError {
        .malformed(path: path, array: nil, reason: "line \(number + 1): \(reason)")
      }
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t") }) { continue }
      let before = values.count
      for field in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        guard let value = parsed(field) else {
          throw fault(
            "'\(String(decoding: field.prefix(40), as: UTF8.self).trimmingCharacters(in: .whitespaces))' is no number; "
              + "expected numbers with commas between, and no header")
        }
        values.append(value)
      }
      let count = values.count - before
      if height == 0 { width = count }
      guard count == width else { throw fault("\(count) numbers, where the first line has \(width)") }
      height += 1
    }
    return NPYArray(shape: [height, width], values: values)
  }

  private static func parsed(_ field: Data.SubSequence) -> Double? {
    let text = String(decoding: field, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    // Hexadecimal numbers and NaNs with a payload are Swift's own.
    return text.contains(where: { "xX(".contains($0) }) ? nil : Double(text)
  }
}
