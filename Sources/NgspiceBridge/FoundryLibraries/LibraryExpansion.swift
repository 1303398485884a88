import CircuitSimulation
import Foundation
import Netlisting

/// What a worker process is asked to make of a foundry's library.
struct ExpansionRequest: Codable, Sendable {
  /// Of the library. The worker goes there, since ngspice takes no path with spaces.
  let folder: String
  let lines: [String]
  let compatibility: String?
  let seed: UInt64
  /// How many transistors the circuit has.
  let count: Int
  let biases: [FoundryTransistor.Bias]
}

/// The circuit as ngspice sees it, parameters evaluated and subcircuits flattened, and how it behaves.
struct LibraryExpansion: Codable, Sendable {
  let listing: [String]
  /// Out of the drain's source, in A: a row a bias, a column a transistor.
  let currents: [[Double]]
}

extension NgspiceEngine {
  /// Reads a foreign library, has it expanded and measures its transistors.
  ///
  /// A library may leave settings behind that outlive its circuit (`.option scale` does): the process is not to be used
  /// for anything else afterwards.
  func expand(_ request: ExpansionRequest) throws -> LibraryExpansion {
    let library = try startedLibrary()
    guard FileManager.default.changeCurrentDirectoryPath(request.folder) else {
      throw SimulationError.circuitRejected(line: nil, engineMessage: "there is no folder '\(request.folder)' that can be read")
    }
    if let compatibility = request.compatibility { library.command("set ngbehavior=\(compatibility)") }
    // ngspice takes whole numbers of 31 bits from 1 on.
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
}
