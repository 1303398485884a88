/// Why a foundry's transistor cannot be used.
public enum FoundryLibraryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Library and settings do not fit each other; `reason` says how, and what is allowed.
  case unusable(library: String, reason: String)
  /// ngspice failed while it read or simulated the library.
  case unreadable(library: String, engineMessage: String)
  /// The transistor contains something that cannot be written with numbers only; `line` is from ngspice's listing.
  case notExpandable(library: String, line: String, reason: String)
  /// The flat transistor carries another current than the library's own; `expanded` and `original` in A.
  case differs(library: String, size: String, bias: String, expanded: Double, original: Double)

  public var description: String {
    switch self {
    case .unusable(let library, let reason): "\(library): \(reason)"
    case .unreadable(let library, let message): "\(library): ngspice could not use it: \(message)"
    case .notExpandable(let library, let line, let reason):
      "\(library): the transistor cannot be written with numbers alone: \(reason)\n    \(line)"
    case .differs(let library, let size, let bias, let expanded, let original):
      "\(library): written with numbers alone, the transistor of \(size) carries \(expanded) A at \(bias), and \(original) A as the library has it; an option that the library sets may be why"
    }
  }
}
