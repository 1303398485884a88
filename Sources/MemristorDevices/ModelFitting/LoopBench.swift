import CompiledDevices
import CrossbarPrimitives
import Netlisting

/// What a source does to a device in one loop: the voltages it sets, when, and the current it limits.
package struct LoopDrive: Hashable, Sendable {
  /// Set by the source at each sample, V.
  package var voltages: [Double]
  /// Of the samples, s, rising.
  package var times: [Double]
  /// Largest current at positive voltages, A; nil for no limit. At negative ones there is none.
  package var compliance: Double?

  /// - Precondition: as many times as voltages.
  package init(voltages: [Double], times: [Double], compliance: Double?) {
    precondition(voltages.count == times.count, "one time a voltage")
    (self.voltages, self.times, self.compliance) = (voltages, times, compliance)
  }
}

/// A device's equations behind an ideal source, for the comparison of loops with a model: many parameter sets at a time.
///
///     let bench = try LoopBench(device, varying: ["v_set", "r_lrs"])
///     let currents = bench.currents(drive, parameters: [[1.2, 500], [1.3, 500]], state: 0)
package struct LoopBench: Sendable {
  /// The kind of memristor, whose other parameters stay at their medians.
  let kind: MemristorDevice
  /// The names of the parameters that vary, in the order of their values.
  package let names: [String]
  let integrator: CellIntegrator

  /// - Parameter names: of parameters of the subcircuit, whether the description has them or not.
  /// - Throws: `CompilationRefusal` for equations that cannot be compiled.
  package init(_ kind: MemristorDevice, varying names: [String]) throws(CompilationRefusal) {
    self.kind = kind
    self.names = names
    var definition = kind.equations
    if !kind.isSetTerminalFirst { definition.terminals.reverse() }
    let fixed = kind.parameters.filter { parameter in !names.contains { $0.lowercased() == parameter.name.lowercased() } }
    let equations = try DeviceEquations(
      definition, cellParameters: names,
      constants: Dictionary(fixed.map { ($0.name, $0.median) }) { first, _ in first })
    integrator = CellIntegrator(CompiledDevice(equations), relativeTolerance: 1e-6, stepBudget: 200_000)
  }

  /// The state at which a device carries a current, in the state's own unit; the nearer bound of the state if it carries it at
  /// none.
  /// - Parameters:
  ///   - current: A, at a voltage, V, of the same sign.
  ///   - parameters: in the order of `names`.
  func state(carrying current: Double, at voltage: Double, parameters: [Double]) -> Double {
    var states = integrator.device.initialStates(parameters: parameters)
    func excess(_ state: Double) -> Double {
      states[kind.memoryIndex] = state
      return abs(integrator.device.evaluate(voltage: voltage, states: states, parameters: parameters).current) - abs(current)
    }
    var (low, high) = (kind.memory.highResistance, kind.memory.lowResistance)
    if excess(low) >= 0 { return low }
    if excess(high) <= 0 { return high }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if excess(middle) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The current into the terminal that a SET drives, A, at each sample and for each set of parameters.
  ///
  /// - Parameters:
  ///   - parameters: sets of values, in the order of `names`, in the parameters' own units.
  ///   - states: of the device at the first sample, one for each set, in the state's own unit.
  /// - Returns: for each set the currents, or nil where no solution was found.
  package func currents(_ drive: LoopDrive, parameters: [[Double]], states: [Double]) -> [[Double]?] {
    loops(drive, parameters: parameters, states: states).map { $0?.currents }
  }

  /// As `currents`, with the voltages across the device, V, which are lower than those set where the source limits the
  /// current.
  package func loops(_ drive: LoopDrive, parameters: [[Double]], states: [Double]) -> [VoltageSweep?] {
    guard let last = drive.times.last, drive.times.count > 1 else { return parameters.map { _ in nil } }
    let limiter = CompiledTransistor.limiter(drive.compliance ?? 1)
    let path = CellPath(bitLineResistance: 0, sourceLineResistance: 0, transistor: limiter, offCells: 0)
    var cell = CellDrive(
      times: drive.times, bitLine: drive.voltages, sourceLine: drive.voltages.map { _ in 0 },
      gate: drive.voltages.map {
        drive.compliance != nil && $0 >= 0 ? CompiledTransistor.limiterGate : CompiledTransistor.openGate
      },
      sampleTime: last)
    cell.samplesCorners = true
    let jobs = zip(parameters, states).map { values, state in
      var initial = integrator.device.initialStates(parameters: values)
      initial[kind.memoryIndex] = state
      return CellJob(
        parameters: values, states: initial, path: 0, drive: 0, stateScales: kind.stateScales, stateOrigins: kind.stateOrigins)
    }
    return integrator.run(jobs, paths: [path], drives: [cell]).map { run in
      run.status == .done && run.corners.count == drive.times.count
        ? VoltageSweep(voltages: run.corners.map(\.memristorVoltage), currents: run.corners.map(\.bitLineCurrent)) : nil
    }
  }
}
