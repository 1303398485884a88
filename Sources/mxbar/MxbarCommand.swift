import ArgumentParser
import Foundation
import MemristorCrossbar

/// The program. `main` does by itself what ArgumentParser does not: JSON schemas, configuration files, units, and output
/// to closed pipes.
@main
struct MxbarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mxbar",
    abstract: "Will this memristor array work? Circuit-level simulation of 1T1R ReRAM crossbars with ngspice.",
    discussion: """
      Every command takes --config FILE: a YAML file whose keys are the command's options with underscores and their \
      unit, as in 'write_voltage_V: 5'. Options on the command line win over the file's. Files \
      that it names are looked for beside it.

      Numbers may have SPICE's scales (f p n u m k meg g t) and their unit: 500mV, 100u, 10kohm, 20us. A number alone is in the \
      unit that the option names. Options that would have no effect beside the others are refused.

      Exit status: 0 done, 1 failed, 2 a file or folder given is unusable, 64 wrong options, 130 interrupted (128 and its \
      number for any other signal).
      """,
    version: ProgramVersion.text,
    subcommands: [
      DigitsCommand.self, MNISTCommand.self, InferCommand.self, AdviseCommand.self, SneakCommand.self, SolveCommand.self,
      SizingCommand.self,
      WindowCommand.self, DisturbCommand.self, MarginCommand.self, LevelsCommand.self, YieldCommand.self,
      DeviceCommand.self, NetlistCommand.self, SweepCommand.self, CampaignCommand.self, ReproduceCommand.self,
      WorkerCommand.self,
    ])

  /// Prints the answer to `mxbar help COMMAND --json`, `--man` or `--markdown`; JSON for the program and for a group of
  /// commands is of all of theirs.
  /// - Returns: whether that was the request.
  private static func printSchema(_ words: [String]) throws -> Bool {
    guard words.first == "help", let form = ["--json", "--man", "--markdown"].first(where: words.contains) else { return false }
    let names = words.dropFirst().filter { $0 != form }
    let (type, depth) = CommandWords.command(named: names)
    let isGroup = !type.configuration.subcommands.isEmpty
    guard depth == names.count, form == "--json" || !isGroup || names.isEmpty && form == "--man" else {
      throw UsageProblem(
        command: type,
        reason: "'\(excerpt(names.joined(separator: " ")))' names no command; as in: mxbar help device iv \(form)")
    }
    guard !isGroup else {
      let program = try ProgramSchema(below: names)
      let page = form == "--man" ? ManualPage(program, discussion: configuration.discussion).text : nil
      try StandardOutput.write(try page ?? RecordEncoder.encode(program).json(isPretty: true) + "\n")
      return true
    }
    let command = try CommandSchema(type, named: names.joined(separator: " "))
    switch form {
    case "--man": try StandardOutput.write(ManualPage(command).text)
    case "--markdown": try StandardOutput.write(CommandArticle(command).text)
    default: try StandardOutput.write(RecordEncoder.encode(command).json(isPretty: true) + "\n")
    }
    return true
  }

  /// Prints what a report of a problem should state: versions of the program and of the simulator.
  private static func printVersions() async throws {
    let identity = try? await CommandEngine(single: .ngspice).identity
    let features = identity?.features.isEmpty == false ? " with \(identity?.features.joined(separator: ", ") ?? "")" : ""
    try StandardOutput.write(
      "\(ProgramVersion.withRevision)\n"
        + (identity.map { "\($0)\(features)\n" } ?? "ngspice: its library does not start\n"))
  }

  /// Path of this program, for the processes that it starts.
  static var programPath: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

  /// Exit status 64 for a wrong command line, 2 for a faulty file that it names; commands set their own.
  static func main() async {
    StandardOutput.ignoreClosedPipes()
    do { try ProcessLimits.raiseAndCheck() } catch {
      printError("\(error)")
      Foundation.exit(1)
    }
    do {
      if CommandLine.arguments.dropFirst() == ["--version"] { return try await printVersions() }
      if try printSchema(Array(CommandLine.arguments.dropFirst())) { return }
      var command = try CommandWords.parsed(Array(CommandLine.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch let problem as UsageProblem {
      writeToStandardError(Terminal.standardError.fitted(printable(problem.text, limit: 4000, longestWord: 400)))
      Foundation.exit(64)
    } catch let error where error is ConfigurationError || error is DeviceError || error is NetlistError {
      printError("\(error)")
      Foundation.exit(2)
    } catch {
      // Requested help and version go to standard output, which may fail like any other.
      guard exitCode(for: error).isSuccess else { exit(withError: error) }
      do { try StandardOutput.write(fullMessage(for: error) + "\n") } catch {
        if !(error is ExitCode) { printError("\(error)") }
        Foundation.exit(1)
      }
    }
  }
}

/// Recorded in every `run.json` and in exported decks; results of another version are not continued.
enum ProgramVersion {
  static let text = "0.1.0"
  /// For what must come from one and the same program, such as the tasks of a campaign.
  static let withRevision = "mxbar \(text), revision \(ProgramRevision.text)"
}
