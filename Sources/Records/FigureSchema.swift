/// The figures that a command may report, known before any run.
///
/// It is made from an empty set of figures with one element in every list:
///
///     let schema = try FigureSchema(of: ComplianceFigures.self)
///     schema["points.3.compliance_A"]?.title  // "Compliance"
package struct FigureSchema: Encodable, Sendable {
  /// One innermost value of the figures.
  package struct Entry: Encodable, Hashable, Sendable {
    /// Keys joined by dots, as in the command's JSON; `points.0.share` stands for every element of `points`.
    package var path: String
    /// As in `FigureMeaning`; below a declared record it names both, as in `Read current: median`.
    package var title: String
    /// As keys end in it; nil for plain numbers and for text.
    package var unit: String?
    package var format: FigureFormat
    /// Empty where the title says it all.
    package var explanation: String
  }

  /// In the order of declaration, which is also the order of the output.
  package var entries: [Entry]

  /// A schema of given entries, such as those of several commands together.
  package init(entries: [Entry]) { self.entries = entries }

  /// All figures of a type, with their declared meanings.
  /// - Throws: what the figures' own `encode(to:)` throws.
  package init(of type: (some Figures).Type) throws {
    let record = try RecordEncoder.encodeSchema(type.init())
    entries = record.fieldsWithMeaning.map { path, meaning in
      Entry(path: path, title: meaning.title, unit: meaning.unit, format: meaning.format, explanation: meaning.explanation)
    }
  }

  /// The figure at a path; list indices in it may be any number. Nil where there is no such figure.
  package subscript(path: String) -> Entry? {
    let general = Self.general(path)
    return entries.first { Self.general($0.path) == general }
  }

  /// The parts of a path, with 0 for every list index.
  private static func general(_ path: String) -> [String] {
    path.split(separator: ".").map { $0.allSatisfy(\.isNumber) ? "0" : String($0) }
  }
}

extension RecordValue {
  /// The innermost values with their meanings. A value without a declaration inherits that of the declared record around
  /// it.
  fileprivate var fieldsWithMeaning: [(path: String, meaning: FigureMeaning)] {
    func visit(_ field: RecordField, _ path: String, below above: FigureMeaning?) -> [(path: String, meaning: FigureMeaning)] {
      var meaning = field.meaning
      if let above {
        // One figure may hold several values, as in `Read current: median`.
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
