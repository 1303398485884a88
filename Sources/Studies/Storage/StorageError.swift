import CrossbarPrimitives
import MemristorDevices

/// Why a network cannot be stored, or a stored one cannot be used, with the given settings.
public enum StorageError: Error, Equatable {
  /// A row of a tile, `size` cells wide, has no room for one code beside the spare ones.
  case tileTooSmall(size: Int, cellsPerCode: Int, spareCodes: Int)
  /// Products as sums of currents need codes that are weighted sums of their cells; `linear` names the codings that are.
  case codingNotLinear(String, linear: [String])
  /// Products as sums of currents need codes at their own places; in spare columns their currents would be added to the
  /// wrong products.
  case movedCodes
  /// A row of a tile cannot be driven by less than nothing; the least value of a pixel.
  case negativeInput(Double)
  /// Cells of so many levels, and nothing that says how they are written.
  case levelsWithoutTable(Int)
  /// Cells of several levels, in an array that is simulated as a whole.
  case levelsInWholeArray
  /// A programming table with another number of levels than cells are to have.
  case tableLevels(found: Int, expected: Int)
  /// A time of the last read at which a programming table tells nothing.
  case tableTime(Time, known: ClosedRange<Time>)
}

extension StorageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tileTooSmall(let size, let cellsPerCode, let spareCodes):
      let spare = spareCodes == 0 ? "" : " beside \(spareCodes) spare ones"
      return "a tile of \(size) columns has no room for a code of \(cellsPerCode) cells\(spare); "
        + "allowed is \((spareCodes + 1) * cellsPerCode) columns or more"
    case .codingNotLinear(let coding, let linear):
      return "the coding '\(coding)' is no weighted sum of its cells, so that no sum of currents can stand for it; "
        + (linear.isEmpty
          ? "levels in Gray's order never are; leave out --gray" : "analog products take \(linear.joined(separator: ", "))")
    case .levelsWithoutTable(let count):
      return "cells of \(count) levels need a way to be written, or a programming table; give --programming FILE"
    case .levelsInWholeArray:
      return "cells of several levels are written one by one; leave out --scope array, or use one bit a cell"
    case .tableLevels(let found, let expected):
      return "the programming table has \(found) levels, and cells are to have \(expected)"
        + (expected.nonzeroBitCount == 1 ? " (\(expected.trailingZeroBitCount) bits)" : "")
        + "; leave out --cell-bits for the number of levels that the table has"
    case .tableTime(let time, let known):
      return "the programming table tells what is read \(known.lowerBound) to \(known.upperBound) after the write, and the "
        + "last read is after \(time); choose --retention-time within the table's times"
    case .movedCodes:
      return "analog products add up whole columns, which codes moved to spare ones would leave; leave out --remap"
    case .negativeInput(let least):
      return "analog products are formed of inputs of 0 and above, and a pixel is \(least); fold the mean of the inputs into "
        + "the first layer (w / sd, b - sum of w mean / sd) and leave out --input-mean, or use --mode digital"
    }
  }
}
