import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Netlisting

/// Reads a foundry's library once, and returns its transistors as small self-contained libraries.
///
/// A library of a megabyte would have to be parsed with every deck, in its own compatibility mode, and may leave ngspice
/// changed or unusable. So a worker process reads it, lets ngspice evaluate its parameters and flatten its subcircuits,
/// measures the transistors, and ends. What ngspice listed becomes one subcircuit of plain numbers per size. These are measured
/// too: both must carry the same currents.
public struct FoundryLibrary: Sendable {
  /// The library, and how its transistor is instantiated.
  public let transistor: FoundryTransistor
  /// Starts a worker process that reads the library.
  public let program: WorkerProgram
  /// The seed of the random numbers that a library with statistics draws.
  public let seed: UInt64

  /// - Parameter program: starts a worker process.
  public init(_ transistor: FoundryTransistor, program: WorkerProgram, seed: UInt64) {
    self.transistor = transistor
    self.program = program
    self.seed = seed
  }

  /// The transistors of a library, each on its own.
  public struct Expanded: Sendable {
    /// One per size, in the order of the sizes. Each has one subcircuit with the terminals drain, gate, source and bulk, and the
    /// parameter `count`, the number of transistors in parallel.
    public let libraries: [ModelLibrary]
    /// Whether another seed gives other transistors: then the library's statistics, such as mismatch, are switched on.
    public let dependsOnSeed: Bool
  }

  /// The name of the subcircuit in each of the libraries that `expanded` returns.
  public static let subcircuit = FlatTransistor.name

  /// The allowed relative difference of two currents; differences up to 1 fA are always allowed.
  static let tolerance = 1e-9

  /// Expands the library for some sizes of its transistor.
  /// - Parameters:
  ///   - sizes: one library is returned for each.
  ///   - biases: the voltages at which the flat transistors are compared with those of the library.
  ///   - engine: simulates the flat ones.
  /// - Throws: `FoundryLibraryError`; `SimulationError` if no worker starts or if a flat transistor cannot be simulated.
  public func expanded(
    _ sizes: [FoundryTransistor.Size], checkedAt biases: [FoundryTransistor.Bias] = FoundryTransistor.Bias.usual,
    on engine: any SpiceEngine
  ) async throws -> Expanded {
    if let problem = FoundryDiagnosis(transistor).problem { throw FoundryLibraryError.unusable(library: name, reason: problem) }
    async let second = expansion(sizes, [], seed: seed &+ 1)
    let expansion = try await expansion(sizes, biases, seed: seed)
    let listing = ExpandedListing(expansion.listing)
    let libraries = try sizes.indices.map { try library($0, of: listing, size: sizes[$0]) }
    for (index, size) in sizes.enumerated() { try checkWidth(index, of: listing, size: size) }
    for (bias, original) in zip(biases, expansion.currents) {
      try await compare(libraries, sizes, at: bias, with: original, on: engine)
    }
    return Expanded(libraries: libraries, dependsOnSeed: try await second.listing != expansion.listing)
  }

  /// Holds flat transistors against those of the library.
  /// - Parameter original: the library's drain currents, A, in the order of the libraries.
  /// - Throws: `FoundryLibraryError.differs`.
  func compare(
    _ libraries: [ModelLibrary], _ sizes: [FoundryTransistor.Size], at bias: FoundryTransistor.Bias, with original: [Double],
    on engine: any SpiceEngine
  ) async throws {
    let currents = try await currents(of: libraries, at: bias, on: engine)
    for (index, (expanded, original)) in zip(currents, original).enumerated() {
      let allowed = max(1e-15, Self.tolerance * max(abs(expanded), abs(original)))
      guard abs(expanded - original) <= allowed else {
        throw FoundryLibraryError.differs(
          library: name, size: Self.text(sizes[index]),
          bias: "drain \(bias.drain), gate \(bias.gate), source \(bias.source)", expanded: expanded, original: original)
      }
    }
  }

  /// The library in error messages.
  var name: String { transistor.words }

  /// Has a worker process read and measure the library; the process ends afterwards.
  func expansion(
    _ sizes: [FoundryTransistor.Size], _ biases: [FoundryTransistor.Bias], seed: UInt64
  ) async throws -> LibraryExpansion {
    let worker: WorkerProcess
    do { worker = try await WorkerProcess.start(program) } catch let loss as WorkerProcess.Lost { throw loss.atStart }
    let request = ExpansionRequest(
      folder: URL(fileURLWithPath: transistor.library.path).deletingLastPathComponent().path, lines: transistor.lines(sizes),
      compatibility: transistor.compatibility, compiledModels: transistor.compiledModels, seed: seed, count: sizes.count,
      biases: biases)
    let message: String
    do {
      return try await worker.expand(request, timeLimit: .seconds(120))
    } catch SimulationError.engineLost(let words) {
      message = words
    } catch let error as SimulationError {
      message = "\(error)"
    } catch let loss as WorkerProcess.Lost {
      try Task.checkCancellation()
      message = loss.reason
    }
    guard let reason = FoundryDiagnosis(transistor).reason(message, sizes: sizes) else {
      throw FoundryLibraryError.unreadable(library: name, engineMessage: message)
    }
    throw FoundryLibraryError.unusable(library: name, reason: reason)
  }

  /// The library of one instance.
  func library(
    _ index: Int, of listing: ExpandedListing, size: FoundryTransistor.Size, name subcircuit: String = FlatTransistor.name
  ) throws -> ModelLibrary {
    let what = "\(transistor.name) of \(name), \(Self.text(size)), as ngspice expands it"
    let text: String
    do throws(FlatTransistor.Obstacle) {
      text = try FlatTransistor.text(index, of: listing, name: subcircuit, comment: what)
    } catch {
      throw FoundryLibraryError.notExpandable(library: name, line: error.line, reason: error.reason)
    }
    return try ModelLibrary(text: text, source: what)
  }

  /// The most by which the width that ngspice sees may differ from the one asked for: a library may have its own idea of
  /// fingers, but none is a hundred times off.
  private static let widthRatio = 100.0

  /// Rejects a transistor whose size ngspice understands in another unit.
  private func checkWidth(_ index: Int, of listing: ExpandedListing, size: FoundryTransistor.Size) throws(FoundryLibraryError) {
    guard let found = FlatTransistor.width(index, of: listing) else { return }
    let ratio = found / size.width.si
    guard ratio > Self.widthRatio || ratio < 1 / Self.widthRatio else { return }
    throw .unusable(
      library: name,
      reason:
        "as ngspice reads it, a transistor of \(Self.text(size)) is \(SpiceNumber.shortest(Length.meters(found).micrometers)) um wide: "
        + FoundryDiagnosis.unitAdvice(transistor))
  }

  /// A size in error messages and comments.
  static func text(_ size: FoundryTransistor.Size) -> String {
    "\(SpiceNumber.shortest(size.width.micrometers)) um by \(SpiceNumber.shortest(size.length.micrometers)) um"
  }

  /// The drain currents of the flat transistors, A, in the order of the libraries.
  private func currents(
    of libraries: [ModelLibrary], at bias: FoundryTransistor.Bias, on engine: any SpiceEngine
  ) async throws -> [Double] {
    var currents: [Double] = []
    for library in libraries {
      var circuit = Circuit(title: "a flat transistor at one bias")
      circuit.include(library)
      for (name, voltage) in [("D", bias.drain), ("G", bias.gate), ("S", bias.source), ("B", .zero)] {
        try circuit.add("V\(name)", .voltageSource(plus: Node(name), minus: .ground, .constant(voltage.si)))
      }
      try circuit.add(
        "XFLAT",
        .subcircuit(
          ["D", "G", "S", "B"], name: library.subcircuits.keys.first ?? Self.subcircuit, parameters: [.init("count", 1)]))
      let drain = Probe.current(source: "VD")
      var deck = Deck(circuit: circuit, analysis: .operatingPoint, probes: [drain])
      deck.options = SolverOptions().at(transistor.temperature)
      deck.options.relativeTolerance = 1e-10
      deck.options.currentTolerance = 1e-15
      deck.options.voltageTolerance = 1e-12
      currents.append(-(try await engine.simulate(deck, timeLimit: .seconds(60)).final(drain)))
    }
    return currents
  }
}
