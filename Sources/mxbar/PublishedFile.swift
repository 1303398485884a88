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
      return try file.result(try YAMLText.mapping(text) ?? [:], named: name)
    } catch let problem as YAMLText.Problem { throw ConfigurationError(reason: "\(file.path): \(problem.reason)") }
  }

  private func result(_ mapping: Yams.Node.Mapping, named name: String) throws -> PublishedResult {
    let keys = try section(
      mapping, ["title", "source", "setup", "assumed", "needs", "runs", "long_runs", "figures"], required: ["title", "source"])
    let needs = try keys["needs"].map { try texts($0, "needs") } ?? []
    let runs = try ["runs", "long_runs"].flatMap { key in
      try (keys[key].map { try texts($0, key) } ?? []).map { name, line in
        PublishedResult.Run(name: name, words: line.split(whereSeparator: \.isWhitespace).map(String.init), isLong: key != "runs")
      }
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

  private static let agreements = ["within", "within_absolute", "factor", "trend", "at_least", "at_most"]

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
    return PublishedFigure(
      name: name, unit: try keys["unit"].map { try text($0, "unit") }, published: try published(keys["published"]),
      source: try keys["source"].map { try text($0, "source") } ?? "", ours: term,
      agreement: try agreement(keys["agrees"]), recorded: recorded,
      heldTo: try keys["held_to"].flatMap { try numbers($0, "held_to").first }, reason: reason,
      over: try keys["over"].map { try abscissa($0) })
  }

  private func published(_ node: Yams.Node?) throws -> PublishedValue {
    switch node?.scalar?.string {
    case "rises": .rises
    case "falls": .falls
    default: .numbers(try numbers(node, "published"))
    }
  }

  /// `{within: 0.05}`, or the word alone for a kind without a number.
  private func agreement(_ node: Yams.Node?) throws -> Agreement {
    let entry = node?.mapping?.first
    let kind = node?.scalar?.string ?? entry?.key.string ?? ""
    let limit = try entry.flatMap { try numbers($0.value, kind).first }
    switch (kind, limit) {
    case ("within", let limit?): return .within(limit)
    case ("within_absolute", let limit?): return .withinAbsolute(limit)
    case ("factor", let limit?): return .factor(limit)
    case ("trend", nil): return .trend
    case ("at_least", nil): return .atLeast
    case ("at_most", nil): return .atMost
    default:
      throw refuse(
        node, "'agrees' is {within: SHARE}, {within_absolute: VALUE}, {factor: FACTOR}, trend, at_least or at_most")
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

  /// One number or a list of them.
  private func numbers(_ node: Yams.Node?, _ key: String) throws -> [Double] {
    let nodes = node?.sequence.map(Array.init) ?? [node].compactMap { $0 }
    let numbers = nodes.compactMap { $0.scalar.flatMap { Double($0.string) } }
    guard !numbers.isEmpty, numbers.count == nodes.count else { throw refuse(node, "'\(key)' is a number or a list of numbers") }
    return numbers
  }
}
