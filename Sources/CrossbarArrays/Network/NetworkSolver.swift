/// What solves the network of a passive array.
public enum NetworkSolver: String, Hashable, Codable, CaseIterable, Sendable {
  /// The array's structure: `CrossbarSolver`.
  case structured
  /// As any circuit, in ngspice.
  case ngspice

  /// Arrays with more cells than this take ngspice seconds, then minutes, where their structure takes milliseconds.
  public static let mostCellsForNgspice = 32 * 32
}
