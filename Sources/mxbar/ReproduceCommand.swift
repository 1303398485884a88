import ArgumentParser
import Foundation
import MemristorCrossbar

/// `mxbar reproduce`: runs the command lines of published results, and compares their figures with the published ones.
struct ReproduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Compare published figures with what this program gives for them.",
    discussion: """
      Each folder has a published.yaml: the published figures with their sources, the command lines of this program that \
      are to give them, where in their results each figure is found, what counts as agreement, and the verdict that was \
      recorded. The command lines run in that folder; their results go below runs/ of the result folder. One table has the \
      published value, ours, the deviation and the verdict with its reason; table.md has it for documents.

      A verdict that is worse than the recorded one makes the run fail with exit status 1; so a group can hold every later \
      version to its own measurements.

        mxbar reproduce examples/reproduce/linear-crossbar
        mxbar reproduce examples/reproduce/* --long --given mnist=~/mnist
      """)

  @Argument(help: "Folders with a published.yaml.") var folders: [String]

  @Flag(help: "Also run what published.yaml lists under long_runs.") var long = false

  @Option(
    help: ArgumentHelp(
      "Path of something that the user must provide, such as a data set, by its name in published.yaml; may be repeated.",
      valueName: "name=path"))
  var given: [String] = []

  @Option("Seed of all runs. (default: each command line's own)", "seed") var seed: UInt64?
  @Option("Runs at a time. Most commands use all cores for one.", "count") var parallel = 1
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try requireCount(parallel, named: "--parallel", atMost: 64)
    guard !folders.isEmpty else { throw ValidationError("name a folder with a \(PublishedFile.name).") }
    if let wrong = given.first(where: { !$0.contains("=") || $0.hasPrefix("=") }) {
      throw ValidationError("--given is '\(wrong)'; expected is NAME=PATH, as in mnist=data.")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  /// What was given, by name.
  private var provided: [String: String] {
    Dictionary(
      given.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), URL(fileURLWithPath: NSString(string: String(parts[1])).expandingTildeInPath).path)
      }
    ) { $1 }
  }

  /// A run of a result, and the process that does it; none for one that is skipped.
  private struct Job: Sendable {
    let result: PublishedResult
    let run: PublishedResult.Run
    /// Why it is not run; nil where it is.
    let skipped: String?
    /// Where it keeps its results, below the result folder; nil for a command that keeps none.
    let place: String?
    let process: ProgramRun
  }

  /// Runs everything and writes table and page. Exit status 1 if a verdict is worse than recorded.
  private func work() async throws {
    let results = try folders.map { try PublishedFile.read(inFolder: $0) }
    if let twice = Dictionary(grouping: results, by: \.name).first(where: { $0.value.count > 1 }) {
      throw ConfigurationError(reason: "two folders are called '\(twice.key)'; their results would be one")
    }
    let needs = Set(results.flatMap(\.needs.keys))
    if let unknown = provided.keys.sorted().first(where: { !needs.contains($0) }) {
      throw ConfigurationError(
        reason: "--given names '\(unknown)'; "
          + (needs.isEmpty ? "nothing is needed" : "needed is \(needs.sorted().joined(separator: ", "))"))
    }
    let output = try CommandOutput(output, inputs: folders.map { "\($0)/\(PublishedFile.name)" }, extends: true)
    let jobs = try zip(results, folders).flatMap { result, folder in
      let digest = try Self.digest(ofFolder: folder, without: output.folder.location(of: "runs").deletingLastPathComponent())
      return try result.runs.map { run in
        let missing = result.missing(for: run, given: provided)
        let skipped = missing.map { "needs \(result.needs[$0] ?? $0)" } ?? (run.isLong && !long ? "a long run" : nil)
        let keepsResults = try CommandHelp.command(named: run.words).command.options["out"] != nil
        let place = "runs/\(result.name)/\(run.name)"
        if skipped == nil, keepsResults { try output.folder.recordRun(in: place) }
        let target = keepsResults ? output.folder.location(of: place).path : nil
        let words = skipped == nil ? try arguments(of: run, folder: target, in: folder) : []
        return Job(
          result: result, run: run, skipped: skipped, place: keepsResults ? place : nil,
          process: ProgramRun(arguments: words, folder: target, directory: folder, surroundings: digest))
      }
    }
    let outcomes = try await outcomes(of: jobs)
    let figures = results.flatMap { result in
      let own = zip(jobs, outcomes).filter { $0.0.result.name == result.name }
      let byName = Dictionary(own.map { ($0.0.run.name, $0.1) }) { first, _ in first }
      return result.figures.map { ReproducedFigure($0, of: result, outcomes: byName) }
    }
    let pages = jobs.filter { $0.skipped == nil }.compactMap { job in
      job.place.map { ($0, "\(job.result.name): \(job.run.name)") }
    }
    let findings = ReproductionFindings(figures, runs: pages)
    try output.folder.linkPages(of: findings.runs, title: "all published results")
    try await output.finish(findings, engine: nil)
    if let failure = findings.failure {
      printError(failure)
      throw ExitCode(1)
    }
  }

  /// In the order of the jobs.
  private func outcomes(of jobs: [Job]) async throws -> [RunOutcome] {
    let keepsFinished = output.resume
    return try await withProgress(quiet: output.quiet) { progress in
      var done = 0
      return try await jobs.mapConcurrently(
        atMost: parallel,
        finished: { _, _ in
          done += 1
          try progress(StudyProgress(stage: "runs", done: done, total: jobs.count))
        },
        { job -> RunOutcome in
          if let skipped = job.skipped { return .skipped(skipped) }
          let ending: ProgramRun.Ending
          do { ending = try await job.process.ending(keepingFinished: keepsFinished) } catch let error as ProgramRun.Killed {
            return .failed(error.description)
          }
          // Results of a run that says that something is wrong with them, as that engines disagree, are none to compare.
          guard let results = ending.results, ending.remark == nil else { return .failed(ending.remark ?? "") }
          return .done(RunResults(figures: results, folder: job.process.folder))
        })
    }
  }

  /// A run's words with what was given, with a result folder before a `--`, and with the seed.
  /// - Parameters:
  ///   - folder: nil for a command that keeps no results.
  ///   - directory: where the run is started.
  private func arguments(of run: PublishedResult.Run, folder: String?, in directory: String) throws -> [String] {
    let words = run.words.map { PublishedResult.word($0, given: provided) }
    guard let folder else { return words + ["--json"] }
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let seeds = try seed.map { try takesSeed(words, in: directory) ? ["--seed=\($0)"] : [] } ?? []
    return words[..<end] + ["--json", "--quiet", "--overwrite", "--out=\(folder)"] + words[end...] + seeds
  }

  /// Whether a seed would have an effect: on what is swept, if the run is a sweep.
  private func takesSeed(_ words: [String], in directory: String) throws -> Bool {
    guard !words.contains(where: { $0.hasPrefix("seed=") || $0.hasPrefix("--vary=seed=") }) else { return false }
    let swept = words.firstIndex(of: "--").map { Array(words[($0 + 1)...]) } ?? words
    let (help, depth) = try CommandHelp.command(named: swept)
    guard help.options["seed"] != nil else { return false }
    let expanded = try ConfigurationFile.expand(swept + ["--seed=1"], in: directory)
    let given = try GivenOptions(Array(expanded[depth...]), of: help)
    return !OptionCondition.unmet(given, of: CommandWords.command(named: swept).type).contains { $0.option == "seed" }
  }

  /// SHA-256 of all files of a folder: a command line may read any of them, by way of its configuration.
  /// - Parameter results: a folder that may be in it.
  private static func digest(ofFolder folder: String, without results: URL) throws -> String {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    let own = results.standardizedFileURL.path + "/"
    let files = names.map { "\(folder)/\($0)" }.filter { file in
      let place = URL(fileURLWithPath: file).standardizedFileURL
      return !place.path.hasPrefix(own) && (try? place.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
    let digests = try SHA256.hexadecimalDigests(ofFiles: files)
    return SHA256.hexadecimalDigest(of: Data(files.map { "\($0) \(digests[$0] ?? "")\n" }.joined().utf8))
  }
}
