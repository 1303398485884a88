/// Takes eight cells at a time through their drives, each with a time and step of its own.
///
/// A cell is a system of its states y and its three node voltages z: y' = f(y, v), 0 = G(y, z, t), with the memristor's
/// voltage v a difference of two of z. A step needs one Jacobian and no iteration, so that every lane does the same work.
/// A lane whose drive is over takes the next cell.
struct CellKernel {
  let device: CompiledDevice
  let jobs: [CellJob]
  let paths: [CellPath]
  let drives: [CellDrive]
  let settings: CellIntegrator.Settings
  let check: JobCheck
  let registers: LaneMemory
  private let workspace = LaneMemory(count: 66)
  let table = RosenbrockTable()
  let stateCount: Int

  // What is a lane's own.
  var network = CellNetwork()
  var nodes = NodeLanes()
  /// At the segment's start, and their slopes.
  var lines = LineLanes()
  var slopes = LineLanes()
  /// Since the segment's start, s.
  var time = all(0)
  var segmentDuration = all(1)
  var step = all(1)
  /// How much smaller a step's error must be than the tolerance.
  var strictness = all(1)
  /// 1 where a cell is.
  var occupied = all(0)
  var acceptedSteps = all(0)
  var rejectedSteps = all(0)
  var rejectionsInRow = all(0)
  var lastStep = all(1)
  var lastError = all(1)
  var energy = all(0)
  var charge = all(0)
  var highestVoltage = all(0)
  var lowestVoltage = all(0)
  var highestCurrent = all(0)
  var lowestCurrent = all(0)
  /// The lanes' jobs and the segments of their drives they are in.
  var laneJobs = [Int](repeating: -1, count: Lanes.scalarCount)
  var segments = [Int](repeating: 0, count: Lanes.scalarCount)
  var nextJob = 0
  var runs: [CellRun]
  var trace: CellRunTrace?

  // What a step finds at its start, and where it leads.
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

  /// Three of each: one a state.
  var states: UnsafeMutablePointer<Lanes> { workspace.start }
  var stageStates: UnsafeMutablePointer<Lanes> { workspace.start + 3 }
  var scales: UnsafeMutablePointer<Lanes> { workspace.start + 6 }
  /// The current's derivatives by the states and the rates' by the voltage at a step's start. In the registers they do not
  /// last: one that is a part of the values is computed anew at every stage.
  var startCurrentByState: UnsafeMutablePointer<Lanes> { workspace.start + 9 }
  var right: UnsafeMutablePointer<Lanes> { workspace.start + 12 }
  /// The inverse of the states' matrix, row by row.
  var inverse: UnsafeMutablePointer<Lanes> { workspace.start + 15 }
  /// `increments[3 * stage + state]`.
  var increments: UnsafeMutablePointer<Lanes> { workspace.start + 24 }
  /// `nodeIncrements[3 * stage + node]`.
  var nodeIncrements: UnsafeMutablePointer<Lanes> { workspace.start + 42 }
  var startRateByVoltage: UnsafeMutablePointer<Lanes> { workspace.start + 60 }

  var origins: UnsafeMutablePointer<Lanes> { workspace.start + 63 }

  var lineVoltages: LineLanes { lines.moved(slopes, time) }

  func setParameter(_ index: Int, lane: Int, _ value: Double) {
    registers.start[device.pulse.register(of: .parameter(index))][lane] = value
  }

  /// What depends on parameters alone.
  func prepareCells() { device.pulse.stages[0].run(on: registers.start) }

  @inline(__always)
  func evaluateDevice(_ states: UnsafeMutablePointer<Lanes>, _ voltage: Lanes) -> Lanes {
    for state in 0..<stateCount { registers.start[stateRegisters[state]] = states[state] }
    registers.start[voltageRegister] = voltage
    device.pulse.stages[1].run(on: registers.start)
    return registers.start[currentRegister]
  }

  /// Everything at the cells' time, states and node voltages. What it notes may be noted twice.
  mutating func evaluate() {
    let current = evaluateDevice(states, nodes.acrossMemristor)
    flow = network.flow(nodes, lineVoltages, memristor: current)
  }

  mutating func note() {
    highestVoltage = larger(highestVoltage, nodes.acrossMemristor)
    lowestVoltage = smaller(lowestVoltage, nodes.acrossMemristor)
    highestCurrent = larger(highestCurrent, flow.sourceLineCurrent)
    lowestCurrent = smaller(lowestCurrent, flow.sourceLineCurrent)
    if trace != nil { appendToTrace() }
  }

  mutating func differentiate() {
    device.pulse.stages[2].run(on: registers.start)
    conductances = network.slopes(nodes, flow, memristor: registers.start[conductanceRegister])
    factors = network.factors(conductances)
  }

  // MARK: Newton's method

  /// Brings the node voltages of some lanes to where their equations hold, the states held still.
  ///
  /// At a drive's start they may stand anywhere, and at a sample what a step leaves of error would be seen.
  /// - Returns: the lanes in which it did not converge, whose node voltages are then as they were.
  mutating func settle(_ wanted: LaneMask) -> LaneMask {
    let before = nodes
    var isMoving = wanted
    for _ in 0..<200 {
      evaluate()
      differentiate()
      let correction = factors.solve(flow.residual)
      let largest = correction.largest
      // Half a volt at a time, as exponentials of what lies beyond would overflow.
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
