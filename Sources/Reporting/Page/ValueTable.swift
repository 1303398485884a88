import Foundation
import Records

/// Settings or results as an HTML table: one row per value, records as groups of rows, lists of records as inner tables.
struct ValueTable {
  /// Elements of a list that are shown; the others are in `run.json`.
  static let mostListed = 100

  /// Whether values are named by their titles, as figures are; otherwise by their keys, as settings are given.
  let showsTitles: Bool

  /// Says `none` for an empty record and for values that are no record.
  func markup(_ value: RecordValue) -> Markup {
    guard let fields = value.fields, !fields.isEmpty else { return .tag("p", ["class": "none"], text: "none") }
    let given = showsTitles ? fields : fields.filter { $0.value != .null }
    let lines = rows(of: given, depth: 0, unit: nil) + notGiven(fields.filter { $0.value == .null })
    return .tag("table", ["class": "values"], of: [.tag("tbody", of: lines)])
  }

  /// The settings without a value, together in one row.
  private func notGiven(_ fields: [RecordField]) -> [Markup] {
    guard !showsTitles, !fields.isEmpty else { return [] }
    let names = fields.map(\.key).joined(separator: ", ")
    return [.tag("tr", of: [.tag("th", ["scope": "row", "class": "d0"], text: "not given"), .tag("td", text: names)])]
  }

  /// - Parameters:
  ///   - depth: levels of groups above, which indent the rows.
  ///   - unit: that of the group; nil for none.
  private func rows(of fields: [RecordField], depth: Int, unit: String?) -> [Markup] {
    fields.flatMap { field -> [Markup] in
      let indent = "d\(min(depth, 5))"
      let meaning = FigureMeaning(of: field, unitAbove: unit)
      switch field.value {
      case .record(let inner) where !inner.isEmpty:
        return [group(field, meaning, indent)] + rows(of: inner, depth: depth + 1, unit: meaning.unit)
      case .list(let items) where items.contains { $0.fields != nil }:
        return [
          group(field, meaning, indent),
          .tag("tr", of: [.tag("td", ["colspan": "2", "class": indent], of: [list(items)] + Self.rest(of: items))]),
        ]
      default:
        let head = Markup.tag("th", ["scope": "row", "class": indent, "title": explanation(meaning)], text: name(field, meaning))
        return [.tag("tr", of: [head, .tag("td", of: Self.cell(field.value, meaning))])]
      }
    }
  }

  private func name(_ field: RecordField, _ meaning: FigureMeaning) -> String { showsTitles ? meaning.title : field.key }

  private func explanation(_ meaning: FigureMeaning) -> String? { meaning.explanation.isEmpty ? nil : meaning.explanation }

  private func group(_ field: RecordField, _ meaning: FigureMeaning, _ indent: String) -> Markup {
    let head = Markup.tag(
      "th", ["colspan": "2", "scope": "rowgroup", "class": indent, "title": explanation(meaning)], text: name(field, meaning))
    return .tag("tr", ["class": "group"], of: [head])
  }

  private static func cell(_ value: RecordValue, _ meaning: FigureMeaning) -> [Markup] {
    func text(_ value: RecordValue) -> String {
      // People say 0.5 ohm, and read mohm as a million of them.
      if meaning.unit == "ohm", let ohms = value.double, (0.01..<1).contains(ohms) { return String(format: "%.3g ohm", ohms) }
      return meaning.format.text(value, unit: meaning.unit)
    }
    switch value {
    case .record: return [.text("none")]
    case .list(let items):
      if items.isEmpty { return [.text("none")] }
      let words = items.prefix(mostListed).map { item in
        item.list.map { "[" + $0.prefix(mostListed).map(text).joined(separator: ", ") + "]" } ?? text(item)
      }
      let separator = words.contains { $0.contains(",") && !$0.hasPrefix("[") } ? "; " : ", "
      return [.text(words.joined(separator: separator))] + rest(of: items)
    case .text(let text) where text.contains("\n"):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
      return [.tag("details", of: [.tag("summary", text: "\(lines) lines"), .tag("pre", text: text)])]
    default: return [.text(text(value))]
    }
  }

  /// Records as rows of a table; its columns are all their innermost values.
  private func list(_ items: [RecordValue]) -> Markup {
    let table = RecordTable(records: Array(items.prefix(Self.mostListed)))
    let meanings = table.columns.map { FigureMeaning(of: $0) }
    let rows = table.rows.map { row in
      zip(row, meanings).map { value, meaning in
        Markup.tag(
          "td", ["class": value.isNumber ? "number" : nil], of: value == .null ? [] : Self.cell(value, meaning))
      }
    }
    let names = zip(table.columns, meanings).map { column, meaning in
      column.key.isEmpty ? "value" : showsTitles ? meaning.title : column.key
    }
    return .table(header: names, rows: rows)
  }

  /// Says how many elements were left out, if any.
  private static func rest(of items: [RecordValue]) -> [Markup] {
    guard items.count > mostListed else { return [] }
    return [.tag("p", ["class": "none"], text: "the first \(mostListed) of \(items.count); the others are in run.json")]
  }
}

extension RecordValue {
  /// Whether it is aligned to the right.
  fileprivate var isNumber: Bool {
    switch self {
    case .whole, .number: true
    default: false
    }
  }
}

extension Markup {
  /// Columns that fit on paper side by side.
  private static let mostOnPaper = 9

  /// A table with a header, which scrolls where it is wider than the page. Paper cannot scroll: there the cells of a table
  /// with many columns follow each other, each with its column's name.
  static func table(header: [String], rows: [[Markup]]) -> Markup {
    let head = header.map { tag("th", ["scope": "col"], text: $0) }
    let isWide = header.count > mostOnPaper
    let lines = rows.map { row in tag("tr", of: isWide ? zip(row, header).map { $0.labelled($1) } : row) }
    return tag(
      "div", ["class": isWide ? "scroll wide" : "scroll"],
      of: [tag("table", of: [tag("thead", of: [tag("tr", of: head)]), tag("tbody", of: lines)])])
  }

  /// The element with a name that a style sheet can show.
  private func labelled(_ name: String) -> Markup {
    guard case .element(let tag, let attributes, let children) = self,
      case .element(_, let label, _) = Markup.tag(tag, ["data-label": name + ": "])
    else { return self }
    return .element(tag, attributes: attributes + label, children: children)
  }
}
