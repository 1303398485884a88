import ArgumentParser
import Foundation
import MemristorCrossbar

/// What cells are simulated with.
struct CellEngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "compiled: the device's equations run natively, held against ngspice; ngspice: one circuit a pulse, hundreds of times slower. "
        + "(default: compiled; digits: ngspice)",
      valueName: "name"))
  var engine: CellEngine.Kind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Writes to repeat in ngspice where cells are compiled; 0 for none.", valueName: "count"))
  var check = 100

  func validate() throws {
    try requireCount(check, named: "--check", atLeast: 0, atMost: 1_000_000)
  }

  /// The engine, and what to say of it.
  /// - Parameters:
  ///   - usual: where none is named; what cannot be compiled then runs in ngspice, and that is said.
  ///   - operations: those that cells will see, and with which transistors.
  func engine(
    usually usual: CellEngine.Kind = .compiled, _ device: MemristorDevice,
    _ operations: [(transistor: AccessTransistor, operation: CellOperation)], on command: CommandEngine, workers: WorkerOptions
  ) async throws -> (engine: CellEngine, notes: [String]) {
    guard engine ?? usual == .compiled else { return (CellEngine(ngspice: command), []) }
    do {
      let threads = workers.jobs ?? ProcessInfo.processInfo.activeProcessorCount
      let engine = try CellEngine(
        compiling: device, transistors: operations.map(\.transistor), checks: check, threads: threads, ngspice: command)
      try await engine.prepare(operations)
      return (engine, [])
    } catch let refusal as CompilationRefusal {
      guard engine == nil else { throw EngineRefusal(reason: refusal) }
      return (
        CellEngine(ngspice: command), announce(["cells are simulated in ngspice, since they cannot be compiled: \(refusal)"])
      )
    }
  }
}

extension CellEngine.Kind: ExpressibleByArgument {}

/// A compiled engine was asked for, and cannot be had.
struct EngineRefusal: Error, CustomStringConvertible {
  let reason: CompilationRefusal
  var description: String { "--engine compiled: \(reason); --engine ngspice simulates such cells" }
}

extension CellEngineFigures {
  /// Ends the command as failed where the engines disagree; the results are written.
  func requireAgreement() throws {
    guard !passes else { return }
    printError("compiled cells and ngspice disagree by more than they may: \(check?.text ?? "")")
    throw ExitCode(1)
  }
}
