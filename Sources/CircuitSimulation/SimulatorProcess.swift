import Foundation
import Subprocess

/// Runs a simulator's program to its end, as a process that takes over no settings of the user's and leaves nothing behind.
package struct SimulatorProcess: Sendable {
  /// Why a process gave no outcome.
  package enum Failure: Error {
    /// No program of this name was found.
    case missing
    /// The process was killed at its time limit.
    case tookTooLong
    /// The process could not be started or its output could not be read; the message is the system's.
    case notRun(String)
  }

  /// How a process ended and what it printed; a status other than 0 is an outcome too.
  package struct Outcome: Sendable {
    /// The exit status, or the signal that ended the process.
    package let status: TerminationStatus
    /// Standard output, 64 MB at most.
    package let output: String
    /// Standard error, 16 MB at most.
    package let errors: String
  }

  /// A name to look up in PATH, or a path.
  private let program: String

  package init(_ program: String) { self.program = program }

  /// Runs the program in a folder, which is also its HOME. If the task is cancelled, the process is killed.
  /// - Parameter timeLimit: wall time after which the process is killed.
  /// - Throws: `Failure`, `CancellationError`.
  package func run(_ arguments: [String], in folder: PrivateFolder, timeLimit: Duration) async throws -> Outcome {
    try await withThrowingTaskGroup(of: Outcome?.self) { group in
      group.addTask { try await start(arguments, in: folder) }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        return nil
      }
      defer { group.cancelAll() }
      guard let outcome = try await group.next() ?? nil else { throw Failure.tookTooLong }
      try Task.checkCancellation()
      return outcome
    }
  }

  private func start(_ arguments: [String], in folder: PrivateFolder) async throws -> Outcome {
    var options = PlatformOptions()
    // A group of its own, so that the processes it starts are killed with it. There is nothing to save.
    options.processGroupID = 0
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
    do {
      let result = try await Subprocess.run(
        program.contains("/") ? .path(.init(URL(fileURLWithPath: program).path)) : .name(program),
        arguments: .init(arguments), environment: .custom(Self.environment(home: folder.path)),
        workingDirectory: .init(folder.path), platformOptions: options, output: .string(limit: 1 << 26),
        error: .string(limit: 1 << 24))
      return Outcome(status: result.terminationStatus, output: result.standardOutput, errors: result.standardError)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw Failure.missing
    } catch let error as SubprocessError {
      throw Failure.notRun(error.description)
    }
  }

  /// The whole environment of the process. Nothing of the user's that changes results is in it: ngspice alone reads a dozen
  /// variables (SPICE_SCRIPTS, SPICE_USERINIT_DIR …).
  private static func environment(home: String) -> [Environment.Key: String] {
    // NGSPICE_MEAS_PRECISION: the digits of a measure, even of one that is a vector; 6 without it.
    var environment: [Environment.Key: String] = [
      "HOME": home, "TMPDIR": home, "LC_NUMERIC": "C", "NGSPICE_MEAS_PRECISION": "15", "OMP_NUM_THREADS": "1",
    ]
    for key in ["PATH", "LD_LIBRARY_PATH"] {
      if let value = ProcessInfo.processInfo.environment[key], let key = Environment.Key(rawValue: key) {
        environment[key] = value
      }
    }
    return environment
  }
}

extension TerminationStatus {
  /// How a process ended, worded to follow "it".
  package var words: String {
    switch self {
    case .exited(let code): "ended with status \(code)"
    case .signaled(let signal): "was ended by signal \(signal)"
    }
  }
}
