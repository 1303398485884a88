import CrossbarArrays
import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import NgspiceBridge
import Reporting
import Testing

@testable import Studies

@Suite struct StorageResumeTests {
  private func study(seed: UInt64 = 1, readNoise: Double = 0) throws -> StorageStudy {
    let settings = StorageSettings(array: try configuration(usualDevice()), tileSize: 6, readNoise: readNoise)
    return try storageStudy(settings, bits: 2, seed: seed)
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("storage-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }

  private func interrupted(_ study: StorageStudy, in folder: String, after decks: Int) async throws {
    await #expect(throws: CancellationError.self) {
      try await study.run(on: InterruptedEngine(after: decks), in: ResultFolder(opening: folder))
    }
  }

  private func table(_ folder: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder + "/cells.csv")) }

  @Test func anInterruptedRunGoesOnToTheSameEnd() async throws {
    let study = try study()
    try await withFolder { folder in
      let (whole, parts) = (folder + "/whole", folder + "/parts")
      let expected = try await study.run(in: ResultFolder(opening: whole))
      try await interrupted(study, in: parts, after: 45)
      let first = try table(parts)
      #expect(try first.count > 200 && table(whole).starts(with: first) && table(whole).count > first.count)
      // As a crash leaves it: a line cut short, and of a row that is not whole.
      try (first + table(whole).dropFirst(first.count).prefix(150)).write(to: URL(fileURLWithPath: parts + "/cells.csv"))
      let metered = MeteredEngine(NgspiceEngine.shared)
      let resumed = try await study.run(on: metered, in: ResultFolder(opening: parts), resuming: true)
      #expect(try table(parts) == table(whole))
      #expect(resumed.readBack == expected.readBack && resumed.cells.outcomes == expected.cells.outcomes)
      #expect(metered.totals.analyses > 0 && metered.totals.analyses < 2 * expected.cells.count)
      // A run that is complete has nothing left to do.
      let idle = MeteredEngine(NgspiceEngine.shared)
      let again = try await study.run(on: idle, in: ResultFolder(opening: parts), resuming: true)
      #expect(idle.totals.analyses == 0 && again.cells.outcomes == expected.cells.outcomes)
      #expect(try table(parts) == table(whole))
    }
  }

  @Test(arguments: [
    ("layer,tile", "layer;tile", 2), ("\n1,0,0,1,", "\n1,0,0,9,", 3), ("\n1,0,0,2,", "\n1,0,0,2", 4),
  ])
  func damageIsFoundWithItsLine(text: String, replacement: String, line: Int) async throws {
    try await withFolder { folder in
      let study = try study()
      _ = try await study.run(in: ResultFolder(opening: folder))
      let whole = String(decoding: try table(folder), as: UTF8.self)
      let damaged = whole.replacing(text, with: replacement, maxReplacements: 1)
      try #require(damaged != whole)
      try damaged.write(toFile: folder + "/cells.csv", atomically: true, encoding: .utf8)
      let error = await #expect(throws: ReportingError.self) {
        try await study.run(in: ResultFolder(opening: folder), resuming: true)
      }
      #expect(error?.description.contains("cells.csv', line \(line): ") == true, "\(error?.description ?? "")")
    }
  }
}
