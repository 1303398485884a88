import CrossbarPrimitives
import Foundation

/// A transistor of a foundry's SPICE library: its files, its name, and how its size is given.
///
///     FoundryTransistor(path: "pdk/models.lib", section: "tt", name: "nfet", kind: .subcircuit)
public struct FoundryTransistor: Hashable, Sendable {
  /// Whether the library defines the transistor by a `.subckt` or by a `.model` card.
  public enum Kind: String, Hashable, Codable, CaseIterable, Sendable {
    /// A `.subckt`, instantiated by the letter `x`; a `.model` card, by `m`.
    case subcircuit, card
  }
  /// A terminal; the order of cases is SPICE's.
  public enum Terminal: String, Hashable, Codable, CaseIterable, Sendable {
    /// `bulk` is the body, against which the voltages of a `Bias` count.
    case drain, gate, source, bulk
  }

  /// A file of the library, and the section of it that is read.
  public struct File: Hashable, Sendable {
    /// Files that this one includes are found relative to it. The file's name must have no spaces or quotes; its folder's may.
    public var path: String
    /// Usually a process corner such as `tt`; nil to include the whole file.
    public var section: String?

    public init(path: String, section: String? = nil) {
      self.path = path
      self.section = section
    }

    /// From `FILE` or `FILE:SECTION`.
    public init(written text: String) {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      self.init(path: String(parts[0]), section: parts.count == 2 ? String(parts[1]) : nil)
    }
  }

  /// The file that defines the transistor.
  public var library: File
  /// Files that are read before it, in their order: switches and parameters that the library expects to be set.
  public var preceding: [File]
  /// Compiled Verilog-A models (`.osdi`) that the library's devices need.
  public var compiledModels: [String]
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
    path: String, section: String? = nil, name: String, kind: Kind, preceding: [File] = [], compiledModels: [String] = [],
    terminals: [Terminal] = Terminal.allCases, widthParameter: String = "w", lengthParameter: String = "l",
    sizeUnit: Length = .meters(1), parameters: [Element.Parameter] = [], compatibility: String? = nil
  ) {
    library = File(path: path, section: section)
    self.preceding = preceding
    self.compiledModels = compiledModels
    self.name = name
    self.kind = kind
    self.terminals = terminals
    self.widthParameter = widthParameter
    self.lengthParameter = lengthParameter
    self.sizeUnit = sizeUnit
    self.parameters = parameters
    self.compatibility = compatibility
  }

  /// The files of the library in the order in which they are read.
  public var files: [File] { preceding + [library] }

  /// Channel width and length of one transistor.
  public struct Size: Hashable, Sendable {
    /// Both above zero; an instance states them in multiples of the library's `sizeUnit`.
    public var width, length: Length
    /// Nothing is checked here; a binned library has no model for sizes outside of its bins.
    public init(width: Length, length: Length) {
      self.width = width
      self.length = length
    }
  }

  /// What an instance of one size sets: width, length, and the further parameters.
  public func parameters(of size: Size) -> [Element.Parameter] {
    // Twelve digits: 60 um in units of 1 um must be 60, where a bin may end, and not 59.99999999999999.
    func rounded(_ value: Double) -> Double { Double(String(format: "%.12g", value)) ?? value }
    return [
      Element.Parameter(widthParameter, rounded(size.width / sizeUnit)),
      Element.Parameter(lengthParameter, rounded(size.length / sizeUnit)),
    ] + parameters
  }

  /// The library in messages: its file with its section.
  public var words: String { "'\(library.path)'" + (library.section.map { ", section \($0)" } ?? "") }
}
