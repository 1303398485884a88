import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

/// The shipped devices in both engines, held to figures that other programs computed from the published equations.
@Suite struct PublishedFigureTests {
  /// Both engines' traces of the median device.
  private static func traces(
    _ device: String, width: Double?, start: Double, _ drive: PublishedCell.Drive
  ) async throws -> [(engine: String, trace: PublishedCell.Trace)] {
    let cell = PublishedCell(memristor: try MemristorDevice(device).median(), width: width, start: start)
    return [
      ("ngspice", try await cell.inNgspice(drive, on: NgspiceEngine.shared)), ("compiled", try cell.compiled(drive)),
    ]
  }

  private static func expect(
    _ found: Double, _ expected: Double, within tolerance: Double = 2e-4, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(found / expected - 1) <= tolerance, "\(what): \(found), expected \(expected)", sourceLocation: sourceLocation)
  }

  /// SciPy's LSODA, without a bound of the rate: 4.9000 and 3.6307 nm.
  @Test func sky130SetsAndResets() async throws {
    let n = 1e-9
    let drive = PublishedCell.Drive(
      bitLine: [(0, 0), (100 * n, 0), (110 * n, 2.4), (1110 * n, 2.4), (1120 * n, 0)],
      sourceLine: [(0, 0), (2000 * n, 0), (2010 * n, 2.6), (3010 * n, 2.6), (3020 * n, 0)],
      wordLine: [
        (0, 0), (50 * n, 0), (60 * n, 1.7), (1200 * n, 1.7), (1210 * n, 0), (1900 * n, 0), (1910 * n, 2.5), (3100 * n, 2.5),
        (3110 * n, 0),
      ], end: 3300 * n)
    for (engine, trace) in try await Self.traces("sky130-hfo2", width: 7, start: 3.3, drive) {
      Self.expect(trace.state(at: 1500 * n), 4.9, "\(engine), nm after SET")
      Self.expect(trace.state(at: 3300 * n), 3.6307, "\(engine), nm after RESET")
    }
  }

  /// What a SET leaves, by the gate voltage that limited it: uA at the end of the pulse, and kohm in a read after it at 0.1 V,
  /// in series with the transistor at 3.3 V.
  @Test(arguments: [
    (0.7, 7.3, 1005.0), (0.8, 16.5, 390), (0.9, 29.5, 170), (1.0, 46.2, 95.1), (1.1, 66.6, 59.6), (1.2, 90.9, 40.1),
    (1.3, 119, 28.2), (1.4, 151, 20.6), (1.5, 186, 15.5), (1.7, 268, 11.0),
  ])
  func sky130KeepsWhatTheGateAllowed(gate: Double, microamperes: Double, kiloohms: Double) async throws {
    let n = 1e-9
    let drive = PublishedCell.Drive(
      bitLine: [(0, 0), (100 * n, 0), (110 * n, 2.4), (1110 * n, 2.4), (1120 * n, 0), (1200 * n, 0), (1210 * n, 0.1)],
      wordLine: [(0, gate), (1150 * n, gate), (1160 * n, 3.3)], end: 1300 * n)
    for (engine, trace) in try await Self.traces("sky130-hfo2", width: 0.7, start: 3.63, drive) {
      Self.expect(1e6 * (trace.current.value(at: 1110 * n) ?? .nan), microamperes, within: 0.01, "\(engine), uA")
      let read = trace.current.value(at: 1300 * n) ?? .nan
      Self.expect(1e-3 * 0.1 / read, kiloohms, within: 0.01, "\(engine), kohm at gate \(gate) V")
    }
  }

  @Test func stanfordSetsAndResets() async throws {
    let drive = PublishedCell.Drive(
      bitLine: [(0, 0), (1e-3, 3), (2e-3, 0)], sourceLine: [(0, 0), (2e-3, 0), (3e-3, 3), (4e-3, 0)],
      wordLine: [(0, 1.2), (1.99e-3, 1.2), (2e-3, 5)], end: 4e-3, step: 1e-4)
    for (engine, trace) in try await Self.traces("stanford", width: 2, start: 1.7, drive) {
      Self.expect(trace.state(at: 1.99e-3), 0.548662, "\(engine), nm after SET")
      Self.expect(trace.largestCurrent * 1e6, 275.943, "\(engine), uA of SET")
      Self.expect(trace.smallestCurrent * 1e6, -1742.57, "\(engine), uA of RESET")
      Self.expect(trace.state(at: 4e-3), 1.7, "\(engine), nm after RESET")
    }
  }

  /// Both terminals as published: what is positive at the bit line raises the resistance.
  @Test func vteamResetsAndSets() async throws {
    let drive = PublishedCell.Drive(
      bitLine: [(0, 0), (5e-6, 1), (1e-5, 0)], sourceLine: [(0, 0), (1e-5, 0), (1.5e-5, 1), (2e-5, 0)],
      wordLine: [(0, 3)], end: 2e-5)
    for (engine, trace) in try await Self.traces("vteam", width: 20, start: 0, drive) {
      Self.expect((trace.current.value(at: 5e-6) ?? .nan) * 1e6, 961.322, "\(engine), uA at 1 V")
      Self.expect(trace.largestCurrent * 1e6, 961.322, "\(engine), largest uA")
      Self.expect(trace.smallestCurrent * 1e6, -9253.162, "\(engine), uA at -1 V")
    }
  }

  /// Against the published differential equation under a sine of 0.5 V and 100 Hz, by RK4 with 2 us a step. (SciPy's RK45
  /// finds 0.909113, 0.0746517 and 0.983698 at 2.5, 10 and 45 ms.)
  @Test func yakopcicFollowsItsEquation() async throws {
    let times = [2.5e-3, 5e-3, 10e-3, 45e-3]
    let reference = PublishedYakopcic.states(at: times, amplitude: 0.5, frequency: 100)
    for (found, scipy) in zip(reference, [0.9091131, 0.9841086, 0.0746517, 0.9836984]) { #expect(abs(found - scipy) < 2e-6) }
    // 50 corners a period: their chords are within 2e-3 of the sine, and so RK4 takes the chords too.
    let corners = PublishedYakopcic.corners(amplitude: 0.5, frequency: 100, until: 45e-3)
    let exact = PublishedYakopcic.states(at: times, along: corners)
    let drive = PublishedCell.Drive(bitLine: corners, end: 45e-3)
    for (engine, trace) in try await Self.traces("yakopcic", width: nil, start: 0.11, drive) {
      for (time, expected) in zip(times, exact) {
        Self.expect(trace.state(at: time), expected, within: 1e-3, "\(engine), x at \(time) s")
      }
      Self.expect(trace.current.value(at: 2.5e-3) ?? .nan, 0.17 * exact[0] * sinh(0.05 * 0.5), within: 1e-3, "\(engine), A")
    }
  }
}

/// The model of Yakopcic et al. with its published test set, written down once more from the paper's equations.
enum PublishedYakopcic {
  private static func rate(_ voltage: Double, _ x: Double) -> Double {
    let (rateScale, positive, negative, xp, xn, alphaP, alphaN) = (4000.0, 0.16, 0.15, 0.3, 0.5, 1.0, 5.0)
    if voltage > positive {
      let slowing = x >= xp ? exp(-alphaP * (x - xp)) * ((xp - x) / (1 - xp) + 1) : 1
      return rateScale * (exp(voltage) - exp(positive)) * slowing
    }
    if voltage < -negative {
      let slowing = x <= 1 - xn ? exp(alphaN * (x + xn - 1)) * x / (1 - xn) : 1
      return -rateScale * (exp(-voltage) - exp(negative)) * slowing
    }
    return 0
  }

  static func corners(amplitude: Double, frequency: Double, until end: Double) -> [(Double, Double)] {
    let count = Int((end * frequency * 40).rounded())
    return (0...count).map { index in
      let time = Double(index) / (40 * frequency)
      return (time, amplitude * sin(2 * .pi * frequency * time))
    }
  }

  static func states(at times: [Double], amplitude: Double, frequency: Double) -> [Double] {
    states(at: times) { amplitude * sin(2 * .pi * frequency * $0) }
  }

  static func states(at times: [Double], along corners: [(Double, Double)]) -> [Double] {
    let line = PiecewiseLinear(x: corners.map(\.0), y: corners.map(\.1))
    return states(at: times) { line.value(at: $0) ?? .nan }
  }

  private static func states(at times: [Double], voltage: (Double) -> Double) -> [Double] {
    let step = 2e-6
    var (x, found): (Double, [Double]) = (0.11, [])
    for index in 0..<Int(((times.last ?? 0) / step).rounded()) + 1 {
      let time = Double(index) * step
      if times.contains(where: { abs($0 - time) < step / 2 }) { found.append(x) }
      let (start, middle, end) = (voltage(time), voltage(time + step / 2), voltage(time + step))
      let a = rate(start, x)
      let b = rate(middle, x + step / 2 * a)
      let c = rate(middle, x + step / 2 * b)
      let d = rate(end, x + step * c)
      x += step / 6 * (a + 2 * b + 2 * c + d)
    }
    return found
  }
}
