import CrossbarPrimitives

/// The largest voltages that a transistor may see for its whole life, as magnitudes; nil where none is known.
///
/// A foundry states them in its documents and not in its models, which compute any voltage: a deck works at 13 V on a
/// gate oxide for 5 V.
public struct TransistorRatings: Hashable, Sendable {
  /// Gate against source, and gate against drain: across the gate oxide at either end of the channel.
  public var gateSource, gateDrain: Voltage?
  /// Gate against bulk: across the gate oxide while there is no channel.
  public var gateBulk: Voltage?
  /// Drain against source, in either direction: punch-through, hot carriers, and the drain's junction while the source is at the
  /// bulk's voltage.
  public var drainSource: Voltage?

  public init(gateSource: Voltage? = nil, gateDrain: Voltage? = nil, gateBulk: Voltage? = nil, drainSource: Voltage? = nil) {
    self.gateSource = gateSource
    self.gateDrain = gateDrain
    self.gateBulk = gateBulk
    self.drainSource = drainSource
  }

  /// One rating for all four.
  public init(all voltage: Voltage) {
    self.init(gateSource: voltage, gateDrain: voltage, gateBulk: voltage, drainSource: voltage)
  }

  /// A pair of terminals with a rating of its own.
  public enum Pair: String, Hashable, Codable, CaseIterable, Sendable {
    case gateSource = "gate_source"
    case gateDrain = "gate_drain"
    case gateBulk = "gate_bulk"
    case drainSource = "drain_source"

    /// As engineers write it.
    public var symbol: String {
      switch self {
      case .gateSource: "V_GS"
      case .gateDrain: "V_GD"
      case .gateBulk: "V_GB"
      case .drainSource: "V_DS"
      }
    }
  }

  /// The rating of a pair of terminals.
  public subscript(pair: Pair) -> Voltage? {
    get {
      switch pair {
      case .gateSource: gateSource
      case .gateDrain: gateDrain
      case .gateBulk: gateBulk
      case .drainSource: drainSource
      }
    }
    set {
      switch pair {
      case .gateSource: gateSource = newValue
      case .gateDrain: gateDrain = newValue
      case .gateBulk: gateBulk = newValue
      case .drainSource: drainSource = newValue
      }
    }
  }

  /// Whether nothing is rated.
  public var isEmpty: Bool { Pair.allCases.allSatisfy { self[$0] == nil } }
}
