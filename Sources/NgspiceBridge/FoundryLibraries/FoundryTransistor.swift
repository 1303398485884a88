import CrossbarPrimitives
import Foundation
import Netlisting

/// A transistor as a foundry's SPICE library has it: where it stands, what it is called and how its size is given.
public struct FoundryTransistor: Hashable, Sendable {
  public enum Kind: String, Hashable, CaseIterable, Sendable { case subcircuit, card }
  public enum Terminal: String, Hashable, CaseIterable, Sendable { case drain, gate, source, bulk }

  /// The library's file; what it includes is found beside it. Its name, unlike its folder's, has no spaces or quotes.
  public var path: String
  /// The section, usually a process corner such as `tt`; nil for a file that is included as a whole.
  public var section: String?
  /// Of the subcircuit or the model card.
  public var name: String
  public var kind: Kind
  /// In the subcircuit's order.
  public var terminals: [Terminal]
  public var widthParameter, lengthParameter: String
  /// What a 1 means in them: 1 m, or 1 um in libraries that set a scale.
  public var sizeUnit: Length
  /// Parameters that every instance gets, such as a number of fingers.
  public var parameters: [Element.Parameter]
  /// ngspice's `ngbehavior` while it reads the library, such as `hs` or `hsa`.
  public var compatibility: String?

  public init(
    path: String, section: String? = nil, name: String, kind: Kind, terminals: [Terminal] = Terminal.allCases,
    widthParameter: String = "w", lengthParameter: String = "l", sizeUnit: Length = .meters(1),
    parameters: [Element.Parameter] = [], compatibility: String? = nil
  ) {
    self.path = path
    self.section = section
    self.name = name
    self.kind = kind
    self.terminals = terminals
    self.widthParameter = widthParameter
    self.lengthParameter = lengthParameter
    self.sizeUnit = sizeUnit
    self.parameters = parameters
    self.compatibility = compatibility
  }

  /// Width and length of one transistor.
  public struct Size: Hashable, Sendable {
    public var width, length: Length
    public init(width: Length, length: Length) {
      self.width = width
      self.length = length
    }
  }

  /// Voltages against a bulk at 0 V.
  public struct Bias: Hashable, Codable, Sendable {
    public var drain, gate, source: Voltage
    public init(drain: Voltage, gate: Voltage, source: Voltage) {
      self.drain = drain
      self.gate = gate
      self.source = source
    }
  }

  /// A circuit with one transistor of each size: instance `size0` between d0, g0, s0 and b0, its sources VD0, VG0, VS0
  /// and VB0; and so on.
  func lines(_ sizes: [Size]) -> [String] {
    var lines = ["* the transistors of a library"]
    let file = URL(fileURLWithPath: path).lastPathComponent
    lines.append(section.map { ".lib '\(file)' \($0)" } ?? ".include '\(file)'")
    for (index, size) in sizes.enumerated() {
      let nodes = terminals.map { "\($0.rawValue.prefix(1))\(index)" }.joined(separator: " ")
      let values = [
        Element.Parameter(widthParameter, size.width / sizeUnit), Element.Parameter(lengthParameter, size.length / sizeUnit),
      ]
      // Twelve digits: 60 um in um are 60, on which a bin may end, and not 59.99999999999999.
      let assignments = (values + parameters).map { "\($0.name)=\(String(format: "%.12g", $0.value))" }.joined(separator: " ")
      lines.append("\(kind == .card ? "m" : "x")size\(index) \(nodes) \(name) \(assignments)")
      for terminal in ["d", "g", "s", "b"] { lines.append("v\(terminal)\(index) \(terminal)\(index) 0 dc 0") }
    }
    // Newton's method must not be what two ways of asking differ by.
    return lines + [".options reltol=1e-10 abstol=1e-15 vntol=1e-12", ".op", ".end"]
  }
}

/// Why a foundry's transistor cannot be used.
public enum FoundryLibraryError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(library: String, engineMessage: String)
  case notExpandable(library: String, line: String, reason: String)
  /// The flat transistor does not carry the current that the library's does.
  case differs(library: String, size: String, bias: String, expanded: Double, original: Double)

  public var description: String {
    switch self {
    case .unreadable(let library, let message): "\(library): ngspice could not use it: \(message)"
    case .notExpandable(let library, let line, let reason):
      "\(library): the transistor cannot be written with numbers alone: \(reason)\n    \(line)"
    case .differs(let library, let size, let bias, let expanded, let original):
      "\(library): written with numbers alone, the transistor of \(size) carries \(expanded) A at \(bias), and \(original) A as the library has it; an option that the library sets may be why"
    }
  }
}
