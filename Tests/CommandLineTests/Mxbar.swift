import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program that ran: its exit status and what it said.
struct Outcome {
  /// The exit code, or minus the signal that ended it.
  let status: Int
  let output: String
  let errors: String

  init(_ status: TerminationStatus, output: String, errors: String) {
    self.status =
      switch status {
      case .exited(let code): Int(code)
      case .signaled(let signal): -Int(signal)
      }
    self.output = output
    self.errors = errors
  }
}

/// The built program, as a user runs it.
enum Mxbar {
  /// It lies beside the test bundle.
  static var path: FilePath {
    get throws {
      let bundle = try #require(Bundle.main.executableURL)
      let program = bundle.deletingLastPathComponent().appendingPathComponent("mxbar")
      try #require(FileManager.default.isExecutableFile(atPath: program.path), "no mxbar beside \(bundle.path)")
      return FilePath(program.path)
    }
  }

  static func run(
    _ arguments: String..., in folder: String = FileManager.default.temporaryDirectory.path,
    environment: Environment = .inherit
  ) async throws -> Outcome {
    try await Outcome.of(.path(path), arguments, in: folder, environment: environment)
  }
}

extension Outcome {
  static func of(
    _ program: Executable, _ arguments: [String], in folder: String, environment: Environment = .inherit
  ) async throws -> Outcome {
    let result = try await Subprocess.run(
      program, arguments: Arguments(arguments), environment: environment, workingDirectory: FilePath(folder),
      output: .string(limit: 1 << 22), error: .string(limit: 1 << 20))
    return Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
  }
}

/// Runs a test with a path in a folder of its own, which is removed afterwards. No more of them run at once than there are
/// cores: commands start workers, and where tests interrupt one it must still be at work.
func withTemporaryFolder<Result>(
  isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Result
) async throws -> Result {
  await turns.take()
  defer { Task { await turns.giveBack() } }
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mxbar-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

private let turns = Turns(ProcessInfo.processInfo.activeProcessorCount)

private actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

func write(_ text: String, to path: String) throws {
  try text.write(toFile: path, atomically: false, encoding: .utf8)
}

func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
