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

  /// The trapezoidal rule's error for a parabola is h^2/6 times the length.
  @Test func anIntegralKnowsWhatItsPointsLeaveOpen() {
    let times = (0...10).map { Double($0) / 10 }
    let parabola = Waveform(time: times, values: times.map { $0 * $0 })
    #expect(abs(parabola.integral() - 1 / 3 - 0.01 / 6) < 1e-12)
    #expect(abs(parabola.integralUncertainty - 0.01 / 6) < 1e-12)
    let line = Waveform(time: [0, 1, 1.5], values: [0, 2, 3])
    #expect(abs(line.integralUncertainty) < 1e-15)
  }

  @Test func whatWasNotAskedForStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = SimulationResult(scale: [], probes: [.voltage("a")], values: [[1]]).final(.voltage("b"))
    }
  }
}
