import Foundation
import MemristorCrossbar
import MemristorDevices
import Yams

/// Reads the `published.yaml` of a folder. Unknown keys are rejected; a misspelt one would otherwise be ignored.
struct PublishedFile {
  /// In the folder that a user names.
  static let name = "published.yaml"
  /// Path, for messages.
  private let path: String

  /// - Parameter folder: with the file and all that its command lines name.
  /// - Throws: `ConfigurationError` with file, line and key.
  static func read(inFolder folder: String) throws -> PublishedResult {
    let file = PublishedFile(path: "\(folder)/\(name)")
    let text = try readText(file.path, what: "file of a published result")
    do {
      let name = URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
      guard name.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil else {
        throw ConfigurationError(
          reason: "the folder '\(folder)' gives its results their name; allowed are letters, digits, '.', '_' and '-'")
      }
      return try file.result(try YAMLText.mapping(text) ?? [:], named: name)
    } catch let problem as YAMLText.Problem { throw ConfigurationError(reason: "\(file.path): \(problem.reason)") }
  }

  private func result(_ mapping: Yams.Node.Mapping, named name: String) throws -> PublishedResult {
    let keys = try section(
      mapping, ["title", "source", "setup", "assumed", "needs", "runs", "long_runs", "figures"], required: ["title", "source"])
    let needs = try keys["needs"].map { try texts($0, "needs") } ?? []
    let runs = try ["runs", "long_runs"].flatMap { key in
      try (keys[key].map { try texts($0, key) } ?? []).map { name, line in
        try run(name, line.split(whereSeparator: \.isWhitespace).map(String.init), needs.map(\.0), isLong: key != "runs")
      }
    }
    if let twice = Dictionary(grouping: runs, by: \.name).first(where: { $0.value.count > 1 }) {
      throw refuse(nil, "two runs are called '\(twice.key)'")
    }
    guard let list = keys["figures"]?.sequence, !list.isEmpty else { throw refuse(nil, "'figures' is a list of figures") }
    let figures = try list.map(figure)
    let known = runs.map(\.name)
    for figure in figures {
      for path in figure.ours?.paths ?? [] where !known.contains(path.run) {
        throw refuse(nil, "'\(figure.name)' names the run '\(path.run)'; there are: \(known.joined(separator: ", "))")
      }
    }
    return PublishedResult(
      name: name, title: try text(keys["title"], "title"), source: try text(keys["source"], "source"),
      setup: try keys["setup"].map { try text($0, "setup") } ?? "",
      assumed: try keys["assumed"].map { try text($0, "assumed") } ?? "",
      needs: Dictionary(needs) { first, _ in first }, runs: runs, figures: figures)
  }

  private func run(_ name: String, _ words: [String], _ needs: [String], isLong: Bool) throws -> PublishedResult.Run {
    guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
      throw refuse(nil, "the run '\(excerpt(name))' is no name; allowed are letters, digits and '_'")
    }
    guard words.first != ReproduceCommand.configuration.commandName else {
      throw refuse(nil, "the run '\(name)' would run itself")
    }
    if let unknown = words.flatMap(PublishedResult.names).first(where: { !needs.contains($0) }) {
      throw refuse(nil, "the run '\(name)' has '$\(unknown)', which 'needs' does not name")
    }
    return PublishedResult.Run(name: name, words: words, isLong: isLong)
  }

  private func figure(_ node: Yams.Node) throws -> PublishedFigure {
    guard let mapping = node.mapping else { throw refuse(node, "each figure is keys with values") }
    let keys = try section(
      mapping, ["figure", "unit", "published", "source", "ours", "agrees", "recorded", "held_to", "reason", "over"],
      required: ["figure", "published", "agrees"])
    let name = try text(keys["figure"], "figure")
    let term = try keys["ours"].map { node -> FigureTerm in
      do { return try FigureTerm(try text(node, "ours")) } catch let problem as FigureTerm.Problem {
        throw refuse(node, "'ours' of '\(name)': \(problem)")
      }
    }
    let word = try keys["recorded"].map { try text($0, "recorded") } ?? FigureVerdict.agrees.rawValue
    guard let recorded = FigureVerdict(rawValue: word) else {
      throw refuse(
        keys["recorded"], "'recorded' is '\(word)'; allowed are \(FigureVerdict.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    let reason = try keys["reason"].map { try text($0, "reason") } ?? ""
    guard recorded == .agrees || !reason.isEmpty else { throw refuse(node, "'\(name)' is recorded as \(word) without a reason") }
    let heldTo = try keys["held_to"].map { try limit($0, "held_to") }
    guard (heldTo != nil) == (recorded == .deviates) else {
      throw refuse(node, "'\(name)' is recorded as \(word); 'held_to' is the limit of a deviation, and of nothing else")
    }
    let (published, agreement) = (try published(keys["published"]), try agreement(keys["agrees"]))
    if published.direction != nil, agreement != .trend {
      throw refuse(keys["agrees"], "'agrees' of '\(name)' is trend where 'published' is rises or falls")
    }
    return PublishedFigure(
      name: name, unit: try keys["unit"].map { try text($0, "unit") }, published: published,
      source: try keys["source"].map { try text($0, "source") } ?? "", ours: term, agreement: agreement, recorded: recorded,
      heldTo: heldTo, reason: reason, over: try keys["over"].map { try abscissa($0) })
  }

  private func published(_ node: Yams.Node?) throws -> PublishedValue {
    try (node?.scalar?.string).flatMap(PublishedValue.init(direction:)) ?? .numbers(numbers(node, "published"))
  }

  /// `{within: 0.05}`, or the word alone for a kind without a number.
  private func agreement(_ node: Yams.Node?) throws -> Agreement {
    let entry = node?.mapping.flatMap { $0.count == 1 ? $0.first : nil }
    let kind = node?.scalar?.string ?? entry?.key.string ?? ""
    switch (kind, try entry.map { try limit($0.value, kind) }) {
    case ("within", let limit?): return .within(limit)
    case ("within_absolute", let limit?): return .withinAbsolute(limit)
    case ("factor", let limit?) where limit >= 1: return .factor(limit)
    case ("trend", nil): return .trend
    case ("at_least", nil): return .atLeast
    case ("at_most", nil): return .atMost
    default:
      throw refuse(
        node,
        "'agrees' is {within: SHARE}, {within_absolute: VALUE}, {factor: FACTOR of 1 or more}, trend, at_least or at_most")
    }
  }

  private func abscissa(_ node: Yams.Node) throws -> PublishedFigure.Abscissa {
    guard let mapping = node.mapping else { throw refuse(node, "'over' has the keys name, unit and values") }
    let keys = try section(mapping, ["name", "unit", "values"], required: ["name", "values"])
    return PublishedFigure.Abscissa(
      name: try text(keys["name"], "name"), unit: try keys["unit"].map { try text($0, "unit") },
      values: try numbers(keys["values"], "values"))
  }

  // MARK: Values

  private func refuse(_ node: Yams.Node?, _ reason: String) -> ConfigurationError {
    ConfigurationError(reason: path + (node?.mark.map { ", line \($0.line)" } ?? "") + ": " + reason)
  }

  private func section(
    _ mapping: Yams.Node.Mapping, _ allowed: [String], required: [String]
  ) throws -> [String: Yams.Node] {
    var keys: [String: Yams.Node] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      guard allowed.contains(name) else {
        let near = Spelling.nearest(to: name, among: allowed).map { "; the nearest is '\($0)'" } ?? ""
        throw refuse(key, "'\(excerpt(name))' is no key here\(near)")
      }
      keys[name] = value
    }
    if let missing = required.first(where: { keys[$0] == nil }) {
      throw refuse(mapping.first?.key, "the key '\(missing)' is missing")
    }
    return keys
  }

  private func text(_ node: Yams.Node?, _ key: String) throws -> String {
    guard let text = node?.scalar?.string, !text.isEmpty else { throw refuse(node, "'\(key)' is a text") }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Texts by their keys, in order.
  private func texts(_ node: Yams.Node, _ key: String) throws -> [(String, String)] {
    guard let mapping = node.mapping else { throw refuse(node, "'\(key)' is names with a text each") }
    return try mapping.map { (try text($0.key, key), try text($0.value, key)) }
  }

  /// How far a figure may be off.
  private func limit(_ node: Yams.Node, _ key: String) throws -> Double {
    guard let limit = node.scalar.flatMap({ Double($0.string) }), limit.isFinite, limit >= 0 else {
      throw refuse(node, "'\(key)' is a number, 0 or more")
    }
    return limit
  }

  /// One number or a list of them.
  private func numbers(_ node: Yams.Node?, _ key: String) throws -> [Double] {
    let nodes = node?.sequence.map(Array.init) ?? [node].compactMap { $0 }
    let numbers = nodes.compactMap { $0.scalar.flatMap { Double($0.string) } }
    guard !numbers.isEmpty, numbers.count == nodes.count, numbers.allSatisfy(\.isFinite) else {
      throw refuse(node, "'\(key)' is a number or a list of numbers")
    }
    return numbers
  }
}
