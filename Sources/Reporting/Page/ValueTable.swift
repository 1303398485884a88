/// Settings or results as a table: a line a value, objects as groups of lines, lists of objects as tables of their own.
struct ValueTable {
  /// More would make a page that nobody reads; what is left out is in `run.json`.
  static let mostListed = 100

  static func markup(_ value: JSONValue) -> Markup {
    guard case .object(let entries) = value, !entries.isEmpty else { return .tag("p", ["class": "none"], text: "none") }
    return .tag("table", ["class": "values"], of: [.tag("tbody", of: rows(of: entries, depth: 0))])
  }

  private static func rows(of entries: [String: JSONValue], depth: Int) -> [Markup] {
    entries.sorted { $0.key < $1.key }.flatMap { key, value -> [Markup] in
      let indent = "d\(min(depth, 5))"
      switch value {
      case .object(let inner) where !inner.isEmpty: return [group(key, indent)] + rows(of: inner, depth: depth + 1)
      case .list(let items) where items.contains { if case .object = $0 { true } else { false } }:
        return [
          group(key, indent),
          .tag("tr", of: [.tag("td", ["colspan": "2", "class": indent], of: [list(items)] + rest(of: items))]),
        ]
      default:
        return [
          .tag("tr", of: [.tag("th", ["scope": "row", "class": indent], text: key), .tag("td", of: cell(value, key: key))])
        ]
      }
    }
  }

  private static func group(_ key: String, _ indent: String) -> Markup {
    .tag("tr", ["class": "group"], of: [.tag("th", ["colspan": "2", "scope": "rowgroup", "class": indent], text: key)])
  }

  private static func cell(_ value: JSONValue, key: String) -> [Markup] {
    switch value {
    case .object: return [.text("none")]
    case .list(let items):
      if items.isEmpty { return [.text("none")] }
      let words = items.prefix(mostListed).map { item in
        item.list.map { "[" + $0.prefix(mostListed).map { ValueText.text($0, key: key) }.joined(separator: ", ") + "]" }
          ?? ValueText.text(item, key: key)
      }
      let separator = words.contains { $0.contains(",") && !$0.hasPrefix("[") } ? "; " : ", "
      return [.text(words.joined(separator: separator))] + rest(of: items)
    case .text(let text) where text.contains("\n"):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
      return [.tag("details", of: [.tag("summary", text: "\(lines) lines"), .tag("pre", text: text)])]
    default: return [.text(ValueText.text(value, key: key))]
    }
  }

  /// Objects as lines of a table, whose columns are all their leaves.
  private static func list(_ items: [JSONValue]) -> Markup {
    let lines = items.prefix(mostListed).map { Dictionary(fields(of: $0), uniquingKeysWith: { first, _ in first }) }
    let columns = Set(lines.flatMap(\.keys)).sorted()
    let rows = lines.map { line in
      columns.map { column in
        let value = line[column]
        return Markup.tag(
          "td", ["class": value.map(ValueText.isNumber) == true ? "number" : nil],
          of: value.map { cell($0, key: column) } ?? [])
      }
    }
    return .table(header: columns.map { $0.isEmpty ? "value" : $0 }, rows: rows)
  }

  /// An object's values by their paths; lists stay whole.
  private static func fields(of value: JSONValue, path: String = "") -> [(String, JSONValue)] {
    guard case .object(let entries) = value else { return [(path, value)] }
    return entries.flatMap { fields(of: $1, path: path.isEmpty ? $0 : "\(path).\($0)") }
  }

  private static func rest(of items: [JSONValue]) -> [Markup] {
    guard items.count > mostListed else { return [] }
    return [.tag("p", ["class": "none"], text: "the first \(mostListed) of \(items.count); the others are in run.json")]
  }
}

extension Markup {
  /// A table with a header, which can be scrolled where it is wider than the page.
  static func table(header: [String], rows: [[Markup]]) -> Markup {
    let head = header.map { tag("th", ["scope": "col"], text: $0) }
    let lines = rows.map { tag("tr", of: $0) }
    return tag(
      "div", ["class": "scroll"],
      of: [tag("table", of: [tag("thead", of: [tag("tr", of: head)]), tag("tbody", of: lines)])])
  }
}
