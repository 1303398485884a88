import ArgumentParser
import MemristorCrossbar

/// What a command simulates circuits with.
struct EngineOptions: ParsableArguments {
  @Option(help: ArgumentHelp("What simulates circuits: \(EngineChoice.listed).", valueName: "name"))
  var engine = EngineChoice.ngspice
}

extension EngineChoice: ExpressibleByArgument {
  /// Each choice with its meaning, for a help text.
  static var listed: String { allCases.map { "\($0.rawValue), \($0.meaning)" }.joined(separator: "; or ") }
}

/// The ways to an answer of which one, `ngspice`, is circuits, whatever simulates those.
protocol EngineWay: RawRepresentable<String>, CaseIterable, Sendable {
  static var ngspice: Self { get }
}

extension CellEngine.Kind: EngineWay {}
extension NetworkSolver: EngineWay {}

/// A value of `--engine` where something else than a circuit simulator can answer, too.
struct EngineOption<Way: EngineWay>: ExpressibleByArgument, Sendable {
  let way: Way
  /// What simulates circuits, of which other ways need some as well.
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

  var name: String { way == .ngspice ? circuits.rawValue : way.rawValue }
  var defaultValueDescription: String { name }

  static var allValueStrings: [String] {
    Way.allCases.filter { $0 != .ngspice }.map(\.rawValue) + EngineChoice.allCases.map(\.rawValue)
  }
}
