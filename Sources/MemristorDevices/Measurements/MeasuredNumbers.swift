import CrossbarPrimitives
import Foundation

/// Reads the cells of a measured file as numbers, with decimal points or decimal commas, but not with both.
struct MeasuredNumbers {
  /// What a cell holds.
  enum Cell: Hashable {
    case number(Double)
    /// Empty, or a word that stands for no value.
    case missing
    /// The mark of an instrument for a value beyond its range.
    case overflow
    case text
  }

  /// A decimal mark and the line in which it was first seen.
  private var mark: (isComma: Bool, line: Int)?

  /// Words for a missing value, in lower case.
  private static let missingWords: Set<String> = [
    "", "nan", "-nan", "+nan", "na", "n/a", "#n/a", "#na", "null", "none", "--", "-", "#div/0!", "#num!", "#value!", "#ref!",
    "1.#qnan", "-1.#ind", "1.#ind", "-1.#qnan",
  ]
  /// Words for an overflow, in lower case.
  private static let overflowWords: Set<String> = [
    "inf", "+inf", "-inf", "infinity", "-infinity", "+infinity", "1.#inf", "-1.#inf", "ovld", "ovfl", "overflow", "over", "ofl",
    "overload",
  ]
  /// From here on a number is a mark: instruments write 9.9e37 or 9.91e37, in whatever unit.
  private static let overflowMark = 9e37

  /// - Throws: `TableProblem` where decimal points and decimal commas occur in one file.
  mutating func cell(_ text: String, in row: TableRow) throws(TableProblem) -> Cell {
    let cell = Self.cell(text)
    guard case .number = cell else { return cell }
    let isComma = text.utf8.contains(UInt8(ascii: ","))
    guard isComma || text.utf8.contains(UInt8(ascii: ".")) else { return cell }
    if let mark, mark.isComma != isComma {
      throw row.problem(
        "'\(excerpt(text, limit: 40))' has a decimal \(isComma ? "comma" : "point"), and line \(mark.line) has a decimal "
          + "\(mark.isComma ? "comma" : "point"); allowed is one of them in all of a file")
    }
    if mark == nil { mark = (isComma, row.line) }
    return cell
  }

  /// A cell by itself, with either decimal mark.
  static func cell(_ text: String) -> Cell {
    if let value = number(text) { return abs(value) >= overflowMark ? .overflow : .number(value) }
    guard text.utf8.count <= 12 else { return .text }
    let word = text.lowercased()
    return missingWords.contains(word) ? .missing : overflowWords.contains(word) ? .overflow : .text
  }

  /// Whether a cell is a number, or stands for one that is missing; empty ones do not count.
  static func isValue(_ text: String) -> Bool { !text.isEmpty && cell(text) != .text }

  /// A finite number; nil for other text, hexadecimal numbers among it.
  private static func number(_ text: String) -> Double? {
    // Nobody writes longer ones.
    guard let first = text.utf8.first, text.utf8.count <= 64 else { return nil }
    if let value = Double(text) { return value.isFinite && !text.utf8.contains(where: { $0 | 0x20 == 0x78 }) ? value : nil }
    // Beyond ASCII there may be a typographic minus; other letters than digits, signs and e are no number's.
    guard first != UInt8(ascii: "\"") else { return nil }
    let plain = text.replacing("\u{2212}", with: "-")
    guard plain != text || plain.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 1 else { return nil }
    if plain.utf8.contains(UInt8(ascii: ",")), plain.utf8.contains(UInt8(ascii: ".")) { return nil }
    guard let value = Double(plain.replacing(",", with: ".")), value.isFinite else { return nil }
    return value
  }
}
