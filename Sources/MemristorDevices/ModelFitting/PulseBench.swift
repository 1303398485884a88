import CompiledDevices
import CrossbarPrimitives
import Foundation

/// A device's equations behind an ideal source, for switching times.
struct PulseBench: Sendable {
  /// What a pulse does, for as long as it may take.
  struct Condition: Hashable, Sendable {
    /// V; positive for a SET.
    var amplitude: Double
    /// A; nil for none, and for a RESET without effect.
    var compliance: Double?
    /// When to begin to look, and when to give up, s.
    var shortest, duration: Double
  }

  private let kind: MemristorDevice
  private let integrator: CellIntegrator
  /// Values of the description's parameters that are not fitted: of drawn devices, and of the median one.
  private let drawn: [[Double]]
  private let median: [Double]
  /// Samples of a pulse for each power of ten of its time.
  private static let samplesPerDecade = 16.0
  /// Of the drawn devices, which are no sample of anything but their distributions.
  private static let seed: UInt64 = 0x5EED

  /// - Parameters:
  ///   - names: of the parameters that vary.
  ///   - draws: devices that stand for all; one is the median device.
  init(_ kind: MemristorDevice, varying names: [String], draws: Int) throws(CompilationRefusal) {
    self.kind = kind
    let others = kind.parameters.indices.filter { index in
      kind.parameters[index].distribution != nil
        && !names.contains { $0.lowercased() == kind.parameters[index].name.lowercased() }
    }
    let names = names + others.map { kind.parameters[$0].name }
    integrator = CellIntegrator(try LoopBench(kind, varying: names).integrator.device, relativeTolerance: 1e-4)
    let median = kind.median()
    self.median = others.map { median.values[$0] }
    drawn =
      draws > 1 ? (0..<draws).map { index in others.map { kind.draw(seed: Self.seed, index: index).values[$0] } } : [self.median]
  }

  /// Switching times, s, of each drawn device with these values of the fitted parameters, by condition; nil where it does
  /// not switch within the duration.
  func switchingTimes(_ conditions: [Condition], parameters: [Double]) -> [[Double?]] {
    let all = times(conditions, drawn.map { parameters + $0 })
    return drawn.indices.map { Array(all[$0 * conditions.count..<($0 + 1) * conditions.count]) }
  }

  /// Those of the median device.
  func medianTimes(_ conditions: [Condition], parameters: [Double]) -> [Double?] { times(conditions, [parameters + median]) }

  /// By device, then by condition.
  private func times(_ conditions: [Condition], _ devices: [[Double]]) -> [Double?] {
    let device = integrator.device
    let drives = conditions.map { condition in
      let decades = log10(condition.duration / condition.shortest)
      let count = max(4, Int((decades * Self.samplesPerDecade).rounded(.up)))
      let corners = (0...count).map { condition.shortest * pow(10, decades * Double($0) / Double(count)) }
      let isLimited = condition.compliance != nil && condition.amplitude > 0
      let gate = isLimited ? CompiledTransistor.limiterGate : CompiledTransistor.openGate
      var drive = CellDrive(
        times: [0] + corners, bitLine: [0] + corners.map { _ in condition.amplitude },
        sourceLine: [0] + corners.map { _ in 0 }, gate: [gate] + corners.map { _ in gate }, sampleTime: corners[count])
      drive.samplesCorners = true
      return drive
    }
    let paths = conditions.map { condition in
      CellPath(
        bitLineResistance: 0, sourceLineResistance: 0, transistor: CompiledTransistor.limiter(condition.compliance ?? 1),
        offCells: 0)
    }
    let jobs = devices.flatMap { parameters in
      conditions.indices.map { index in
        var states = device.initialStates(parameters: parameters)
        states[kind.memoryIndex] = conditions[index].amplitude > 0 ? kind.memory.highResistance : kind.memory.lowResistance
        return CellJob(
          parameters: parameters, states: states, path: index, drive: index, stateScales: kind.stateScales,
          stateOrigins: kind.stateOrigins)
      }
    }
    return zip(jobs, integrator.run(jobs, paths: paths, drives: drives)).map { job, run in
      time(run, drives[job.drive], isSet: conditions[job.drive].amplitude > 0, job.states, job.parameters)
    }
  }

  /// When the current, against that of the initial state at the same voltage, passes 2 (SET) or 1/2 (RESET).
  private func time(
    _ run: CellRun, _ drive: CellDrive, isSet: Bool, _ states: [Double], _ parameters: [Double]
  ) -> Double? {
    let level = isSet ? log(2.0) : -log(2.0)
    var last: (time: Double, ratio: Double)?
    for (time, corner) in zip(drive.times, run.corners) where time > 0 {
      let still = integrator.device.evaluate(voltage: corner.memristorVoltage, states: states, parameters: parameters).current
      guard still != 0, corner.bitLineCurrent / still > 0 else { continue }
      let ratio = log(corner.bitLineCurrent / still)
      if isSet ? ratio >= level : ratio <= level {
        guard let last, last.ratio != ratio else { return time }
        // Between samples the ratio moves along a straight line over the logarithm of the time.
        let share = (level - last.ratio) / (ratio - last.ratio)
        return last.time * pow(time / last.time, min(max(share, 0), 1))
      }
      last = (time, ratio)
    }
    return nil
  }
}
