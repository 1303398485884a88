import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar
import Yams

/// The file that a campaign is planned from (YAML):
///
///     study: digits                    # the command
///     settings: {bits: 3}              # as in a file for --config
///     vary:                            # every combination of these is a point
///       write_voltage_V: [4, 5, 6]
///       transistor_width_um: 20..60..20
///     seeds: 20                        # each with these seeds: a number of them, or which
///     tables: [cells.csv]              # whose rows are kept; none by default
///     figures: [accuracy.*]            # that are kept; all by default
///     cores: 1                         # of a task
///     task_minutes: 5
struct CampaignFile {
  /// For the names of jobs: `name`, or the file's own.
  let name: String
  let target: SweptCommand
  let sweep: OptionSweep
  let tables: [String]
  let figures: [String]
  let cores: Int
  let taskMinutes: Double
  /// Nil for as many as the time of a task makes.
  let tasks: Int?

  private static let keys = [
    "name", "study", "settings", "vary", "seeds", "tables", "figures", "cores", "task_minutes", "tasks",
  ]
  /// The most values of one option that varies.
  private static let mostValues = 100_000

  /// - Throws: `ConfigurationError` with line and key; `ValidationError` for options that do not fit the command.
  init(_ path: String) throws {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    let content: String
    do { content = try readText(path, what: "campaign") } catch { throw ConfigurationError(reason: "\(error)") }
    let mapping: Yams.Node.Mapping
    do { mapping = try YAMLText.mapping(content) ?? [:] } catch { throw ConfigurationError(reason: "\(path): \(error.reason)") }
    let reader = Reader(path: path, mapping: mapping)
    try reader.checkKeys(Self.keys)
    let study = try reader.text("study").split(separator: " ").map(String.init)
    guard !study.isEmpty else {
      throw ConfigurationError(reason: "\(path): 'study' is missing; it names the command to run, as in 'study: digits'")
    }
    let file = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    name = try reader.has("name") ? reader.text("name") : file
    let settings = try reader.submapping("settings").map { settings in
      try ConfigurationFile.optionArguments(of: settings, source: path, for: CommandHelp.command(named: study).command)
    }
    do { target = try SweptCommand(study + (settings ?? [])) } catch let error as ValidationError {
      throw ConfigurationError(reason: "\(path): \(error.message)")
    }
    let (command, limit) = (target, Self.mostValues)
    var varied = try (reader.submapping("vary") ?? [:]).map { entry in
      try reader.option(entry.key, entry.value, of: command, atMost: limit)
    }
    if let seeds = try reader.seeds() {
      varied.append(try reader.option("seed", seeds, line: reader.line(of: "seeds"), of: command, atMost: limit))
    }
    do {
      sweep = try OptionSweep(command: command.words, varied: varied, atMost: CampaignPlan.mostPoints)
      try target.check(sweep)
    } catch let error as OptionSweepError {
      throw ConfigurationError(reason: "\(path): \(error)")
    } catch let error as ValidationError {
      let reason = error.message.replacing("--vary: ", with: "").replacing("behind the --", with: "under 'settings'")
      throw ConfigurationError(reason: "\(path): \(reason)")
    }
    tables = try reader.list("tables")
    figures = try reader.list("figures")
    if let table = tables.first(where: { !$0.hasSuffix(".csv") || $0.contains("/") }) {
      throw reader.refusal("tables", "has '\(excerpt(table))'; allowed are names of CSV files of a run, such as cells.csv")
    }
    cores = try reader.count("cores", 1...1024) ?? 1
    tasks = try reader.count("tasks", 1...CampaignPlan.mostTasks)
    taskMinutes = try reader.number("task_minutes", 0.1...10_000) ?? 5
  }
}

/// Takes values out of the file's mapping; errors name file, line and key.
private struct Reader {
  let path: String
  let mapping: Yams.Node.Mapping

  private func node(_ key: String) -> Yams.Node? { mapping.first { $0.key.string == key }?.value }

  func has(_ key: String) -> Bool { node(key) != nil }

  func line(of key: String) -> Int? { mapping.first { $0.key.string == key }?.key.mark?.line }

  func refusal(_ key: String, line: Int? = nil, _ reason: String) -> ConfigurationError {
    let line = (line ?? self.line(of: key)).map { ", line \($0)" } ?? ""
    return ConfigurationError(reason: "\(path)\(line): '\(excerpt(key))' \(reason)")
  }

  func checkKeys(_ known: [String]) throws {
    for entry in mapping {
      let key = entry.key.string ?? ""
      guard !known.contains(key) else { continue }
      let near = Spelling.nearest(to: key, among: known).map { "; the nearest is '\($0)'" } ?? ""
      throw refusal(
        key, line: entry.key.mark?.line,
        "is no key of a campaign\(near). Options of the command belong under 'settings' or 'vary'")
    }
  }

  /// Empty where the key is missing.
  func text(_ key: String) throws -> String {
    guard let node = node(key) else { return "" }
    guard let text = node.scalar?.string, !text.isEmpty else { throw refusal(key, "is no text") }
    return text
  }

  func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double? {
    try value(
      key, Double.init, range,
      "a number from \(SpiceNumber.shortest(range.lowerBound)) to \(SpiceNumber.shortest(range.upperBound))")
  }

  func count(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
    try value(key, { Int($0) }, range, "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// - Parameter allowed: in words.
  private func value<Number: Comparable>(
    _ key: String, _ read: (String) -> Number?, _ range: ClosedRange<Number>, _ allowed: String
  ) throws -> Number? {
    guard let node = node(key) else { return nil }
    guard let number = node.scalar.flatMap({ read($0.string) }), range.contains(number) else {
      throw refusal(key, "is '\(excerpt(node.scalar?.string ?? "no number"))'; allowed is \(allowed)")
    }
    return number
  }

  /// Texts; a single one is a list of one.
  func list(_ key: String) throws -> [String] {
    guard let node = node(key) else { return [] }
    return try texts(of: node, key, line: nil)
  }

  private func texts(of node: Yams.Node, _ key: String, line: Int?) throws -> [String] {
    let nodes = node.sequence.map(Array.init) ?? [node]
    return try nodes.map { node in
      guard let text = node.scalar?.string, !text.isEmpty else {
        throw refusal(key, line: line, "has no value where one is expected, as in 'key: [1, 2]'")
      }
      return text
    }
  }

  func submapping(_ key: String) throws -> Yams.Node.Mapping? {
    guard let node = node(key) else { return nil }
    guard let mapping = node.mapping else { throw refusal(key, "has no keys with values below it") }
    return mapping
  }

  private static let mostSeeds = 100_000

  /// The values of the option `seed`; nil without the key. A single number is a number of seeds.
  func seeds() throws -> [String]? {
    guard let node = node("seeds") else { return nil }
    if node.scalar != nil, let count = Int(try text("seeds")) {
      guard (1...Self.mostSeeds).contains(count) else {
        throw refusal("seeds", "is \(count); allowed are 1 to \(Self.mostSeeds) of them")
      }
      return ["1..\(count)"]
    }
    return try list("seeds")
  }

  /// An option that varies. Files are relative to this one.
  func option(_ key: Yams.Node, _ values: Yams.Node, of command: SweptCommand, atMost limit: Int) throws -> VariedOption {
    let name = key.string ?? ""
    return try option(name, texts(of: values, name, line: key.mark?.line), line: key.mark?.line, of: command, atMost: limit)
  }

  func option(
    _ name: String, _ values: [String], line: Int?, of command: SweptCommand, atMost limit: Int
  ) throws -> VariedOption {
    let isFile = name == "config" || command.option(named: name)?.value.isFileToRead == true
    let values = isFile ? values.map { ConfigurationFile.path($0, besides: path) } : values
    do {
      let plain = try values.map { String(try command.plain("\(name)=\($0)").dropFirst(name.count + 1)) }
      return try command.option(VariedOption(name, plain, atMost: limit))
    } catch let error as OptionSweepError {
      throw refusal(name, line: line, "cannot vary so: \(error)")
    } catch let error as ValidationError {
      throw refusal(name, line: line, "cannot vary: \(error.message.replacing("--vary: ", with: ""))")
    }
  }
}
