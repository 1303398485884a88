import ArgumentParser
import Dispatch
import Foundation
import MemristorCrossbar

/// Runs a command's work so that an interrupt stops it cleanly and its errors read well.
///
/// Exit status: 1 when the work failed, 2 when something the user gave is wrong, 130 when interrupted.
func runCommand(_ work: @escaping @Sendable () async throws -> Void) async throws {
  let task = Task { try await work() }
  signal(SIGINT, SIG_IGN)
  let interrupt = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
  interrupt.setEventHandler { task.cancel() }
  interrupt.resume()
  defer { interrupt.cancel() }
  do {
    try await task.value
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    // Options that do not fit what was read from a file.
    throw error
  } catch {
    // Whatever an interrupt broke on the way, such as gnuplot, the interrupt is the reason.
    if task.isCancelled {
      printError("interrupted; the run is incomplete and has no run.json")
      throw ExitCode(130)
    }
    printError("\(error)")
    throw ExitCode(isBadInput(error) ? 2 : 1)
  }
}

/// Names and lines of files reach a terminal only as what it can show.
func printError(_ text: String) {
  FileHandle.standardError.write(Data("mxbar: \(printable(text, limit: 4000, longestWord: 400))\n".utf8))
}

/// Whether what the user gave is at fault, and not the engine or the machine.
private func isBadInput(_ error: any Error) -> Bool {
  switch error {
  case is DeviceError, is NetlistError, is NeuralMappingError, is StorageError, is FoundryLibraryError, is InputFileError: true
  case ArrayFileError.unreadable, ArrayFileError.malformed: true
  case CrossbarSolverError.invalidNetwork: true
  case ExchangeError.simulatorFailed, ExchangeError.timeLimitExceeded, ExchangeError.simulatorMissing: false
  case is ExchangeError: true
  case SimulationError.refused, SimulationError.circuitRejected: true
  case ReportingError.unusableFolder, ReportingError.unreadableFile: true
  default: false
  }
}

/// What is wrong in a file the user named, for errors that do not know the file.
struct InputFileError: Error, CustomStringConvertible {
  let path: String
  let reason: any Error
  var description: String { "'\(path)': \(reason)" }
}

/// Simulates with models from the user's files, if there are any. Our own cards are tested: what ngspice cannot read then
/// comes from the files, and the error names them.
func blamingModels<Result>(of files: [String], _ work: () async throws -> Result) async throws -> Result {
  do { return try await work() } catch let error as SimulationError {
    guard case .circuitRejected = error, !files.isEmpty else { throw error }
    throw InputFileError(path: files.joined(separator: "' or '"), reason: error)
  }
}
