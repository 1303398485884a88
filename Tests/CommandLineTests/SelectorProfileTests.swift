import Foundation
import MemristorDevices
import Testing

/// Selectors in `mxbar device list` and `mxbar device show`.
@Suite struct SelectorProfileTests {
  @Test func theListHasThemApart() async throws {
    let listed = try await Mxbar.run("device", "list")
    let tables = listed.output.components(separatedBy: "\n\n")
    #expect(listed.status == 0 && tables.count == 2)
    #expect(
      !tables[0].contains("selector-") && tables[1].contains("selector-threshold    Threshold selector"), "\(listed.output)")
  }

  /// The exponential law as its description has it, written down again, in decades of 100 mV.
  @Test func itsCurrentsFollowItsLaw() async throws {
    let shown = try await Mxbar.run("device", "show", "selector-exponential", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
    let points = try #require(object?["currents"] as? [[String: Any]])
    #expect(points.count > 5 && object?["threshold_V"] is NSNull)
    for point in points {
      let (voltage, current) = (try #require(point["voltage_V"] as? Double), try #require(point["current_A"] as? Double))
      guard voltage <= 1.1 else { continue }
      #expect(abs(current / (6.3246e-14 * sinh(voltage / 0.0434294)) - 1) < 1e-9, "\(voltage)")
    }
  }

  @Test func aFolderOfTheUsersIsShownToo() async throws {
    try await withTemporaryFolder { folder in
      try write(
        "{kind: selector, name: mine, like: selector-threshold, parameters: {r_on: {value: 2000}}}", to: folder + "/mine.yaml")
      let shown = try await Mxbar.run("device", "show", "mine.yaml", in: folder)
      #expect(shown.status == 0 && shown.output.contains("mine: Threshold selector"), "\(shown.output)\(shown.errors)")
      #expect(
        shown.output.contains("on at 500 mV, off again below 100 mV") && shown.output.contains("100 mV      5 fA"),
        "\(shown.output)")
      let kept = try await Mxbar.run("device", "show", "mine.yaml", "--out", "x", in: folder)
      #expect(kept.status == 64 && kept.errors.contains("'mine.yaml' is a selector; its profile is only printed"))
      let unknown = try await Mxbar.run("device", "show", "selector-unknown", in: folder)
      #expect(unknown.status == 2 && unknown.errors.contains("there is no such device"))
    }
  }
}
