import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The Python package, as its users install it, with the built program.
@Suite struct PythonPackageTests {
  /// The system's, whose packages bin/setup installs.
  private static let python = "/usr/bin/python3"

  private static let isThere = exists(python)

  /// The checkout.
  private static var sources: String {
    URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardizedFileURL.path
  }

  private static func succeed(
    _ program: String, _ arguments: String..., in folder: String, environment: Environment = .inherit
  ) async throws {
    let outcome = try await Outcome.of(
      .path(FilePath(program)), arguments, in: folder, environment: environment)
    try #require(outcome.status == 0, "\(arguments): \(outcome.output.suffix(4000))\(outcome.errors.suffix(8000))")
  }

  /// Builds the wheel, installs it in a fresh environment, and runs its tests and both notebooks there. Nothing is fetched.
  @Test(.enabled(if: isThere)) func wheelInstallsAndItsTestsPass() async throws {
    try await withTemporaryFolder { folder in
      // A build leaves files beside its sources.
      for part in ["python", "docs"] {
        try FileManager.default.copyItem(atPath: "\(Self.sources)/\(part)", toPath: "\(folder)/\(part)")
      }
      let python = folder + "/venv/bin/python"
      try await Self.succeed(Self.python, "-m", "venv", "--system-site-packages", "venv", in: folder)
      try await Self.succeed(
        python, "-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", "dist", "./python", in: folder)
      try await Self.succeed(
        python, "-m", "pip", "install", "--no-index", "--no-deps", "--find-links", "dist", "mxbar", in: folder)
      try await Self.succeed(
        python, "-m", "unittest", "discover", "python/tests", in: folder,
        environment: .inherit.updating(["MXBAR": try Mxbar.path.string, "XDG_CACHE_HOME": folder + "/cache"]))
    }
  }
}
