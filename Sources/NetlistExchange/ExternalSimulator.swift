import CrossbarPrimitives
import Foundation
import Netlisting
import Subprocess

/// A simulator on this machine that runs decks as a process of its own.
public struct ExternalSimulator: Hashable, Sendable {
  public var dialect: Dialect
  /// A name to look up in PATH, or a path.
  public var program: String
  /// It is stopped after this.
  public var timeLimit: Duration

  /// - Throws: `ExchangeError.noSimulator` for a dialect whose programs are not freely had.
  public init(_ dialect: Dialect, program: String? = nil, timeLimit: Duration = .seconds(600)) throws(ExchangeError) {
    guard dialect == .ngspice || dialect == .gnucap else {
      throw .noSimulator(
        dialect: dialect.rawValue,
        reason: "only ngspice and gnucap are run; run it there and compare with the expected figures in its comments")
    }
    self.dialect = dialect
    self.program = program ?? dialect.rawValue
    self.timeLimit = timeLimit
  }

  /// Runs a deck in its own folder.
  /// - Returns: what it printed as figures, by lower-case name.
  /// - Throws: `ExchangeError` where it is missing, takes too long, or prints no figure at all; `CancellationError`.
  public func run(_ deck: String) async throws -> [String: Double] {
    let place = URL(fileURLWithPath: deck)
    let alias = try PlainName(of: place, isNeeded: dialect == .gnucap)
    defer { alias.remove() }
    let outcome: (output: String, errors: String)
    do {
      outcome = try await withTimeLimit {
        let result = try await Subprocess.run(
          program.contains("/") ? .path(.init(program)) : .name(program),
          arguments: ["-b", alias.path],
          // NGSPICE_MEAS_PRECISION: digits of measured times, which are 6 without it.
          environment: .inherit.updating(["LC_ALL": nil, "LC_NUMERIC": "C", "NGSPICE_MEAS_PRECISION": "12"]),
          workingDirectory: .init(place.deletingLastPathComponent().path),
          output: .string(limit: 1 << 26), error: .string(limit: 1 << 24))
        return (result.standardOutput, result.standardError)
      }
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw ExchangeError.simulatorMissing(program: program, package: dialect.rawValue)
    } catch let error as SubprocessError {
      throw ExchangeError.simulatorFailed(program: program, message: error.description)
    }
    let figures = dialect == .gnucap ? Self.gnucapFigures(outcome.output) : Self.ngspiceFigures(outcome.output)
    guard !figures.isEmpty else {
      let said = (outcome.errors + "\n" + outcome.output).split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
      throw ExchangeError.simulatorFailed(program: program, message: said.prefix(12).joined(separator: "\n  "))
    }
    return figures
  }

  // MARK: What they print

  /// Lines `name = value`, with more behind it or not: `i_max = 1e-3 at= 2e-2`.
  static func ngspiceFigures(_ output: String) -> [String: Double] {
    var figures: [String: Double] = [:]
    for line in output.split(whereSeparator: \.isNewline) {
      guard let match = line.firstMatch(of: /^\s*([A-Za-z_]\w*)\s*=\s*([-+0-9.eE]+)(\s|$)/), let value = Double(match.2) else {
        continue
      }
      figures[match.1.lowercased()] = value
    }
    return figures
  }

  /// A heading line `# i(VSL0) …`, and below it a line that begins with the temperature.
  static func gnucapFigures(_ output: String) -> [String: Double] {
    var figures: [String: Double] = [:]
    var names: [String] = []
    for line in output.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { continue }
      if first.hasPrefix("#") {
        // The scale has no name; a name may stand directly behind the mark.
        names = line.dropFirst().split(whereSeparator: \.isWhitespace).map { figureName(String($0)) }
      } else if words.count == names.count + 1 {
        for (name, text) in zip(names, words.dropFirst()) { figures[name] = SpiceNumber.parse(text) }
      }
    }
    return figures
  }

  /// `i(VSL0)` is measured as `i_vsl0`.
  private static func figureName(_ column: String) -> String {
    String(column.lowercased().compactMap { $0 == ")" ? nil : "(.:".contains($0) ? "_" : $0 })
  }

  /// Stops what takes longer; a stopped process is asked first and killed a second later.
  private func withTimeLimit(
    _ body: @escaping @Sendable () async throws -> (output: String, errors: String)
  ) async throws -> (output: String, errors: String) {
    try await withThrowingTaskGroup(of: (output: String, errors: String)?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let outcome = first else {
        throw ExchangeError.timeLimitExceeded(
          program: program, seconds: Double(timeLimit.components.seconds))
      }
      return outcome
    }
  }
}

/// A name for a deck that a program takes as one word: gnucap reads its command line as a line of its own language.
private struct PlainName {
  /// The deck's name in its own folder, or a link elsewhere.
  let path: String
  private let folder: URL?

  init(of deck: URL, isNeeded: Bool) throws {
    let name = deck.lastPathComponent
    guard isNeeded, !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }) else {
      path = name
      folder = nil
      return
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mxbar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let link = folder.appendingPathComponent("deck.ckt")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: deck)
    path = link.path
    self.folder = folder
  }

  func remove() {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }
}
