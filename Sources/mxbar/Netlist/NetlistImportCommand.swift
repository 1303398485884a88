import ArgumentParser
import MemristorCrossbar

struct NetlistImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "import", abstract: "To come.")
  @Argument var deck: String
  func run() async throws {}
}
