import CrossbarPrimitives
import Netlisting

/// The access transistor's SPICE model: an nMOS card.
public struct TransistorModel: Hashable, Sendable {
  public let library: ModelLibrary
  /// The card's name.
  public let name: String

  /// The 5 V card in `models/nmos-5v/nmos.mod`.
  public static func fiveVolt() throws -> TransistorModel {
    try TransistorModel(
      library: ModelLibrary(
        text: String(decoding: PackageResources.nmos_mod, as: UTF8.self), source: "models/nmos-5v/nmos.mod"))
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
  }
}
