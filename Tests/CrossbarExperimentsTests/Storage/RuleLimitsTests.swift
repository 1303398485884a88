import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@testable import CrossbarExperiments

/// Where the switching rules may stand in for circuits.
@Suite struct RuleLimitsTests {
  private func settings(_ change: (inout StorageSettings) -> Void = { _ in }) throws -> StorageSettings {
    var settings = StorageSettings(array: try configuration(try drawnDevice()), sample: 0.5)
    change(&settings)
    return settings
  }

  private func error(_ settings: StorageSettings) -> StorageError? {
    do throws(StorageError) { try RuleLimits.check(settings) } catch { return error }
    return nil
  }

  @Test func theUsualSettingsHold() throws {
    #expect(error(try settings()) == nil)
    #expect(error(try settings { $0.array.write.pulse.width = .milliseconds(2) }) == nil)
    #expect(error(try settings { $0.array.write.pulse.width = .milliseconds(200) }) == nil)
  }

  /// Where the reference found the rules wrong: 1.5 ms, 0.3 V, a rest of a second.
  @Test func whatWasNeverHeldAgainstSimulationsIsRefusedByItsOption() throws {
    for (change, words) in [
      ({ $0.array.write.pulse.width = .milliseconds(1.5) }, "pulses of 1.5 ms (--pulse-width; they hold from 2 to 200 ms)"),
      ({ $0.array.write.pulse.width = .milliseconds(500) }, "pulses of 500 ms"),
      ({ $0.array.read.voltage = .volts(0.3) }, "a read at 0.3 V (--read-voltage; they hold up to 0.11 V"),
      ({ $0.retentionTime = .seconds(1) }, "a rest of 1 s (--retention-time; they hold for none)"),
      ({ $0.array.read.threshold = .kiloohms(100) }, "a threshold of 100000 ohm (--threshold; they hold up to 20000 ohm"),
    ] as [((inout StorageSettings) -> Void, String)] {
      var refused = try settings(change)
      let text = error(refused)?.description ?? ""
      #expect(text.contains(words) && text.contains("--sample 1 simulates every cell"), "\(text)")
      refused.sample = 1
      #expect(error(refused) == nil && !RuleLimits.objections(to: refused).isEmpty)
    }
  }

  /// A comment more, and one and the same result: cells of the sample, of the rules, and reads with and without their pulse.
  @Test func aCommentInTheModelFileChangesNothing() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("m-\(UUID().uuidString).sub").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    func model(_ change: (String) -> String) throws -> MemristorModel {
      try change(MemristorModel.filament().library.text).write(toFile: path, atomically: true, encoding: .utf8)
      return try MemristorModel(file: path)
    }
    let commented = try model {
      "* ours\n" + $0.replacing("Cw w 0", with: "* a capacitor\nCw  w  0").replacing(".param", with: ".PARAM")
    }
    let own = try settings()
    let theirs = try settings { $0.array.memristorModel = commented }
    #expect(error(theirs) == nil)
    let results = try await [own, theirs].asyncMap { settings in
      try await storageExperiment(settings).run(on: NgspiceEngine.shared)
    }
    #expect(results[0].cells.outcomes == results[1].cells.outcomes)
    #expect(results[0].totals.analyses == results[1].totals.analyses)

    let other = try model { $0.replacing("steepness=12", with: "steepness=13") }
    let changed = try settings { $0.array.memristorModel = other }
    #expect(error(changed) == .modelUnknownToRules(model: path))
  }
}

extension Array {
  fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await body(element)) }
    return results
  }
}
