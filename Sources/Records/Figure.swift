import CrossbarPrimitives
import Foundation

/// A figure of a result, declared once: name (of the property), unit (of its type), title, explanation and format.
///
///     @Figure("Transistor's share of the read", .percent, "Of the cells that were SET.") var transistorShareOfRead: Double?
@propertyWrapper
public struct Figure<Value: Encodable & Sendable>: Encodable, Sendable {
  public var wrappedValue: Value
  private let title: String?
  private let format: FigureFormat
  private let explanation: String

  /// - Parameters:
  ///   - title: as a person reads it; nil for the property's name in words.
  ///   - explanation: what it means beyond that, in a line.
  public init(wrappedValue: Value, _ title: String? = nil, _ format: FigureFormat = .plain, _ explanation: String = "") {
    self.wrappedValue = wrappedValue
    self.title = title
    self.format = format
    self.explanation = explanation
  }

  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension Figure: Equatable where Value: Equatable {
  /// By the values alone: two figures of one property mean the same.
  public static func == (left: Self, right: Self) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension Figure: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

/// What a person is told of a figure.
public struct FigureMeaning: Hashable, Sendable {
  public var title: String
  public var format: FigureFormat
  /// Empty where the title says it.
  public var explanation: String
  /// As its key ends in it; nil for plain numbers and for what is no number.
  public var unit: String?

  public init(title: String, format: FigureFormat = .plain, explanation: String = "", unit: String? = nil) {
    self.title = title
    self.format = format
    self.explanation = explanation
    self.unit = unit
  }
}

extension FigureMeaning {
  /// What is declared of a field, or else what its key says: `read_voltage_V` is `Read voltage` in V.
  /// - Parameter above: the unit of what the field is part of.
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

/// How a figure is shown.
public enum FigureFormat: String, Hashable, Encodable, Sendable {
  /// Counts as they are, other numbers with six digits, units with SI prefixes.
  case plain
  /// A share of 1 as parts of 100.
  case percent

  /// A value as a person reads it: `0.1` of a figure in V is `100 mV`, and a share of `0.0302` is `3.0 %`.
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

  private func number(_ value: Double, _ unit: String?) -> String {
    if self == .percent { return Self.percent(value) }
    guard let unit else { return String(format: "%.6g", value) }
    if Self.prefixable.contains(unit) { return SIPrefix.text(value, unit: unit, digits: 6) }
    return String(format: "%.6g ", value) + (Self.symbols[unit] ?? unit)
  }

  /// Units that take SI prefixes.
  private static let prefixable: Set = ["V", "A", "ohm", "S", "s", "J", "W", "F", "Hz"]
  private static let symbols = ["V_per_s": "V/s", "um": "µm", "um2": "µm²"]

  /// A share in percent: one digit after the point, and more where fewer than two digits would be left.
  public static func percent(_ share: Double) -> String {
    let percent = 100 * share
    guard percent.isFinite else { return "none" }
    let size = abs(percent)
    let digits = size > 0 && size < 1 ? min(8, Int((-log10(size)).rounded(.up)) + 1) : 1
    return String(format: "%.\(digits)f %%", percent)
  }
}

/// A figure whose type is not known.
protocol AnyFigure {
  var anyValue: any Encodable { get }
  var valueType: Any.Type { get }
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
