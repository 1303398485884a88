import Netlisting

extension Duration {
  /// The time limit of a simulation that states none, longer than any simulation is known to take.
  public static let longestSimulation = Duration.seconds(600)
}

/// Why a simulation gave no result.
///
/// `concernsThisDeckOnly` tells those apart after which another deck may well succeed.
public enum SimulationError: Error, Equatable, Codable, Sendable, CustomStringConvertible {
  /// The deck is invalid; the engine has not seen it.
  case refused(NetlistError)
  /// The engine could not read the circuit; `line` is the card that it quoted, nil if it quoted none.
  case circuitRejected(line: String?, engineMessage: String)
  /// The analysis ended early or did not start; `element` is the element or node that the engine blamed, nil for none.
  case analysisFailed(analysis: String, element: String?, engineMessage: String)
  /// The engine returned no values of a probe.
  case missingVector(probe: String, engineMessage: String)
  /// The engine returned more or fewer values of a probe than the analysis has points.
  case wrongLength(probe: String, expected: Int, found: Int)
  /// A value is infinite or not a number.
  case nonFiniteValue(probe: String, value: Double)
  /// A value is larger than any voltage or current of a real circuit; `limit` is in V or A. A node probably floats.
  case absurdValue(probe: String, value: Double, limit: Double)
  /// A value is larger than the sources can cause in a circuit of passive elements; `what` is a name and a unit, such as
  /// "V(row_0_1), V".
  case beyondSources(what: String, value: Double, allowed: String)
  /// The simulation was stopped after this time.
  case timeLimitExceeded(Duration)
  /// The state of the engine is lost for good; only a new process helps.
  case engineLost(String)
  /// The engine is not installed or does not start.
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
