import Foundation
import Subprocess

/// A simulator's program, run to its end as a process that neither meets nor leaves anything of the user's.
package struct SimulatorProcess: Sendable {
  package enum Failure: Error {
    /// There is no such program.
    case missing
    /// It was killed at its time limit.
    case tookTooLong
    case notRun(String)
  }

  package struct Outcome: Sendable {
    package let status: TerminationStatus
    package let output: String
    package let errors: String
  }

  /// A name to look up in PATH, or a path.
  private let program: String

  package init(_ program: String) { self.program = program }

  /// Runs the program in a folder, which is also its HOME. A cancelled task kills it.
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
    // With what it started itself; there is nothing to save.
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

  /// Nothing of the user's that changes results: ngspice alone goes by a dozen variables (SPICE_SCRIPTS, SPICE_USERINIT_DIR …).
  private static func environment(home: String) -> [Environment.Key: String] {
    // NGSPICE_MEAS_PRECISION: digits of a measure, even as a vector, which are 6 without it.
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
  /// How a process ended: what follows "it".
  package var words: String {
    switch self {
    case .exited(let code): "ended with status \(code)"
    case .signaled(let signal): "was ended by signal \(signal)"
    }
  }
}
