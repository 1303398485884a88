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
  /// Line voltages at the start of the segment, V, and their slopes, V/s.
  var lines = LineLanes()
  var slopes = LineLanes()
  /// Time since the start of the segment, s.
  var time = all(0)
  var segmentDuration = all(1)
  var step = all(1)
  /// Factor by which a step's error must be smaller than the tolerance.
  var strictness = all(1)
  /// 1 in lanes that hold a cell, else 0.
  var occupied = all(0)
  /// Counts of the lane's present job; a Double holds them exactly.
  var acceptedSteps = all(0)
  var rejectedSteps = all(0)
  var rejectionsInRow = all(0)
  /// Length and error of the last accepted step, for the step controller.
  var lastStep = all(1)
  var lastError = all(1)
  /// Integrals and extremes of the current run: J, C, V and A.
  var energy = all(0)
  var charge = all(0)
  var highestVoltage = all(0)
  var lowestVoltage = all(0)
  var largestGateSource = all(0)
  var largestGateDrain = all(0)
  var largestDrainSource = all(0)
  var highestCurrent = all(0)
  var lowestCurrent = all(0)
  /// Job of each lane (-1 if none), and the segment of its drive.
  var laneJobs = [Int](repeating: -1, count: Lanes.scalarCount)
  var segments = [Int](repeating: 0, count: Lanes.scalarCount)
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
  var isLastStep = LaneMask(repeating: false)

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
    flow = network.flow(nodes, lines, memristor: all(0))
    voltageRegister = device.pulse.register(of: .voltage)
    currentRegister = device.pulse.register(of: device.equations.current)
    conductanceRegister = device.pulse.register(of: device.outputs.conductance)
    stateRegisters = (0..<device.stateCount).map { device.pulse.register(of: .state($0)) }
    rateRegisters = device.equations.rates.map { device.pulse.register(of: $0) }
    currentByState = device.outputs.currentByState.map { device.pulse.register(of: $0) }
    rateByVoltage = device.outputs.rateByVoltage.map { device.pulse.register(of: $0) }
    rateByState = device.outputs.rateByState.flatMap { $0 }.map { device.pulse.register(of: $0) }
  }

  // MARK: Memory

  private let voltageRegister: Int
  private let currentRegister: Int
  let conductanceRegister: Int
  private let stateRegisters: [Int]
  let rateRegisters: [Int]
  let currentByState: [Int]
  let rateByVoltage: [Int]
  let rateByState: [Int]

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

  /// Line voltages at the lanes' present times, V.
  var lineVoltages: LineLanes { lines.moved(slopes, time) }

  func setParameter(_ index: Int, lane: Int, _ value: Double) {
    registers.start[device.pulse.register(of: .parameter(index))][lane] = value
  }

  /// Runs the program of what depends on parameters alone, once per cell.
  func prepareCells() { device.pulse.stages[0].run(on: registers.start) }

  /// Computes current and rates in the registers.
  /// - Returns: the memristor's current, A.
  @inline(__always)
  func evaluateDevice(_ states: UnsafeMutablePointer<Lanes>, _ voltage: Lanes) -> Lanes {
    for state in 0..<stateCount { registers.start[stateRegisters[state]] = states[state] }
    registers.start[voltageRegister] = voltage
    device.pulse.stages[1].run(on: registers.start)
    return registers.start[currentRegister]
  }

  /// Evaluates device and network at the present time, states and node voltages.
  mutating func evaluate() {
    let current = evaluateDevice(states, nodes.acrossMemristor)
    flow = network.flow(nodes, lineVoltages, memristor: current)
  }

  /// Updates the extremes, and the trace if there is one. May be called twice for the same point.
  mutating func note() {
    highestVoltage = larger(highestVoltage, nodes.acrossMemristor)
    lowestVoltage = smaller(lowestVoltage, nodes.acrossMemristor)
    let gate = lineVoltages.gate
    largestGateSource = larger(largestGateSource, magnitude(gate - nodes.sourceLine))
    largestGateDrain = larger(largestGateDrain, magnitude(gate - nodes.middle))
    largestDrainSource = larger(largestDrainSource, magnitude(nodes.middle - nodes.sourceLine))
    highestCurrent = larger(highestCurrent, flow.sourceLineCurrent)
    lowestCurrent = smaller(lowestCurrent, flow.sourceLineCurrent)
    if trace != nil { appendToTrace() }
  }

  /// Computes all derivatives, and factors the network's equations.
  mutating func differentiate() {
    device.pulse.stages[2].run(on: registers.start)
    conductances = network.slopes(nodes, flow, memristor: registers.start[conductanceRegister])
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
