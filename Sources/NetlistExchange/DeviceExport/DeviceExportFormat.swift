import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// What a device can be written as, for other programs.
///
/// The raw value is the name on the command line.
public enum DeviceExportFormat: String, CaseIterable, Sendable {
  /// A SPICE subcircuit.
  case subcircuit = "subckt"
  /// A Verilog-A module, its states the voltages of inner nodes.
  case verilogA = "verilog-a"
  /// A symbol for xschem, beside the subcircuit that it stands for.
  case xschem
  /// A symbol library for KiCad 7 and later, beside the subcircuit that the symbol stands for.
  case kicad

  /// The device as files.
  ///
  /// - Parameters:
  ///   - name: of the files, without extension; the symbol's file names the subcircuit's.
  ///   - dialect: in which a subcircuit is written; the other formats have ngspice's.
  /// - Returns: the file that was asked for, and those that belong beside it.
  /// - Throws: `ExchangeError.inexpressibleDevice` for equations that the format cannot hold.
  public func files(
    of device: ExportedDevice, named name: String, dialect: Dialect = .ngspice
  ) throws(ExchangeError) -> (main: ExportedFile, beside: [ExportedFile]) {
    let subcircuit = { (dialect: Dialect) throws(ExchangeError) in
      ExportedFile(name: "\(name).\(Self.extension(of: dialect))", try DeviceSubcircuit(device, dialect).text)
    }
    switch self {
    case .subcircuit: return (try subcircuit(dialect), [])
    case .verilogA: return (ExportedFile(name: "\(name).va", try VerilogAModule(device).text), [])
    case .xschem: return (ExportedFile(name: "\(name).sym", XschemSymbol(device).text), [try subcircuit(.ngspice)])
    case .kicad:
      let library = try subcircuit(.ngspice)
      return (ExportedFile(name: "\(name).kicad_sym", KiCadSymbol(device, library: library.name).text), [library])
    }
  }

  /// Whether one file is all of it.
  public var isOneFile: Bool { self == .subcircuit || self == .verilogA }

  /// The usual extension of a subcircuit's file.
  private static func `extension`(of dialect: Dialect) -> String {
    dialect == .ngspice ? "sub" : dialect.traits.includeExtension
  }
}

/// A text and the name of its file, without a folder.
public struct ExportedFile: Hashable, Sendable {
  public var name: String
  public var text: String

  init(name: String, _ text: String) { (self.name, self.text) = (name, text) }
}

extension ExportedDevice {
  /// A name for files and symbols: the device's, with `_` for all that would need quotes.
  public var fileName: String {
    let safe = device.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "_" }
    return safe.isEmpty ? "device" : String(safe)
  }

  /// What a reader needs to know who has only the file, as lines of text without comment characters.
  ///
  /// - Parameter state: names the states as the format does.
  func description(state: (String) -> String = { $0 }) -> [String] {
    let description = device.description
    let (first, second) = (definition.terminals[0].name, definition.terminals[1].name)
    let other = first.lowercased() == description.setTerminal.lowercased() ? second : first
    var lines = [
      description.title.isEmpty ? "memristor '\(device.name)'" : "\(description.title), '\(device.name)'",
      choice.words + (author.isEmpty ? "" : "; written by \(author)"), "",
      "terminals  \(first) \(second): a positive voltage from \(description.setTerminal) to \(other) SETs",
    ]
    for item in description.states {
      let meaning = item.meaning.isEmpty ? "" : "\(item.meaning); "
      lines.append("state      \(state(item.node)): \(meaning)\(item.range), \(item.initial) at the start")
    }
    let voltage = description.valid.voltage.map { "voltages up to \($0) of either sign" }
    let width = description.valid.pulseWidth.map { "pulses of \($0.lowerBound) to \($0.upperBound)" }
    let limits = [voltage, width].compactMap { $0 }
    lines.append("valid      \(limits.isEmpty ? "no limits are known" : limits.joined(separator: ", "))")
    lines.append("source     \(device.library.source)")
    let tolerance = SpiceNumber.shortest(SolverOptions().voltageTolerance)
    lines += [
      "",
      "A state is the voltage of a node, to which the simulator's voltage tolerance (vntol, vabstol) applies: mxbar has \(tolerance).",
    ]
    return lines
  }

  /// What the comments at the top of the file of equations say, line by line without the comment character.
  var equationComments: [String] {
    let lines = device.library.text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { $0.hasPrefix("*") }.map { line in
      let text = line.dropFirst()
      return String(text.hasPrefix(" ") ? text.dropFirst() : text)
    }
  }
}
