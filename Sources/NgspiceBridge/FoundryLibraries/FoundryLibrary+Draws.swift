import CircuitSimulation
import CrossbarPrimitives
import Netlisting

extension FoundryLibrary {
  /// Transistors of one size as the library's own statistics draw them: so many instances in one circuit, each written as plain
  /// numbers.
  /// - Returns: one library for each, with a subcircuit of its own name, as `drawn(_:)` gives it.
  /// - Throws: `FoundryLibraryError`, also where the library draws nothing for single instances; `SimulationError`.
  public func draws(
    _ count: Int, of size: FoundryTransistor.Size, on engine: any SpiceEngine
  ) async throws -> [ModelLibrary] {
    var stream = RandomStream(seed: seed, purpose: "library statistics")
    let sizes = [FoundryTransistor.Size](repeating: size, count: count)
    // On, in a SET and in a read.
    let biases = [FoundryTransistor.Bias(drain: .volts(1), gate: .volts(2), source: .zero)]
    let expansion = try await expansion(sizes, biases, seed: stream.next())
    let listing = ExpandedListing(expansion.listing)
    let libraries = try sizes.indices.map { try library($0, of: listing, size: size, name: Self.drawn($0)) }
    if count > 1, let currents = expansion.currents.first, Set(currents).count == 1 {
      throw FoundryLibraryError.unusable(
        library: name,
        reason:
          "it gives \(count) transistors of one size the same parameters: its statistics are switched off, or are those of the "
          + "process, which all transistors share")
    }
    for (bias, original) in zip(biases, expansion.currents) {
      try await compare(libraries, sizes, at: bias, with: original, on: engine)
    }
    return libraries
  }

  /// The name of the subcircuit of a drawn transistor.
  public static func drawn(_ index: Int) -> String { "\(subcircuit)_\(index)" }
}
