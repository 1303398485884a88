import ArgumentParser
import MemristorCrossbar

@main
struct MxbarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mxbar",
    abstract: "Will this memristor array work? Circuit-level simulation of 1T1R ReRAM crossbars with ngspice.",
    version: ProgramVersion.text,
    subcommands: [DigitsCommand.self, NetlistCommand.self])
}

enum ProgramVersion {
  static let text = "0.1.0"
}
