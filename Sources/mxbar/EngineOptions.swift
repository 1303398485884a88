import ArgumentParser
import MemristorCrossbar

/// The circuit simulator of a command that simulates everything as circuits.
struct EngineOptions: ParsableArguments {
  @Option(help: "What simulates circuits: \(EngineChoice.listed).", value: "name") var engine = EngineChoice.ngspice
}

extension EngineChoice: ExpressibleByArgument {
  /// Every choice with its meaning, for a help text.
  static var listed: String { allCases.map { "\($0.rawValue), \($0.meaning)" }.joined(separator: "; or ") }
}

/// The ways to compute an answer; one of them, `ngspice`, is to simulate circuits, with whatever simulator.
///
/// `CellEngine.Kind` for cells, and `NetworkSolver` for passive arrays.
protocol EngineWay: RawRepresentable<String>, CaseIterable, Sendable {
  static var ngspice: Self { get }
}

extension CellEngine.Kind: EngineWay {}
extension NetworkSolver: EngineWay {}

/// A value of `--engine` for a command that has other ways than a circuit simulator: one of these, or a simulator's name.
struct EngineOption<Way: EngineWay>: ExpressibleByArgument, Sendable {
  /// Where a simulator is named, `ngspice`.
  let way: Way
  /// The circuit simulator, which other ways need for checks.
  let circuits: EngineChoice

  init(_ way: Way, circuits: EngineChoice = .ngspice) { (self.way, self.circuits) = (way, circuits) }

  init?(argument: String) {
    if let choice = EngineChoice(rawValue: argument) {
      self.init(.ngspice, circuits: choice)
    } else if let way = Way(rawValue: argument) {
      self.init(way)
    } else {
      return nil
    }
  }

  /// As on the command line.
  var name: String { way == .ngspice ? circuits.rawValue : way.rawValue }
  var defaultValueDescription: String { name }

  /// For help texts and completion: the other ways, then the simulators.
  static var allValueStrings: [String] {
    Way.allCases.filter { $0 != .ngspice }.map(\.rawValue) + EngineChoice.allCases.map(\.rawValue)
  }
}
