import ArgumentParser
import Foundation
import MemristorCrossbar

/// How cells are simulated: by the device's compiled equations, or each in a circuit of its own.
struct CellEngineOptions: ParsableArguments {
  @Option(
    help:
      "compiled: the device's equations run natively, held against ngspice; or one circuit a pulse, hundreds of times slower: "
      + "\(EngineChoice.listed). (default: compiled; digits: ngspice)", value: "name")
  /// Nil where none is named. The command then chooses and may fall back to ngspice.
  var engine: EngineOption<CellEngine.Kind>?

  /// The circuit simulator, which the compiled engine needs as well, for its checks.
  var circuits: EngineChoice { engine?.circuits ?? .ngspice }

  @Option(
    "Writes to repeat in ngspice where cells are compiled; 0 for none. With --scope array, cells of whole arrays or columns.",
    "count")
  var check = 100

  func validate() throws {
    try requireCount(check, named: "--check", atLeast: 0, atMost: 1_000_000)
  }

  /// The engine for a study's cells, ready to run, with notes about the choice for the results.
  ///
  /// - Parameters:
  ///   - usual: used where `--engine` is not given. A device that cannot be compiled then runs in ngspice, with a note.
  ///   - operations: those that the cells will see, and with which transistors; the engine prepares for these.
  /// - Throws: `EngineRefusal` if the compiled engine was requested and the device cannot be compiled.
  func engine(
    usually usual: CellEngine.Kind = .compiled, _ device: MemristorDevice,
    _ operations: [(transistor: AccessTransistor, operation: CellOperation)], on command: CommandEngine, workers: WorkerOptions
  ) async throws -> (engine: CellEngine, notes: [String]) {
    guard engine?.way ?? usual == .compiled else { return (CellEngine(ngspice: command), []) }
    do {
      let threads = workers.jobs ?? ProcessInfo.processInfo.activeProcessorCount
      let engine = try CellEngine(
        compiling: device, transistors: operations.map(\.transistor), checks: check, threads: threads, ngspice: command)
      return (engine, announce(try await engine.prepare(operations)))
    } catch let refusal as CompilationRefusal {
      guard engine == nil else { throw EngineRefusal(reason: refusal) }
      return (
        CellEngine(ngspice: command), announce(["cells are simulated in ngspice, since they cannot be compiled: \(refusal)"])
      )
    }
  }
}

/// The compiled engine was requested, but the device's equations cannot be compiled.
struct EngineRefusal: Error, CustomStringConvertible {
  let reason: CompilationRefusal
  var description: String { "--engine compiled: \(reason); --engine ngspice simulates such cells" }
}

extension CellEngineFigures {
  /// Ends the command with exit status 1 if the compiled cells and ngspice disagree beyond tolerance. Called after the
  /// results have been written, so that the user can look at them.
  func requireAgreement() throws {
    guard !passes else { return }
    printError("compiled cells and ngspice disagree by more than they may: \(check?.text ?? "")")
    throw ExitCode(1)
  }
}
