import CrossbarPrimitives
import Foundation
import Netlisting

/// The SPICE model of the memristor: the two subcircuits every model file must define.
///
/// `memristor te be` with a state node `w` inside and the parameters `v_set v_reset r_lrs r_hrs w0 g_stable can_reset`,
/// and `memristor_frozen te be` with `r_lrs r_hrs w`, which carries the same current at a state that cannot move.
public struct MemristorModel: Hashable, Sendable {
  public let library: ModelLibrary

  /// The filament model in `models/ag-mos2/memristor.sub`.
  public static func filament() throws -> MemristorModel {
    try MemristorModel(
      library: ModelLibrary(
        text: String(decoding: PackageResources.memristor_sub, as: UTF8.self), source: "models/ag-mos2/memristor.sub"))
  }

  /// Whether these are the built-in model's equations, which are known outside SPICE, too; found out once, since arrays ask
  /// for every operating point.
  public let isBuiltIn: Bool

  private static let builtIn = try? ModelLibrary(
    text: String(decoding: PackageResources.memristor_sub, as: UTF8.self), source: "models/ag-mos2/memristor.sub")

  /// A model from a file of the user's.
  /// - Throws: `DeviceError` or `NetlistError` if it cannot be read or does not define what a memristor needs.
  public init(file path: String) throws {
    try self.init(library: ModelLibrary(text: readText(path, what: "memristor model"), source: path))
  }

  init(library: ModelLibrary) throws(DeviceError) {
    for (name, parameters) in [
      ("memristor", ["v_set", "v_reset", "r_lrs", "r_hrs", "w0", "g_stable", "can_reset"]),
      ("memristor_frozen", ["r_lrs", "r_hrs", "w"]),
    ] {
      guard let subcircuit = library.subcircuits[name] else {
        throw .model(source: library.source, reason: "it does not define the subcircuit '\(name)'")
      }
      guard subcircuit.terminals.count == 2 else {
        throw .model(source: library.source, reason: "'\(name)' has \(subcircuit.terminals.count) terminals, expected te be")
      }
      for parameter in parameters where !subcircuit.parameters.contains(parameter) {
        throw .model(source: library.source, reason: "'\(name)' has no parameter '\(parameter)'")
      }
    }
    self.library = library
    isBuiltIn = Self.builtIn.map(library.defines(theSameAs:)) ?? false
  }

  /// The inner node whose voltage is the filament's state, 0 to 1.
  public static let stateNode = "w"

  /// An instance whose filament grows and dissolves, starting from `state`.
  public func dynamicInstance(
    of memristor: Memristor, state: Double, from topElectrode: Node, to bottomElectrode: Node
  ) -> Element.Kind {
    .subcircuit(
      [topElectrode, bottomElectrode], name: "memristor",
      parameters: [
        .init("v_set", memristor.setVoltage.si), .init("v_reset", memristor.resetVoltage.si),
        .init("r_lrs", memristor.lowResistance.si), .init("r_hrs", memristor.highResistance.si), .init("w0", state),
        .init("g_stable", memristor.stableConductance.si), .init("can_reset", memristor.canReset ? 1 : 0),
      ])
  }

  /// An instance held at `state`: cheaper, and fit for operating points.
  public func frozenInstance(
    of memristor: Memristor, state: Double, from topElectrode: Node, to bottomElectrode: Node
  ) -> Element.Kind {
    .subcircuit(
      [topElectrode, bottomElectrode], name: "memristor_frozen",
      parameters: [
        .init("r_lrs", memristor.lowResistance.si), .init("r_hrs", memristor.highResistance.si), .init("w", state),
      ])
  }
}

/// The text of a file, or an error that says which file and why.
public func readText(_ path: String, what: String) throws(DeviceError) -> String {
  let bytes: Data
  do { bytes = try InputFile.bytes(path, atMost: InputFile.largestText) } catch {
    switch error {
    case .missing: throw .file(path: path, reason: "there is no such \(what)")
    case .folder: throw .file(path: path, reason: "this is a folder, not a \(what)")
    case .unreadable: throw .file(path: path, reason: "the \(what) cannot be read")
    case .tooLarge(let limit): throw .file(path: path, reason: "the \(what) has more than \(limit) bytes")
    }
  }
  do { return try inputText(bytes) } catch { throw .file(path: path, reason: "the \(what) is \(error.reason)") }
}
