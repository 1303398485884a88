import CrossbarPrimitives
import Foundation
import GRDB
import Records

/// A column of results: of an axis, a figure, or a table of a run.
struct ResultColumn: Hashable, Comparable {
  /// What a column holds; also the order of the columns.
  enum Kind: Int {
    /// The value of an option that varies.
    case axis
    /// A figure of the point's run, by its path.
    case figure
    /// A column of a table of the run.
    case table
  }

  /// `points`, or the name of a table.
  var table: String
  var kind: Kind
  /// The key of the option, the path of the figure, or the table's own name of the column.
  var path: String
  /// The place among the options that vary, or among the columns of a run's table; 0 for figures. Runs may differ in it.
  var place: Int

  static func == (left: Self, right: Self) -> Bool {
    left.table == right.table && left.kind == right.kind && left.path == right.path
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(table)
    hasher.combine(kind)
    hasher.combine(path)
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.table, left.kind.rawValue, left.place, left.path) < (right.table, right.kind.rawValue, right.place, right.path)
  }
}

/// What the values of a column are, which decides on its type in the database.
struct ValueKinds: OptionSet {
  let rawValue: Int
  static let numbers = ValueKinds(rawValue: 1)
  static let texts = ValueKinds(rawValue: 2)
  /// Whole numbers that have to be exact, such as seeds.
  static let integers = ValueKinds(rawValue: 4)

  /// Numbers are real, so that a quotient of two whole ones is not cut off.
  var type: String {
    switch self {
    case .numbers: "REAL"
    case .integers: "INTEGER"
    case .texts: "TEXT"
    default: ""
    }
  }
}

extension DatabaseValue {
  /// A text as a number where it is one; the empty text is null.
  init(field: String) {
    if field.isEmpty {
      self = .null
    } else if let number = Double(field), !number.isNaN {
      self = number.databaseValue
    } else {
      self = field == "nan" ? .null : field.databaseValue
    }
  }

  /// A seed and the like, exactly; numbers beyond 64 bits are text.
  init(whole field: String) { self = Int64(field).map(\.databaseValue) ?? field.databaseValue }

  /// A figure; nil for a list or a record without content.
  init?(_ value: RecordValue) {
    switch value {
    case .null, .list, .record: return nil
    case .text(let text) where value.double == nil: self = text.databaseValue
    default:
      guard let number = value.double, !number.isNaN else { return nil }
      self = number.databaseValue
    }
  }

  var kinds: ValueKinds {
    switch storage {
    case .null: []
    case .int64: .integers
    case .double: .numbers
    case .string, .blob: .texts
    }
  }
}

/// A name as SQL takes it, whatever is in it.
func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
