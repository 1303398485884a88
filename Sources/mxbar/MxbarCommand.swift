import ArgumentParser
import MemristorCrossbar

@main
struct MxbarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mxbar",
    abstract: "Will this memristor array work? Circuit-level simulation of 1T1R ReRAM crossbars with ngspice.",
    discussion: """
      Exit status: 0 done, 1 failed, 2 a file or folder given is unusable, 64 wrong options, 130 interrupted.
      """,
    version: ProgramVersion.text,
    subcommands: [DigitsCommand.self, NetlistCommand.self])
}

enum ProgramVersion {
  static let text = "0.1.0"
}
