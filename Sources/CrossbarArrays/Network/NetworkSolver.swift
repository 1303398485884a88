/// The solver of a passive array's network.
public enum NetworkSolver: String, Hashable, Codable, CaseIterable, Sendable {
  /// `CrossbarSolver`, which makes use of the array's structure.
  case structured
  /// ngspice, as for any other circuit.
  case ngspice

  /// Above this number of cells ngspice takes seconds to minutes, and the structured solver milliseconds.
  public static let mostCellsForNgspice = 32 * 32
}
