import CrossbarPrimitives
import Foundation
import Records

/// What a run of the program left: its figures, and the tables in its folder.
package struct RunResults: Sendable {
  /// The `results` of its `run.json`.
  package let figures: RecordValue
  /// Path of its folder; nil for a command that keeps nothing.
  private let folder: String?

  package init(figures: RecordValue, folder: String?) {
    (self.figures, self.folder) = (figures, folder)
  }

  /// The numbers at a path. Of a list of records a key gives the list of its values; `cells.csv.current_A` is a column of a
  /// table, `cells.csv.0.current_A` a value of its first row. Null counts as no number, true as 1.
  /// - Throws: `FigureTerm.Problem` naming the key that is not there.
  package func numbers(at keys: [String]) throws -> [Double] {
    let end = keys.firstIndex(of: "csv")
    let table = try end.map { try rows(of: keys[..<$0].joined(separator: ".") + ".csv") }
    var value = table ?? figures
    for key in keys[(end.map { $0 + 1 } ?? 0)...] { value = try step(into: value, by: key, of: keys) }
    return try (value.list ?? [value]).map { element in
      if let number = element.double ?? element.text.flatMap(Double.init) { return number }
      if element.text == "true" || element.text == "false" { return element.text == "true" ? 1 : 0 }
      throw FigureTerm.Problem(description: "'\(keys.joined(separator: "."))' is no number")
    }
  }

  private func step(into value: RecordValue, by key: String, of keys: [String]) throws -> RecordValue {
    func refuse(_ reason: String) -> FigureTerm.Problem {
      FigureTerm.Problem(description: "'\(key)' of '\(keys.joined(separator: "."))' \(reason)")
    }
    guard let list = value.list else {
      guard let fields = value.fields else { throw refuse("follows a value that is no record") }
      guard let inner = value[key] else { throw refuse("is not there; there are: \(fields.map(\.key).joined(separator: ", "))") }
      return inner
    }
    // Columns of a table may have numbers in their names, as in points.0.margin.
    guard let index = Int(key), list.first?[key] == nil else {
      return .list(try list.map { try step(into: $0, by: key, of: keys) }.filter { $0 != .null })
    }
    guard list.indices.contains(index) else { throw refuse("is beyond the list's \(list.count) elements") }
    return list[index]
  }

  private func rows(of file: String) throws -> RecordValue {
    guard let folder, let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
      throw FigureTerm.Problem(description: "the run has left no \(file)")
    }
    var table = TableReader(Array(data), separators: [.comma])
    let header = try table.readHeader()?.fields ?? []
    var rows: [RecordValue] = []
    while let row = try table.next() { rows.append(RecordValue(header: header, fields: row.fields)) }
    return .list(rows)
  }
}

/// How a run ended.
package enum RunOutcome: Sendable {
  case done(RunResults)
  /// With what it said.
  case failed(String)
  /// Since it takes too long, or since something that it needs was not given; in words.
  case skipped(String)
}

/// A figure with what our run gave for it.
package struct ReproducedFigure: Sendable {
  package let result: PublishedResult
  package let figure: PublishedFigure
  /// Nil where the run has no such figure.
  package let ours: [Double]?
  package let deviation: Double?
  /// Nil for a figure whose run was skipped.
  package let verdict: FigureVerdict?
  /// Why ours is not there, or the recorded reason.
  package let reason: String
  /// Why the verdict is worse than the recorded one; nil if it is not.
  package let objection: String?

  /// - Parameter outcomes: of the result's runs by name.
  package init(_ figure: PublishedFigure, of result: PublishedResult, outcomes: [String: RunOutcome]) {
    (self.figure, self.result) = (figure, result)
    var skipped: String?
    do {
      let values = try figure.ours?.value { path in
        switch outcomes[path.run] {
        case .done(let results): return try results.numbers(at: path.keys)
        case .failed(let words): throw FigureTerm.Problem(description: words)
        case .skipped(let words):
          skipped = words
          throw FigureTerm.Problem(description: words)
        case nil: throw FigureTerm.Problem(description: "there is no run '\(path.run)'")
        }
      }
      let isWhole = figure.over.map { $0.values.count == values?.count } ?? true
      ours = values
      deviation = isWhole ? values.flatMap { figure.agreement.deviation(of: $0, from: figure.published) } : nil
      verdict = figure.verdict(deviation: deviation)
      objection = figure.objection(deviation: deviation)
      let mismatch =
        values != nil && deviation == nil ? "ours are no numbers, or not as many as were published or as the x axis has" : nil
      reason = [mismatch, figure.reason.isEmpty ? nil : figure.reason].compactMap { $0 }.joined(separator: "; ")
    } catch {
      (ours, deviation) = (nil, nil)
      verdict = skipped == nil ? .missing : nil
      objection = skipped == nil && figure.recorded != .missing ? "missing, recorded as \(figure.recorded.rawValue)" : nil
      reason = "\(error)"
    }
  }

  /// As in the tables: published, ours, deviation, verdict, reason.
  var cells: [String] {
    [
      figure.publishedText, ours.map(figure.text) ?? "–",
      deviation.map { figure.agreement.text($0, unit: figure.unit) } ?? "–", verdict?.rawValue ?? "not run", reason,
    ]
  }
}
