import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import Testing

@Suite struct SimulationResultTests {
  private let result = SimulationResult(
    scale: [0, 1, 3], probes: [.current(source: "V1"), .voltage("out"), .inner(instance: "X1", node: "w"), .voltage("OUT")],
    values: [[1, 2, 3], [4, 5, 6], [7, 8, 9], [4, 5, 6]])

  @Test func valuesComeByTheirProbe() {
    #expect(result.values(of: .inner(instance: "X1", node: "w")) == [7, 8, 9])
    #expect(result.final(.voltage("Out")) == 6)
    #expect(result.waveform(of: .current(source: "V1")) == Waveform(time: [0, 1, 3], values: [1, 2, 3]))
  }

  @Test func measuresFindTheirProbe() {
    let kinds: [(Measure.Kind, Double?)] = [
      (.value, 6), (.at(.seconds(2)), 5.5), (.maximum, 6), (.minimum, 4), (.integral, 15.5), (.crossing(level: 5.5, .rise), 2),
      (.crossing(level: 5.5, .fall), nil),
    ]
    for (kind, value) in kinds {
      #expect(result.value(of: Measure("m", kind, of: .voltage("out"), meaning: "")) == value, "\(kind)")
    }
  }

  @Test func whatWasNotAskedForStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = SimulationResult(scale: [], probes: [.voltage("a")], values: [[1]]).final(.voltage("b"))
    }
  }
}
