/// A set of figures. The empty one tells `FigureSchema` and `RecordTable` the keys without any result.
///
/// A figure that a study computes is a property with `@Figure`. One that follows from others is a line of `derived`.
public protocol Figures: Encodable, Sendable {
  /// Every figure without a value: nil, zero or empty.
  init()

  /// Figures that follow from those of the set, after which they are written; none unless declared.
  static var derived: [DerivedFigure<Self>] { get }
}

extension Figures {
  public static var derived: [DerivedFigure<Self>] { [] }
}

/// A figure that follows from others of its set: declared and computed in one place.
///
///     DerivedFigure("margin", "Read margin", .percent) { 1 - $0.high / $0.low }
///
/// Its unit is that of the closure's type, as with a property.
public struct DerivedFigure<Owner: Figures>: Sendable {
  let key: Key
  let figure: @Sendable (Owner) -> any AnyFigure

  /// - Parameters:
  ///   - name: as a property would be called; the key follows from it.
  ///   - title: as shown to people; nil for the name in words.
  ///   - format: how people see the value; files are not affected.
  ///   - explanation: one sentence on what the title leaves open.
  ///   - value: computes the figure from the set.
  public init<Value: Encodable & Sendable>(
    _ name: String, _ title: String? = nil, _ format: FigureFormat = .plain, _ explanation: String = "",
    _ value: @escaping @Sendable (Owner) -> Value
  ) {
    key = Key(stringValue: name)
    figure = { Figure(wrappedValue: value($0), title, format, explanation) }
  }

  struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
