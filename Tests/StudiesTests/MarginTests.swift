import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge
import Testing

@testable import Studies

/// Several word lines on at once.
@Suite struct MarginTests {
  private func study(_ wordLines: [Int], wires: Wires, device: MemristorDevice? = nil) throws -> MarginStudy {
    MarginStudy(
      device: try device ?? uniformDevice(), seed: 1, count: 2, rows: 8, wordLines: wordLines,
      transistor: AccessTransistor(model: try .idealSwitch(), width: .zero, length: .zero), wires: wires,
      readVoltage: .volts(0.1), gateVoltage: .volts(5), target: 0.2)
  }

  private static let bare = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)

  /// Without wires n equal cells add up: n - 1 of 519 ohm beside one of 519 ohm or 1.1 Mohm.
  @Test func withoutWiresTheMarginIsOneCellOfN() async throws {
    let findings = try await study([1, 2, 4, 8], wires: Self.bare).run()
    for point in findings.figures.points {
      let expected = (1 - 519 / 1.1e6) / Double(point.wordLines)
      let margin = try #require(point.margin)
      #expect(abs(margin.median / expected - 1) < 1e-3, "\(point.wordLines): \(margin.median), expected \(expected)")
      #expect(point.numericalFailures == 0)
    }
    #expect(findings.figures.mostWordLines == 4)
  }

  /// A driver of 100 ohm on either side: two equal cells side by side see 0.1 V over 200 ohm and half a cell.
  @Test func driversShareTheVoltage() async throws {
    let wires = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .ohms(100))
    let row = try #require(try await study([2], wires: wires).run().rows.first)
    #expect(abs(try #require(row.lowCurrent).si / (0.1 / (200 + 519.0 / 2)) - 1) < 1e-3)
    #expect(abs(try #require(row.highCurrent).si / (0.1 / (200 + 1 / (1 / 519.0 + 1 / 1.1e6))) - 1) < 1e-3)
  }

  @Test func moreWireMeansLessMargin() async throws {
    let margins = try await [0.0, 5, 20].asyncMap { segment in
      let wires = Wires(bitLineSegment: .ohms(segment), sourceLineSegment: .ohms(segment), driver: .zero)
      return try await study([8], wires: wires).run().figures.points[0].margin?.median ?? 0
    }
    #expect(margins[0] > margins[1] && margins[1] > margins[2])
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
