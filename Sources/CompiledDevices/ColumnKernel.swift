/// Integrates eight whole columns at a time over their drives, each lane with its own time and step.
///
/// A column is a system of the states y of all its cells and of the voltages z of their nodes: y' = f(y, v) and, from
/// the drivers outwards, x - x' + R T = 0 for the voltages x of both lines at a cell, with x' those before it, R the
/// segment between and T the sum of the currents of this cell and all beyond. So a segment may have no resistance. What
/// has no line is a cell's own: its states, then its middle node, are eliminated in its row.
struct ColumnKernel {
  let device: CompiledDevice
  let jobs: [ColumnJob]
  let transistors: [CellTransistor]
  let drives: [CellDrive]
  let settings: CellIntegrator.Settings
  /// Finds jobs that cannot be run before a lane takes them.
  let check: ColumnCheck
  let numbers: PulseRegisters
  let table = RosenbrockTable()
  let rowCount: Int
  let stateCount: Int
  /// Resistances of the segments that lead to the first row, drivers included, and to each other row, ohm.
  private let firstSegment: LineVector
  private let segment: LineVector
  /// Registers of each row's device, one value per lane.
  let registers: [LaneMemory]
  private let memory: LaneMemory

  // State of each lane.
  var network: ColumnTransistors
  var steps = StepLanes()
  /// 1 in lanes that hold a column, else 0.
  var occupied = all(0)
  /// Integrals and extremes of the current run, those of a transistor being the selected one's.
  var record = RunRecord()
  /// Job of each lane, -1 if none.
  var laneJobs = [Int](repeating: -1, count: Lanes.scalarCount)
  /// The first job that no lane has taken yet.
  var nextJob = 0
  /// Results in the order of the jobs; those of unfinished jobs hold the initial states.
  var runs: [ColumnRun]
  /// The drivers' currents at the start of a step.
  var flow = DriverCurrents()

  init(
    _ device: CompiledDevice, _ jobs: [ColumnJob], _ transistors: [CellTransistor], _ wires: ColumnWires,
    _ drives: [CellDrive], _ settings: CellIntegrator.Settings, _ check: ColumnCheck
  ) {
    self.device = device
    self.jobs = jobs
    self.transistors = transistors
    self.drives = drives
    self.settings = settings
    self.check = check
    numbers = PulseRegisters(device)
    let rows = jobs.first?.cells.count ?? 0
    rowCount = rows
    stateCount = device.stateCount
    segment = LineVector(bitLine: all(wires.bitLineSegment), sourceLine: all(wires.sourceLineSegment))
    firstSegment = segment + LineVector(bitLine: all(wires.driver), sourceLine: all(wires.driver))
    registers = (0..<rows).map { _ in device.pulse.makeRegisters() }
    memory = LaneMemory(count: rows * ColumnRow.size)
    network = ColumnTransistors(rows: rows)
    runs = jobs.map { job in
      ColumnRun(
        selected: CellRun(states: job.cells.indices.contains(job.row) ? job.cells[job.row].states : []),
        states: job.cells.map(\.states), highestVoltages: job.cells.map { _ in 0 }, lowestVoltages: job.cells.map { _ in 0 })
    }
  }

  @inline(__always) func row(_ index: Int) -> ColumnRow { ColumnRow(start: memory.start + index * ColumnRow.size) }

  func setParameter(_ index: Int, row: Int, lane: Int, _ value: Double) {
    registers[row].start[numbers.parameters[index]][lane] = value
  }

  /// Runs the program of what depends on parameters alone, once per column.
  func prepareCells() { for row in registers { device.pulse.stages[0].run(on: row.start) } }

  /// The rate of a row's state at the last evaluation, its unit per second.
  @inline(__always) func rate(_ row: Int, _ state: Int) -> Lanes { registers[row].start[numbers.rates[state]] }

  // MARK: Equations

  /// Currents of the column's drivers, A.
  struct DriverCurrents {
    /// Out of the bit line's driver.
    var bitLine = all(0)
    /// Into the source line's driver, from the memristors' currents less what flows into the bulk.
    var sourceLine = all(0)
  }

  /// Evaluates all rows at the nodes and states of the step's start, or of a stage, and what is left of their equations.
  /// - Parameter differentiates: whether derivatives are computed as well.
  /// - Returns: the drivers' currents.
  func evaluate(_ lines: LineLanes, atStage isStage: Bool, differentiates: Bool = false) -> DriverCurrents {
    var currents = DriverCurrents()
    for index in 0..<rowCount {
      let (row, r) = (row(index), registers[index].start)
      let nodes = isStage ? row.stageNodes : row.nodes
      let states = isStage ? row.stageStates : row.states
      for state in 0..<stateCount { r[numbers.states[state]] = states[state] }
      r[numbers.voltage] = nodes.acrossMemristor
      device.pulse.stages[1].run(on: r)
      let current = r[numbers.current]
      let through = network.currents(index, nodes, gate: row.gateShare * lines.gate)
      (row.current, row.source) = (current, through.source)
      row.residual.middle = through.drain - current
      currents.bitLine = currents.bitLine + current
      currents.sourceLine = currents.sourceLine + (current - (through.drain + through.source))
      if differentiates {
        device.pulse.stages[2].run(on: r)
        row.transistor = network.slopes(index, nodes, through)
      }
    }
    var beyond = LineVector()
    for index in (0..<rowCount).reversed() {
      let row = row(index)
      beyond = beyond + LineVector(bitLine: row.current, sourceLine: row.source)
      let before = index == 0 ? (lines.bitLine, lines.sourceLine) : lineVoltages(index - 1, atStage: isStage)
      let (here, drop) = (lineVoltages(index, atStage: isStage), segment(to: index) * beyond)
      row.residual.bitLine = here.0 - before.0 + drop.bitLine
      row.residual.sourceLine = here.1 - before.1 + drop.sourceLine
    }
    return currents
  }

  @inline(__always)
  private func lineVoltages(_ index: Int, atStage isStage: Bool) -> (Lanes, Lanes) {
    let nodes = isStage ? row(index).stageNodes : row(index).nodes
    return (nodes.bitLine, nodes.sourceLine)
  }

  @inline(__always) func segment(to index: Int) -> LineVector { index == 0 ? firstSegment : segment }

  /// The derivatives of the rows' equations with respect to time, due to the slopes of the lines.
  func differentiateByTime(_ rising: LineLanes) {
    var source = all(0)
    for index in (0..<rowCount).reversed() {
      let row = row(index)
      let gate = row.transistor.drainByGate * row.gateShare * rising.gate
      source = source - gate
      row.timeDerivative = NodeLanes(
        bitLine: index == 0 ? -rising.bitLine : all(0), middle: gate,
        sourceLine: segment(to: index).sourceLine * source - (index == 0 ? rising.sourceLine : all(0)))
    }
  }

  // MARK: Newton's method

  /// Solves for the node voltages of some lanes by Newton's method, with the states held: at the start of a drive, where
  /// they are arbitrary, at samples, which would show a step's error, and after jumps of the lines.
  /// - Returns: the lanes that did not converge; their node voltages are unchanged.
  mutating func settle(_ wanted: LaneMask) -> LaneMask {
    let lines = steps.lineVoltages
    var isMoving = wanted
    for index in 0..<rowCount { row(index).stageNodes = row(index).nodes }
    for _ in 0..<200 {
      flow = evaluate(lines, atStage: false, differentiates: true)
      factor(nil)
      for index in 0..<rowCount { row(index).right = all(-1) * row(index).residual }
      _ = solve(stage: 0, statesAreHeld: true)
      var largest = all(0)
      for index in 0..<rowCount { largest = larger(largest, row(index).nodeIncrement(0).largest) }
      // At most half a volt per iteration, since exponentials beyond could overflow.
      let damping = all(0.5) / larger(largest, all(0.5))
      isMoving = isMoving .& .!(largest .<= all(1e-11))
      if !any(isMoving) { return isMoving }
      for index in 0..<rowCount {
        let row = row(index)
        row.nodes = select(isMoving, row.nodes + damping * row.nodeIncrement(0), row.nodes)
      }
    }
    for index in 0..<rowCount { row(index).nodes = select(isMoving, row(index).stageNodes, row(index).nodes) }
    flow = evaluate(lines, atStage: false)
    return isMoving
  }

  /// Updates the extremes. May be called twice for the same point.
  mutating func note() {
    for index in 0..<rowCount {
      let row = row(index)
      let across = row.nodes.acrossMemristor
      row.highest = larger(row.highest, across)
      row.lowest = smaller(row.lowest, across)
    }
    var (drain, source) = (all(0), all(0))
    for lane in 0..<Lanes.scalarCount where laneJobs[lane] >= 0 {
      let selected = row(jobs[laneJobs[lane]].row).nodes
      (drain[lane], source[lane]) = (selected.middle[lane], selected.sourceLine[lane])
    }
    record.note(sourceLineCurrent: flow.sourceLine, gate: steps.lineVoltages.gate, drain: drain, source: source)
  }
}
