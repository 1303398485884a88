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
    entries = record.fieldsByPath { list in list.contains { $0.fields != nil } }.map { path, field in
      let meaning = FigureMeaning(of: field)
      return Entry(path: path, title: meaning.title, unit: meaning.unit, format: meaning.format, explanation: meaning.explanation)
    }
  }

  /// The figure at a path; list indices in it may be any number. Nil where there is no such figure.
  package subscript(path: String) -> Entry? {
    let general = Self.general(path)
    return entries.first { Self.general($0.path) == general }
  }

  /// The parts of a path, with 0 for every list index.
  package static func general(_ path: String) -> [String] {
    path.split(separator: ".").map { $0.allSatisfy(\.isNumber) ? "0" : String($0) }
  }
}
