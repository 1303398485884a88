import ArgumentParser
import Dispatch
import Foundation
import MemristorCrossbar
import Synchronization

/// Runs a command's work so that signals end it cleanly and its errors are readable.
///
/// Exit status: 1 if the work failed, 2 if something the user gave is wrong, 128 plus the signal's number if a signal
/// ended it (130 for an interrupt). A signal cancels the task; workers and files are then closed by the work itself.
func runCommand(_ work: @escaping @Sendable () async throws -> Void) async throws {
  let task = Task { try await work() }
  let received = Mutex<CInt?>(nil)
  let sources = EndingSignal.all.map { ending in
    signal(ending.number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: ending.number, queue: .global())
    source.setEventHandler {
      received.withLock { $0 = $0 ?? ending.number }
      task.cancel()
    }
    source.resume()
    return source
  }
  defer { for source in sources { source.cancel() } }
  do {
    try await task.value
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    // Options that do not fit what was read from a file.
    throw error
  } catch {
    // If a signal broke something on the way, such as gnuplot, the signal is the reason.
    if let ending = EndingSignal.all.first(where: { $0.number == received.withLock { $0 } }) {
      printError("\(ending.words); the run is incomplete and has no \(ResultFolder.manifestName)")
      throw ExitCode(128 + ending.number)
    }
    printError("\(error)")
    throw ExitCode(isBadInput(error) ? 2 : 1)
  }
}

/// A signal that requests the end of a run.
private struct EndingSignal {
  let number: CInt
  /// For the message, as in "interrupted".
  let words: String

  /// Signals that a user, a batch queue or a closed terminal sends.
  static let all = [
    EndingSignal(number: SIGINT, words: "interrupted"),
    EndingSignal(number: SIGTERM, words: "ended by the system or its batch queue (SIGTERM)"),
    EndingSignal(number: SIGHUP, words: "ended with its terminal (SIGHUP)"),
  ]
}

/// Whether the user's input is at fault, and not the engine or the machine: exit status 2.
private func isBadInput(_ error: any Error) -> Bool {
  switch error {
  case is DeviceError, is NetlistError, is NeuralMappingError, is StorageError, is FoundryLibraryError, is InputFileError,
    is EngineRefusal, is ConfigurationError:
    true
  case ArrayFileError.unreadable, ArrayFileError.malformed: true
  case CrossbarSolverError.invalidNetwork: true
  case ExchangeError.simulatorFailed, ExchangeError.timeLimitExceeded, ExchangeError.simulatorMissing: false
  case is ExchangeError: true
  case SimulationError.refused, SimulationError.circuitRejected: true
  case ReportingError.unusableFolder, ReportingError.occupiedFolder, ReportingError.unreadableFile: true
  default: false
  }
}

/// An error in a file that the user named, for reasons that do not mention the file.
struct InputFileError: Error, CustomStringConvertible {
  let path: String
  let reason: any Error
  var description: String { "'\(path)': \(reason)" }
}

/// Runs simulations with the user's model files, if there are any. The built-in models are tested, so what ngspice
/// rejects must come from these files, and the error names them.
func blamingModels<Result>(of files: [String], _ work: () async throws -> Result) async throws -> Result {
  do { return try await work() } catch let error as SimulationError {
    guard case .circuitRejected = error, !files.isEmpty else { throw error }
    throw InputFileError(path: files.joined(separator: "' or '"), reason: error)
  }
}
