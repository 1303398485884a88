import CrossbarPrimitives
import Foundation
import Netlisting

/// What is known of an access transistor: where its model is, its size, and what it withstands. The same for every
/// command, from `models/<name>/<name>.yaml`, a user's file, or options.
///
///     let transistor = try TransistorDescription("nmos-5v")
public struct TransistorDescription: Hashable, Sendable {
  /// Where the model comes from.
  public enum Model: Hashable, Sendable {
    /// A card or subcircuit that is used as it is.
    case own(TransistorModel)
    /// A foundry's, which ngspice expands once for every size.
    case foundry(FoundryTransistor)
  }

  /// For messages and tables.
  public var name: String
  public var model: Model
  /// Sections of a foundry's library to choose from, usually process corners; empty where it has none.
  public var corners: [String] = []
  /// Channel width and length; zero for an ideal switch, which has none.
  public var size: FoundryTransistor.Size
  /// None unless they are stated.
  public var ratings = TransistorRatings()
  /// How far equal transistors differ; not at all unless it is stated.
  public var mismatch = TransistorMismatch()
  /// Transistors to draw by a foundry library's own statistics, one for each cell; nil for none.
  public var drawCount: Int?
  /// Files of the user that belong to it, so that a run can record their hashes.
  public var files: [String] = []

  /// The width and length where none are given: as wide as the memristor's 60 um x 60 um overlap in the default process.
  public static let usualSize = FoundryTransistor.Size(width: .micrometers(60), length: .micrometers(0.6))

  /// The built-in transistors, by name, with their ratings' file.
  public static let names = [usualName, idealName]
  /// The default one.
  public static let usualName = "nmos-5v"
  /// The switch without resistance in the transistor's place.
  public static let idealName = "ideal-switch"

  public init(name: String, model: Model, size: FoundryTransistor.Size = usualSize) {
    self.name = name
    self.model = model
    self.size = size
  }

  /// A built-in transistor by its name, or one by the file of its description (YAML).
  /// - Throws: `DeviceError`, or `NetlistError` for a card that is not SPICE.
  public init(_ nameOrPath: String) throws {
    switch nameOrPath {
    case Self.usualName:
      self = try TransistorReader(source: nameOrPath, folder: nil).description(
        String(decoding: PackageResources.nmos_5v_yaml, as: UTF8.self))
    case Self.idealName:
      self.init(
        name: nameOrPath, model: .own(try .idealSwitch()), size: FoundryTransistor.Size(width: .zero, length: .zero))
    default:
      guard FileManager.default.fileExists(atPath: nameOrPath) else {
        throw DeviceError.file(
          path: nameOrPath,
          reason: "there is no such transistor; allowed are \(Self.names.joined(separator: ", ")), or a description's file (YAML)"
        )
      }
      let folder = nameOrPath.lastIndex(of: "/").map { String(nameOrPath[...$0]) } ?? ""
      self = try TransistorReader(source: nameOrPath, folder: folder).description(
        readText(nameOrPath, what: "transistor's description"))
    }
  }
}
