/// Integrates eight cells at a time over their drives, each lane with its own time and step.
///
/// A cell is a system of its states y and its three node voltages z: y' = f(y, v), 0 = G(y, z, t), where the
/// memristor's voltage v is a difference of two of z. A step needs one Jacobian and no iteration, so that all lanes do
/// the same work. A lane whose drive is over takes the next job.
struct CellKernel {
  let device: CompiledDevice
  let jobs: [CellJob]
  let paths: [CellPath]
  let drives: [CellDrive]
  let settings: CellIntegrator.Settings
  /// Finds jobs that cannot be run before a lane takes them.
  let check: JobCheck
  /// Registers of the device's programs, one value per lane.
  let registers: LaneMemory
  /// Scratch for the pointers below, 66 values.
  private let workspace = LaneMemory(count: 66)
  let table = RosenbrockTable()
  let stateCount: Int

  // State of each lane.
  var network = CellNetwork()
  var nodes = NodeLanes()
  var steps = StepLanes()
  /// 1 in lanes that hold a cell, else 0.
  var occupied = all(0)
  /// Integrals and extremes of the current run, and those of the memristor's voltage, V.
  var record = RunRecord()
  var highestVoltage = all(0)
  var lowestVoltage = all(0)
  /// Job of each lane, -1 if none.
  var laneJobs = [Int](repeating: -1, count: Lanes.scalarCount)
  /// The first job that no lane has taken yet.
  var nextJob = 0
  /// Results in the order of the jobs; those of unfinished jobs hold the initial states.
  var runs: [CellRun]
  /// Set only to record the job of lane 0.
  var trace: CellRunTrace?

  // Values at the start of a step, and its result.
  var flow: CellNetwork.Flow
  var conductances = CellNetwork.Slopes()
  var endNodes = NodeLanes()
  var factors = CellNetwork.Factors()
  var timeDerivative = NodeLanes()

  init(
    _ device: CompiledDevice, _ jobs: [CellJob], _ paths: [CellPath], _ drives: [CellDrive], _ settings: CellIntegrator.Settings
  ) {
    self.device = device
    self.jobs = jobs
    self.paths = paths
    self.drives = drives
    self.settings = settings
    check = JobCheck(device, paths, drives)
    registers = device.pulse.makeRegisters()
    stateCount = device.stateCount
    runs = jobs.map { CellRun(states: $0.states) }
    flow = network.flow(nodes, LineLanes(), memristor: all(0))
    numbers = PulseRegisters(device)
  }

  // MARK: Memory

  /// Numbers of the registers that hold the device's inputs and outputs.
  let numbers: PulseRegisters

  /// Scratch of three lanes each, one per state: at the step's start, at a stage, and the error scales.
  var states: UnsafeMutablePointer<Lanes> { workspace.start }
  var stageStates: UnsafeMutablePointer<Lanes> { workspace.start + 3 }
  var scales: UnsafeMutablePointer<Lanes> { workspace.start + 6 }
  /// Derivatives of the current by the states, and of the rates by the voltage, at the start of a step. They are copied
  /// since registers that also are part of the values are recomputed at every stage.
  var startCurrentByState: UnsafeMutablePointer<Lanes> { workspace.start + 9 }
  var right: UnsafeMutablePointer<Lanes> { workspace.start + 12 }
  /// The inverse of the states' matrix, row by row.
  var inverse: UnsafeMutablePointer<Lanes> { workspace.start + 15 }
  /// Increments u of the states: `increments[3 * stage + state]`.
  var increments: UnsafeMutablePointer<Lanes> { workspace.start + 24 }
  /// Increments of the node voltages, V: `nodeIncrements[3 * stage + node]`.
  var nodeIncrements: UnsafeMutablePointer<Lanes> { workspace.start + 42 }
  var startRateByVoltage: UnsafeMutablePointer<Lanes> { workspace.start + 60 }

  var origins: UnsafeMutablePointer<Lanes> { workspace.start + 63 }

  func setParameter(_ index: Int, lane: Int, _ value: Double) {
    registers.start[numbers.parameters[index]][lane] = value
  }

  /// Runs the program of what depends on parameters alone, once per cell.
  func prepareCells() { device.pulse.stages[0].run(on: registers.start) }

  /// Computes current and rates in the registers.
  /// - Returns: the memristor's current, A.
  @inline(__always)
  func evaluateDevice(_ states: UnsafeMutablePointer<Lanes>, _ voltage: Lanes) -> Lanes {
    for state in 0..<stateCount { registers.start[numbers.states[state]] = states[state] }
    registers.start[numbers.voltage] = voltage
    device.pulse.stages[1].run(on: registers.start)
    return registers.start[numbers.current]
  }

  /// Evaluates device and network at the present time, states and node voltages.
  mutating func evaluate() {
    let current = evaluateDevice(states, nodes.acrossMemristor)
    flow = network.flow(nodes, steps.lineVoltages, memristor: current)
  }

  /// Updates the extremes, and the trace if there is one. May be called twice for the same point.
  mutating func note() {
    highestVoltage = larger(highestVoltage, nodes.acrossMemristor)
    lowestVoltage = smaller(lowestVoltage, nodes.acrossMemristor)
    record.note(
      sourceLineCurrent: flow.sourceLineCurrent, gate: steps.lineVoltages.gate, drain: nodes.middle, source: nodes.sourceLine)
    if trace != nil { appendToTrace() }
  }

  /// Computes all derivatives, and factors the network's equations.
  mutating func differentiate() {
    device.pulse.stages[2].run(on: registers.start)
    conductances = network.slopes(nodes, flow, memristor: registers.start[numbers.conductance])
    factors = network.factors(conductances)
  }

  // MARK: Newton's method

  /// Solves the network's equations for the node voltages of some lanes by Newton's method, with the states held.
  ///
  /// Needed at the start of a drive, where node voltages are arbitrary, and at samples, which would show a step's
  /// error.
  /// - Returns: the lanes that did not converge; their node voltages are unchanged.
  mutating func settle(_ wanted: LaneMask) -> LaneMask {
    let before = nodes
    var isMoving = wanted
    for _ in 0..<200 {
      evaluate()
      differentiate()
      let correction = factors.solve(flow.residual)
      let largest = correction.largest
      // At most half a volt per iteration, since exponentials beyond could overflow.
      let damping = all(-0.5) / larger(largest, all(0.5))
      isMoving = isMoving .& .!(largest .<= all(1e-11))
      nodes = select(isMoving, nodes + damping * correction, nodes)
      if !any(isMoving) { return isMoving }
    }
    nodes = select(isMoving, before, nodes)
    evaluate()
    return isMoving
  }
}
