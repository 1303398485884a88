import CrossbarPrimitives
import Foundation

/// A figure of a result, declared once: its name is that of the property, its unit that of the type; title, format and
/// explanation are given here.
///
///     @Figure("Transistor's share of the read", .percent, "Of the cells that were SET.") var transistorShareOfRead: Double?
///
/// `RecordEncoder` carries these along as `FigureMeaning`, so JSON, CSV, the page and the terminal all show the same
/// title and unit. A file never holds them: only the key with its unit and the value.
@propertyWrapper
public struct Figure<Value: Encodable & Sendable>: Encodable, Sendable {
  /// The value itself; nil, where `Value` is optional, means that the run has nothing to say about it.
  public var wrappedValue: Value
  /// Nil for the property's name in words.
  private let title: String?
  /// How people see the value; JSON and CSV hold a share as a number from 0 to 1, never in percent.
  private let format: FigureFormat
  private let explanation: String

  /// - Parameters:
  ///   - title: as shown to people; nil for the property's name in words.
  ///   - format: how people see the value; files are not affected.
  ///   - explanation: one sentence on what the title leaves open, such as what a share is counted over.
  public init(wrappedValue: Value, _ title: String? = nil, _ format: FigureFormat = .plain, _ explanation: String = "") {
    self.wrappedValue = wrappedValue
    self.title = title
    self.format = format
    self.explanation = explanation
  }

  /// Encodes the value alone, so that encoders other than `RecordEncoder` see no wrapper.
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension Figure: Equatable where Value: Equatable {
  /// Compares the values alone: title and format are the same for all figures of one property.
  public static func == (left: Self, right: Self) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension Figure: Hashable where Value: Hashable {
  /// Hashes the value alone, as `==` compares it.
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

/// What people are told of a figure: the declaration of a `Figure` property, detached from its type and value.
public struct FigureMeaning: Hashable, Sendable {
  /// Starts with a capital, without the unit: `Read voltage`.
  public var title: String
  /// How a value of this figure is shown.
  public var format: FigureFormat
  /// One sentence; empty where the title says it all.
  public var explanation: String
  /// As keys end in it, such as `V`, `ohm` or `um2`; nil for plain numbers and for values that are not numbers.
  public var unit: String?

  /// The defaults suit a plain number whose title says it all.
  public init(title: String, format: FigureFormat = .plain, explanation: String = "", unit: String? = nil) {
    self.title = title
    self.format = format
    self.explanation = explanation
    self.unit = unit
  }
}

extension FigureMeaning {
  /// What was declared of a field; otherwise what its key says: `read_voltage_V` is `Read voltage` in V.
  /// - Parameter above: the unit of the record that holds the field, used where the field has none of its own; nil for
  ///   none.
  public init(of field: RecordField, unitAbove above: String? = nil) {
    if let meaning = field.meaning {
      self = meaning
      unit = unit ?? above
    } else {
      let unit = RecordKey.unit(of: field.key)
      let name = unit.map { field.key.dropLast($0.count + 1) } ?? field.key[...]
      self.init(title: RecordKey.title(String(name)), unit: unit ?? above)
    }
  }
}

extension RecordField {
  /// Its meaning within a declared record.
  func meaning(below above: FigureMeaning) -> FigureMeaning {
    let own = FigureMeaning(of: self)
    let title = own.title
    // SET and R_LRS stay as they are.
    let isWord = title.dropFirst().first?.isLowercase == true
    return FigureMeaning(
      title: "\(above.title): \(isWord ? title.prefix(1).lowercased() + title.dropFirst() : title)",
      format: own.format == .percent ? .percent : above.format,
      explanation: meaning?.explanation ?? above.explanation, unit: own.unit ?? above.unit)
  }
}

/// How people see a figure, on the page and in the terminal. Files hold the plain value whatever the format.
public enum FigureFormat: String, Hashable, Encodable, Sendable {
  /// Counts as they are; other numbers with six significant digits; units with SI prefixes.
  case plain
  /// A share from 0 to 1, shown in percent.
  case percent
  /// Seconds that the run itself took: they differ between runs that are otherwise equal.
  case runningTime

  /// A value as people see it: `0.1` of a figure in V is `100 mV`, and a share of `0.0302` is `3.0 %`.
  ///
  /// Lists are joined by commas and records by `key value`; null is `none`.
  /// - Parameter unit: as keys end in it; nil for plain numbers.
  public func text(_ value: RecordValue, unit: String? = nil) -> String {
    switch value {
    case .null: "none"
    case .flag(let flag): flag ? "yes" : "no"
    case .text(let text): text
    case .whole(let number) where unit == nil && self == .plain: "\(number)"
    case .whole, .number: number(value.double ?? .nan, unit)
    case .list(let values): values.map { text($0, unit: unit) }.joined(separator: ", ")
    case .record(let fields):
      fields.map { "\(RecordKey.words($0.key).replacing("_", with: " ")) \(text($0.value, unit: unit))" }.joined(separator: ", ")
    }
  }

  /// A unit that takes no SI prefix stands after the number, as its symbol where it has one.
  private func number(_ value: Double, _ unit: String?) -> String {
    if self == .percent { return Self.percent(value) }
    guard let unit else { return String(format: "%.6g", value) }
    if Self.prefixable.contains(unit) { return SIPrefix.text(value, unit: unit, digits: 6) }
    return String(format: "%.6g ", value) + (Self.symbols[unit] ?? unit)
  }

  /// Units that take SI prefixes.
  private static let prefixable: Set = ["V", "A", "ohm", "S", "s", "J", "W", "F", "Hz"]
  /// Units whose symbol is not their key's ending.
  private static let symbols = ["V_per_s": "V/s", "um": "µm", "um2": "µm²"]

  /// A share from 0 to 1 in percent, with one decimal; below 1 % with enough decimals for two significant digits, at most
  /// eight. `none` for infinities and NaN.
  public static func percent(_ share: Double) -> String {
    let percent = 100 * share
    guard percent.isFinite else { return "none" }
    let size = abs(percent)
    let digits = size > 0 && size < 1 ? min(8, Int((-log10(size)).rounded(.up)) + 1) : 1
    return String(format: "%.\(digits)f %%", percent)
  }
}

/// A `Figure` of any value type, by which the encoder recognises one at run time.
protocol AnyFigure {
  /// The wrapped value.
  var anyValue: any Encodable { get }
  /// The declared type, optional included: the unit follows from it even where the value is nil.
  var valueType: Any.Type { get }
  /// - Parameter property: the property's name, which serves as the title where none was declared.
  func meaning(of property: String) -> FigureMeaning
}

extension Figure: AnyFigure {
  var anyValue: any Encodable { wrappedValue }
  var valueType: Any.Type { Value.self }

  func meaning(of property: String) -> FigureMeaning {
    FigureMeaning(
      title: title ?? RecordKey.title(property), format: format, explanation: explanation,
      unit: (Value.self as? any UnitBearing.Type)?.keyUnit)
  }
}
