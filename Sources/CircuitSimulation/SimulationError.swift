import Netlisting

extension Duration {
  /// How long a simulation may take unless something else is said: longer than any that is known to end.
  public static let longestSimulation = Duration.seconds(600)
}

/// Why a simulation gave no result.
public enum SimulationError: Error, Equatable, Codable, Sendable, CustomStringConvertible {
  /// The deck was found wrong before the engine saw it.
  case refused(NetlistError)
  /// The engine could not read the circuit; `line` is the card it named.
  case circuitRejected(line: String?, engineMessage: String)
  /// The analysis ended early or not at all.
  case analysisFailed(analysis: String, element: String?, engineMessage: String)
  case missingVector(probe: String, engineMessage: String)
  case wrongLength(probe: String, expected: Int, found: Int)
  case nonFiniteValue(probe: String, value: Double)
  /// The value is beyond anything a circuit of volts and amperes can reach.
  case absurdValue(probe: String, value: Double, limit: Double)
  /// The value is not what the circuit's sources can make of passive elements; `what` has name and unit: "V(row_0_1), V".
  case beyondSources(what: String, value: Double, allowed: String)
  case timeLimitExceeded(Duration)
  /// The engine's state is lost for good; only a new process helps.
  case engineLost(String)
  case engineUnavailable(String)

  public var description: String {
    switch self {
    case .refused(let error): "the circuit was refused: \(error)"
    case .circuitRejected(let line, let message):
      "the simulator could not read the circuit\(line.map { " at '\($0)'" } ?? ""): \(message)"
    case .analysisFailed(let analysis, let element, let message):
      "the \(analysis) analysis failed\(element.map { " at element or node \($0)" } ?? ""): \(message)"
    case .missingVector(let probe, let message): "the simulator returned no \(probe): \(message)"
    case .wrongLength(let probe, let expected, let found):
      "the simulator returned \(found) values of \(probe), expected \(expected)"
    case .nonFiniteValue(let probe, let value): "the simulator returned \(value) for \(probe)"
    case .absurdValue(let probe, let value, let limit):
      "the simulator returned \(value) for \(probe), which is beyond \(limit): a node probably floats"
    case .beyondSources(let what, let value, let allowed):
      "the simulator returned \(value) for \(what), where the sources allow \(allowed): the circuit's resistances lie too far apart "
        + "for double precision. Wires without resistance are merged nodes: give them 0 ohm"
    case .timeLimitExceeded(let limit): "the simulation was stopped after its time limit of \(limit)"
    case .engineLost(let message): "the simulator gave up and cannot be used again in this process: \(message)"
    case .engineUnavailable(let message): "the simulator is not available: \(message)"
    }
  }
}
