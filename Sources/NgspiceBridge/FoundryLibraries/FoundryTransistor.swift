import CrossbarPrimitives
import Foundation
import Netlisting

/// A transistor of a foundry's SPICE library: its file, its name, and how its size is given.
///
///     FoundryTransistor(path: "pdk/models.lib", section: "tt", name: "nfet", kind: .subcircuit)
public struct FoundryTransistor: Hashable, Sendable {
  /// Whether the library defines the transistor by a `.subckt` or by a `.model` card.
  public enum Kind: String, Hashable, CaseIterable, Sendable {
    /// A `.subckt`, instantiated by the letter `x`; a `.model` card, by `m`.
    case subcircuit, card
  }
  /// A terminal; the order of cases is SPICE's.
  public enum Terminal: String, Hashable, CaseIterable, Sendable {
    /// `bulk` is the body, against which the voltages of a `Bias` count.
    case drain, gate, source, bulk
  }

  /// The library's file; the files that it includes are found relative to it. The file's name must have no spaces or quotes; its
  /// folder's may.
  public var path: String
  /// The section of the library, usually a process corner such as `tt`; nil to include the whole file.
  public var section: String?
  /// The name of the subcircuit or model card.
  public var name: String
  /// Decides the instance's letter: `x` for a subcircuit, `m` for a card.
  public var kind: Kind
  /// In the order of the subcircuit's nodes.
  public var terminals: [Terminal]
  /// The names of the parameters for channel width and length.
  public var widthParameter, lengthParameter: String
  /// The length that a 1 in these parameters means: 1 m, or 1 µm in libraries that set a scale.
  public var sizeUnit: Length
  /// Further parameters of every instance, such as a number of fingers.
  public var parameters: [Element.Parameter]
  /// ngspice's `ngbehavior` while it reads the library, such as `hs` or `hsa`; nil for ngspice's own mode.
  public var compatibility: String?
  /// At which the library is expanded and compared: its formulas may depend on it.
  public var temperature = Temperature.nominal

  /// The defaults: the whole file, terminals in SPICE's order, sizes as `w` and `l` in m, ngspice's own mode.
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

  /// Channel width and length of one transistor.
  public struct Size: Hashable, Sendable {
    /// Both above zero; the deck states them in multiples of the library's `sizeUnit`.
    public var width, length: Length
    /// Nothing is checked here; a binned library has no model for sizes outside of its bins.
    public init(width: Length, length: Length) {
      self.width = width
      self.length = length
    }
  }

  /// An operating point: voltages against the bulk, which is at 0 V.
  public struct Bias: Hashable, Codable, Sendable {
    /// Set by ideal sources; either sign is allowed.
    public var drain, gate, source: Voltage
    /// All three are voltages against the bulk, not against the source.
    public init(drain: Voltage, gate: Voltage, source: Voltage) {
      self.drain = drain
      self.gate = gate
      self.source = source
    }
  }

  /// The deck that ngspice reads to expand the library.
  ///
  /// It has one transistor per size: instance `size0` between the nodes d0, g0, s0 and b0 with the sources vd0, vg0, vs0 and vb0,
  /// and so on. The tolerances are those of the comparison of currents.
  func lines(_ sizes: [Size]) -> [String] {
    var lines = ["* the transistors of a library"]
    let file = URL(fileURLWithPath: path).lastPathComponent
    lines.append(section.map { ".lib '\(file)' \($0)" } ?? ".include '\(file)'")
    for (index, size) in sizes.enumerated() {
      let nodes = terminals.map { "\($0.rawValue.prefix(1))\(index)" }.joined(separator: " ")
      let values = [
        Element.Parameter(widthParameter, size.width / sizeUnit), Element.Parameter(lengthParameter, size.length / sizeUnit),
      ]
      // Twelve digits: 60 um in units of 1 um must be 60, where a bin may end, and not 59.99999999999999.
      let assignments = (values + parameters).map { "\($0.name)=\(String(format: "%.12g", $0.value))" }.joined(separator: " ")
      lines.append("\(kind == .card ? "m" : "x")size\(index) \(nodes) \(name) \(assignments)")
      for terminal in ["d", "g", "s", "b"] { lines.append("v\(terminal)\(index) \(terminal)\(index) 0 dc 0") }
    }
    // Tight enough that Newton's method does not account for a difference between the two transistors.
    let warm = temperature == .nominal ? [] : [".temp \(SpiceNumber.shortest(temperature.celsius))"]
    return lines + warm + [".options reltol=1e-10 abstol=1e-15 vntol=1e-12", ".op", ".end"]
  }
}

/// Why a foundry's transistor cannot be used.
public enum FoundryLibraryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// ngspice failed while it read or simulated the library.
  case unreadable(library: String, engineMessage: String)
  /// The transistor contains something that cannot be written with numbers only; `line` is from ngspice's listing.
  case notExpandable(library: String, line: String, reason: String)
  /// The flat transistor carries another current than the library's own; `expanded` and `original` in A.
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
