import CrossbarPrimitives
import Netlisting

/// The access transistor's SPICE model: an nMOS card, or a subcircuit that stands for a transistor of one size.
public struct TransistorModel: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    /// Width and length are given with each transistor.
    case card
    /// `drain gate source bulk` and the parameter `count`; its size is built in.
    case subcircuit
  }

  public let library: ModelLibrary
  /// The card's or the subcircuit's name.
  public let name: String
  public let form: Form

  /// The parameter by which a subcircuit is told how many equal transistors stand in parallel.
  public static let countParameter = "count"

  /// The 5 V card in `models/nmos-5v/nmos.mod`.
  public static func fiveVolt() throws -> TransistorModel {
    try TransistorModel(
      library: ModelLibrary(
        text: String(decoding: PackageResources.nmos_mod, as: UTF8.self), source: "models/nmos-5v/nmos.mod"))
  }

  /// A switch that a gate above 0 V closes, in `models/ideal-switch/switch.sub`: what is left of an array's failures with it
  /// is not the transistor's doing.
  public static func idealSwitch() throws -> TransistorModel {
    try TransistorModel(
      subcircuit: "ideal_switch",
      library: ModelLibrary(
        text: String(decoding: PackageResources.switch_sub, as: UTF8.self), source: "models/ideal-switch/switch.sub"))
  }

  /// A card from a file of the user's, which must hold exactly one nMOS model.
  public init(file path: String) throws {
    try self.init(library: ModelLibrary(text: readText(path, what: "transistor model"), source: path))
  }

  init(library: ModelLibrary) throws(DeviceError) {
    let cards = library.models.filter { $0.value == "nmos" }.map(\.key).sorted()
    guard let card = cards.first, cards.count == 1 else {
      let found = cards.isEmpty ? "none" : cards.joined(separator: ", ")
      throw .model(source: library.source, reason: "it must define exactly one nmos model; it defines \(found)")
    }
    self.library = library
    name = card
    form = .card
  }

  /// A subcircuit that stands for one transistor, bulk last.
  public init(subcircuit name: String, library: ModelLibrary) throws(DeviceError) {
    guard let subcircuit = library.subcircuits[name.lowercased()], subcircuit.terminals.count == 4,
      subcircuit.parameters.contains(Self.countParameter)
    else {
      throw .model(
        source: library.source,
        reason: "it must define the subcircuit '\(name)' with the terminals drain gate source bulk and the parameter "
          + Self.countParameter)
    }
    self.library = library
    self.name = name.lowercased()
    form = .subcircuit
  }
}
