import ArgumentParser
import MemristorCrossbar

/// `mxbar netlist`: export of operations as decks, one command per operation, and check and import of decks.
struct NetlistCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netlist",
    abstract: "Write operations on an array as decks for other simulators, check such decks, and take them back.",
    discussion: """
      A deck names its elements by row and column from 0 (XCELL_3_7, RBL_3_7, VSL7), measures what the operation is about, \
      and states what ngspice found in the same circuit. Cells are drawn from the device's statistics or come from a file. \
      Simulators without formula sources (gnucap) get reads and products of frozen cells.
      """,
    subcommands: [
      NetlistReadCommand.self, NetlistSetCommand.self, NetlistResetCommand.self, NetlistSweepCommand.self,
      NetlistProductCommand.self, NetlistSneakCommand.self, NetlistCheckCommand.self, NetlistImportCommand.self,
    ])
}
