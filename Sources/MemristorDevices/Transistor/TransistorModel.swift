import CrossbarPrimitives
import Netlisting

/// The SPICE model of the access transistor: an nMOS model card, or a subcircuit that represents a transistor of one
/// size.
///
/// Cards are for transistors whose width and length are studied. Foundry transistors and the ideal switch are
/// subcircuits.
public struct TransistorModel: Hashable, Sendable {
  /// How an instance is written into a netlist.
  public enum Form: Hashable, Sendable {
    /// A model card: each instance has its width and length.
    case card
    /// A subcircuit with the terminals `drain gate source bulk` and the parameter `count`; its size is built in.
    case subcircuit
  }

  /// The SPICE text in which the card or subcircuit is defined.
  public let library: ModelLibrary
  /// Name of the card or subcircuit in `library`.
  public let name: String
  /// Decides how the transistor's size is given.
  public let form: Form

  /// The subcircuit parameter for the number of equal transistors in parallel.
  public static let countParameter = "count"

  /// The built-in 5 V nMOS card, `models/nmos-5v/nmos.mod`.
  public static func fiveVolt() throws -> TransistorModel {
    try TransistorModel(
      library: ModelLibrary(
        text: String(decoding: PackageResources.nmos_mod, as: UTF8.self), source: "models/nmos-5v/nmos.mod"))
  }

  /// A switch that closes for gate voltages above 0 V, `models/ideal-switch/switch.sub`. What still fails in an array
  /// with it is not caused by the transistor.
  public static func idealSwitch() throws -> TransistorModel {
    try TransistorModel(
      subcircuit: "ideal_switch",
      library: ModelLibrary(
        text: String(decoding: PackageResources.switch_sub, as: UTF8.self), source: "models/ideal-switch/switch.sub"))
  }

  /// A card from a user's file, which must define exactly one nMOS model.
  /// - Throws: `DeviceError`, or `NetlistError` for a file that is not SPICE.
  public init(file path: String) throws {
    try self.init(library: ModelLibrary(text: readText(path, what: "transistor model"), source: path))
  }

  /// - Throws: `DeviceError.model` unless there is exactly one nMOS card.
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

  /// A subcircuit that represents one transistor, bulk last.
  /// - Throws: `DeviceError.model` if the library has no such subcircuit with four terminals and the parameter `count`.
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
