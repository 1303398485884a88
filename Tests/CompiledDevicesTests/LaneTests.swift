import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

@testable import CompiledDevices

/// Functions of eight lanes, the method's coefficients, and the transistor.
@Suite struct LaneTests {
  /// The largest relative difference between two functions at random points, eight at a time.
  private func worst(
    _ range: ClosedRange<Double>, _ lanes: (Lanes) -> Lanes, _ exact: (Double) -> Double
  ) -> Double {
    var stream = RandomStream(seed: 11, purpose: "arguments", index: 0)
    var worst = 0.0
    for _ in 0..<20_000 {
      var x = all(0)
      for lane in 0..<Lanes.scalarCount { x[lane] = range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform() }
      let y = lanes(x)
      for lane in 0..<Lanes.scalarCount { worst = max(worst, abs(y[lane] / exact(x[lane]) - 1)) }
    }
    return worst
  }

  @Test func functionsAgreeWithTheirScalarOnes() {
    #expect(worst(-700...700, exponential, Foundation.exp) <= 4.5e-16)
    #expect(worst(-1...1, exponential, Foundation.exp) <= 4.5e-16)
    #expect(worst(-700...700, coarseExponential, Foundation.exp) <= 8e-9)
    for limit in [0.3, 1, 20, 700] {
      #expect(worst(-limit...limit, hyperbolicSine, Foundation.sinh) <= 1.2e-15)
      #expect(worst(-limit...limit, hyperbolicCosine, Foundation.cosh) <= 1e-15)
    }
    for limit in [0.3, 3, 50] { #expect(worst(-limit...limit, hyperbolicTangent, Foundation.tanh) <= 2e-15) }
    #expect(worst(-300...300, { squareRoot(exponential($0 * 2.3)) }, { (exponential(all($0 * 2.3))[0]).squareRoot() }) <= 2.3e-16)
    #expect(worst(0.5...4, squareRoot, { $0.squareRoot() }) <= 2.3e-16)
  }

  @Test func functionsKeepToTheirLimits() {
    #expect(squareRoot(all(0))[0] == 0 && squareRoot(all(-1))[0].isNaN)
    #expect(exponential(all(0))[0] == 1 && exponential(all(1e9))[0] == exponential(all(709))[0])
    #expect(exponential(all(-1e9))[0] < 1e-300 && exponential(all(.nan))[0].isNaN)
    #expect(hyperbolicSine(all(0))[0] == 0 && hyperbolicTangent(all(1e9))[0] == 1)
    #expect(smaller(all(1), all(2))[0] == 1 && larger(all(1), all(2))[0] == 2 && magnitude(all(-3))[0] == 3)
  }

  /// Consistency of the rows, and that the integrals' weights integrate.
  @Test func coefficientsAreConsistent() {
    #expect(abs(Rosenbrock.quadratureWeights.reduce(0, +) - 1) < 1e-12)
    let table = RosenbrockTable()
    // Of t over a step of 1: what the derivative by time adds makes it exactly a half.
    let first = zip(Rosenbrock.quadratureWeights, Rosenbrock.times).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(first + table.quadratureTimeWeight - 0.5) < 1e-12)
    // A constant rate: u of each stage from the stages before; the solution moves by the step, its middle by half of it.
    var increments: [Double] = []
    for stage in 0..<Rosenbrock.stageCount {
      increments.append(
        Rosenbrock.gamma * (1 + zip(Rosenbrock.c[stage], increments).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    let end = zip(Rosenbrock.a[5] + [1], increments).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(end - 1) < 1e-12)
    for dense in [Rosenbrock.dense2, Rosenbrock.dense3] {
      #expect(abs(zip(dense, increments).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-10)
    }
  }

  /// Currents into drain and source, A, of the shipped transistor of 60/0.6 um at voltages of drain, gate and source, from
  /// ngspice 39.3 (`.op`, gmin 1e-12): saturated, linear, reversed, with body effect, with forward biased junctions, and off.
  @Test(arguments: [
    (5, 1.12, 0, 1.1335320050100e-03, -1.13353200000000e-03), (0.3, 1.12, 0, 9.5895360031000e-04, -9.58953600000000e-04),
    (0.1, 5, 0.05, 2.9978041283734e-03, -2.99780412820483e-03), (0, 9, 5, -4.76100000000000e-01, 4.7610000000501e-01),
    (2.5, 5, 1.5, 2.7617958195370e-02, -2.76179581913497e-02), (0.02, 2, 0.01, 1.7737868992536e-04, -1.77378689886770e-04),
    (1, 2, -0.2, 1.6500592691966e-02, -1.65005927139582e-02), (0.5, 0, 5, 5.1e-13, 5.01e-12),
    (5, 0, 0.2, 5.01e-12, 2.1e-13), (0.03, 3, -0.03, 1.9568100270788e-03, -1.95681002709388e-03),
    (2, 3, -0.9, 9.1817196038566e-02, -1.30273343424987e+01),
  ])
  func transistorsCarryWhatNgspiceSays(drain: Double, gate: Double, source: Double, intoDrain: Double, intoSource: Double) throws
  {
    let transistor = try DeviceFixtures.wideTransistor()
    var lanes = TransistorLanes()
    for lane in 0..<Lanes.scalarCount { lanes.set(lane, transistor) }
    func channel(_ drain: Double, _ gate: Double, _ source: Double) -> TransistorLanes.Channel {
      lanes.channel(drain: all(drain), gate: all(gate), source: all(source))
    }
    let leakage = all(CompiledTransistor.minimumConductance)
    func junction(_ voltage: Double) -> Double { lanes.junctions(all(1), leakage: leakage, at: all(voltage))[0] }
    let here = channel(drain, gate, source)
    // The junctions' exponential is good to 8e-9.
    #expect(abs(here.current[0] + junction(drain) - intoDrain) <= 1e-12 * abs(intoDrain) + 1e-22)
    #expect(abs(junction(source) - here.current[0] - intoSource) <= (source < -0.5 ? 1e-8 : 1e-12) * abs(intoSource) + 1e-22)
    for voltage in [source, drain, -0.3, 0.01] {
      let slope = lanes.junctionConductance(all(1), leakage: leakage, at: all(voltage), all(junction(voltage)))[0]
      let difference = (junction(voltage + 1e-5) - junction(voltage - 1e-5)) / 2e-5
      #expect(abs(slope - difference) <= 1e-3 * abs(difference) + 1e-15)
    }
    let h = 1e-6
    let conductances = lanes.conductances(here)
    func slope(_ a: Double, _ b: Double) -> Double { (a - b) / (2 * h) }
    let byDrain = slope(channel(drain + h, gate, source).current[0], channel(drain - h, gate, source).current[0])
    let byGate = slope(channel(drain, gate + h, source).current[0], channel(drain, gate - h, source).current[0])
    let bySource = slope(channel(drain, gate, source + h).current[0], channel(drain, gate, source - h).current[0])
    let size = abs(byDrain) + abs(byGate) + abs(bySource) + 1e-9
    #expect(abs(conductances.byDrain[0] - byDrain) < 1e-4 * size && abs(conductances.byGate[0] - byGate) < 1e-4 * size)
    // The depletion charge's slope jumps at 0 V.
    if source != 0, drain != 0 { #expect(abs(conductances.bySource[0] - bySource) < 1e-4 * size) }
  }
}
