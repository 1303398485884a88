/// The figures that a command may give, known without any result.
public struct FigureSchema: Encodable, Sendable {
  /// One figure.
  public struct Entry: Encodable, Hashable, Sendable {
    /// In the command's JSON; `points.0.share` stands for all of `points`.
    public var path: String
    public var title: String
    public var unit: String?
    public var format: FigureFormat
    public var explanation: String
  }

  public var entries: [Entry]

  public init(entries: [Entry]) { self.entries = entries }

  /// - Throws: what the figures' own `encode(to:)` throws.
  public init(of type: (some Figures).Type) throws {
    let record = try RecordEncoder.encodeSchema(type.init())
    entries = record.fieldsWithMeaning.map { path, meaning in
      Entry(path: path, title: meaning.title, unit: meaning.unit, format: meaning.format, explanation: meaning.explanation)
    }
  }

  /// What is known of the figure at a path, whatever the numbers of the list elements in it; nil for none.
  public subscript(path: String) -> Entry? {
    let general = Self.general(path)
    return entries.first { Self.general($0.path) == general }
  }

  private static func general(_ path: String) -> [String] {
    path.split(separator: ".").map { $0.allSatisfy(\.isNumber) ? "0" : String($0) }
  }
}

extension RecordValue {
  /// The innermost values with what is declared of them: an undeclared one below a declared one goes by that.
  fileprivate var fieldsWithMeaning: [(path: String, meaning: FigureMeaning)] {
    func visit(_ field: RecordField, _ path: String, below above: FigureMeaning?) -> [(path: String, meaning: FigureMeaning)] {
      var meaning = field.meaning
      if let above {
        // As in `Read current: median`: the values of one figure are several.
        let own = meaning?.title ?? RecordKey.title(field.key)
        meaning = FigureMeaning(
          title: "\(above.title): \(own.prefix(1).lowercased())\(own.dropFirst())",
          format: meaning?.format == .percent ? .percent : above.format,
          explanation: meaning?.explanation ?? above.explanation, unit: meaning?.unit ?? above.unit)
      }
      func inner(_ field: RecordField) -> [(path: String, meaning: FigureMeaning)] {
        visit(field, path.isEmpty ? field.key : "\(path).\(field.key)", below: meaning)
      }
      switch field.value {
      case .record(let fields): return fields.flatMap(inner)
      case .list(let values) where values.contains { $0.fields != nil }:
        return values.enumerated().flatMap { index, value in
          (value.fields ?? []).flatMap { visit($0, "\(path).\(index).\($0.key)", below: meaning) }
        }
      default: return [(path, meaning ?? FigureMeaning(title: RecordKey.title(field.key)))]
      }
    }
    return visit(RecordField("", self), "", below: nil)
  }
}
