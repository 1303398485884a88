import CircuitSimulation
import Foundation
import Netlisting

/// A worker process's task to expand a foundry's library.
struct ExpansionRequest: Codable, Sendable {
  /// The library's folder. The worker changes to it, since ngspice accepts no path with spaces.
  let folder: String
  /// The deck, as `FoundryTransistor.lines` makes it.
  let lines: [String]
  /// `ngbehavior`; nil for ngspice's own mode.
  let compatibility: String?
  /// Compiled Verilog-A models to load first: paths of `.osdi` files.
  let compiledModels: [String]
  /// Reduced to 31 bits for ngspice.
  let seed: UInt64
  /// The number of transistors in the circuit.
  let count: Int
  /// The operating points at which all transistors are measured.
  let biases: [FoundryTransistor.Bias]
}

/// The circuit as ngspice sees it, with parameters evaluated and subcircuits flattened, and its currents.
struct LibraryExpansion: Codable, Sendable {
  /// What ngspice printed for `listing expand`; read by `ExpandedListing`.
  let listing: [String]
  /// Drain currents, A: biases × transistors; positive into the drain.
  let currents: [[Double]]
}

extension NgspiceEngine {
  /// Reads a foreign library, lists it expanded and measures its transistors.
  ///
  /// A library may change settings that outlive its circuit, as `.option scale` does. So the process must not be used for
  /// anything else afterwards.
  /// - Throws: `SimulationError`.
  func expand(_ request: ExpansionRequest) throws -> LibraryExpansion {
    let library = try startedLibrary()
    guard FileManager.default.changeCurrentDirectoryPath(request.folder) else {
      throw SimulationError.circuitRejected(line: nil, engineMessage: "there is no folder '\(request.folder)' that can be read")
    }
    if let compatibility = request.compatibility { library.command("set ngbehavior=\(compatibility)") }
    for path in request.compiledModels { try loadCompiledModel(path, into: library) }
    // ngspice takes whole numbers of 31 bits, 1 or more.
    library.command("setseed \(request.seed % UInt64(Int32.max - 1) + 1)")
    _ = try load(request.lines, into: library)
    library.command("listing expand")
    let listing = library.messages.take()
    var currents: [[Double]] = []
    for bias in request.biases {
      for index in 0..<request.count {
        for (terminal, voltage) in [("d", bias.drain), ("g", bias.gate), ("s", bias.source)] {
          library.command("alter v\(terminal)\(index) dc = \(voltage.si)")
        }
      }
      library.command("op")
      try checkAlive(library)
      if let failure = NgspiceLog(library.messages.take()).failure {
        throw SimulationError.analysisFailed(analysis: "operating point", element: nil, engineMessage: failure)
      }
      currents.append(
        try (0..<request.count).map { index in
          guard let value = library.vector("vd\(index)#branch")?.last else {
            throw SimulationError.missingVector(probe: "I(VD\(index))", engineMessage: "ngspice left no result")
          }
          return -value
        })
      library.command("destroy all")
    }
    return LibraryExpansion(listing: listing, currents: currents)
  }

  /// Loads a compiled Verilog-A model.
  /// - Throws: `SimulationError.circuitRejected` if this ngspice has no OSDI, or cannot load the file.
  private func loadCompiledModel(_ path: String, into library: NgspiceLibrary) throws {
    _ = library.messages.take()
    library.command("osdi \(path)")
    try checkAlive(library)
    let lines = library.messages.take()
    if lines.contains(where: { $0.contains("no such command") }) {
      throw SimulationError.circuitRejected(line: nil, engineMessage: FoundryDiagnosis.withoutOSDI)
    }
    if let failure = NgspiceLog(lines).failure {
      throw SimulationError.circuitRejected(line: nil, engineMessage: "the compiled model '\(path)': \(failure)")
    }
  }
}
