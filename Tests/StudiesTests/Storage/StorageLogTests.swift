import CrossbarArrays
import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import NgspiceBridge
import Reporting
import Testing

@testable import Studies

@Suite struct StorageLogTests {
  private func experiment(seed: UInt64 = 1, readNoise: Double = 0) throws -> StorageExperiment {
    let settings = StorageSettings(array: try configuration(usualDevice()), tileSize: 6, readNoise: readNoise)
    return try storageExperiment(settings, bits: 2, seed: seed)
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("storage-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }

  private func interrupted(_ experiment: StorageExperiment, in folder: String, after decks: Int) async throws {
    await #expect(throws: CancellationError.self) {
      try await experiment.run(on: CellEngine(ngspice: InterruptedEngine(after: decks)), in: ResultFolder(opening: folder))
    }
  }

  private func table(_ folder: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder + "/cells.csv")) }

  @Test func anInterruptedRunGoesOnToTheSameEnd() async throws {
    let experiment = try experiment()
    try await withFolder { folder in
      let (whole, parts) = (folder + "/whole", folder + "/parts")
      let expected = try await experiment.run(on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: whole))
      try await interrupted(experiment, in: parts, after: 45)
      let first = try table(parts)
      #expect(try first.count > 200 && table(whole).starts(with: first) && table(whole).count > first.count)
      // As a crash leaves it: a line cut short, and of a row that is not whole.
      try (first + table(whole).dropFirst(first.count).prefix(150)).write(to: URL(fileURLWithPath: parts + "/cells.csv"))
      let result = try await experiment.run(
        on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: parts), resuming: true)
      #expect(try table(parts) == table(whole))
      #expect(result.resumedCells > 0 && result.resumedCells < expected.cells.count)
      #expect(result.readBack == expected.readBack && result.cells.outcomes == expected.cells.outcomes)
      #expect(result.totals.analyses < expected.totals.analyses)
      // A run that is complete has nothing left to do.
      let again = try await experiment.run(
        on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: parts), resuming: true)
      #expect(again.resumedCells == again.cells.count && again.cells.outcomes == expected.cells.outcomes)
      #expect(try table(parts) == table(whole))
    }
  }

  @Test func otherSettingsAreRefusedByName() async throws {
    try await withFolder { folder in
      _ = try await experiment().run(on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: folder))
      let before = try table(folder)
      await #expect(throws: StorageError.settingsDiffer(folder: folder, keys: ["seed", "storage.read_noise"])) {
        try await experiment(seed: 2, readNoise: 0.5).run(
          on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: folder), resuming: true)
      }
      #expect(try table(folder) == before)
    }
  }

  @Test func aFolderWithoutARunIsRefused() async throws {
    try await withFolder { folder in
      await #expect(throws: StorageError.nothingToResume(folder: folder, missing: "settings.json")) {
        try await experiment().run(
          on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: folder), resuming: true)
      }
    }
  }

  @Test(arguments: [
    ("layer,tile", "layer;tile", 1), ("\n1,0,0,1,", "\n1,0,0,9,", 3), ("\n1,0,0,2,", "\n1,0,0,2", 4),
  ])
  func damageIsFoundWithItsLine(text: String, replacement: String, line: Int) async throws {
    try await withFolder { folder in
      let experiment = try experiment()
      _ = try await experiment.run(on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: folder))
      let whole = String(decoding: try table(folder), as: UTF8.self)
      let damaged = whole.replacing(text, with: replacement, maxReplacements: 1)
      try #require(damaged != whole)
      try damaged.write(toFile: folder + "/cells.csv", atomically: true, encoding: .utf8)
      let error = await #expect(throws: StorageError.self) {
        try await experiment.run(on: CellEngine(ngspice: NgspiceEngine.shared), in: ResultFolder(opening: folder), resuming: true)
      }
      #expect(error?.description.contains("cells.csv', line \(line): ") == true, "\(error?.description ?? "")")
    }
  }
}
