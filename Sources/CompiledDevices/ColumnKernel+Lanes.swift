extension ColumnKernel {
  /// Runs all jobs; lanes are refilled until none is left, or the task is cancelled.
  mutating func run() -> [ColumnRun] {
    for lane in 0..<Lanes.scalarCount { fill(lane) }
    begin(occupied .> all(0))
    while any(occupied .> all(0)) {
      if Task.isCancelled { return cancelled() }
      tryStep()
      leave()
    }
    return runs
  }

  private mutating func cancelled() -> [ColumnRun] {
    for job in Array(laneJobs.filter { $0 >= 0 }) + Array(nextJob..<jobs.count) {
      runs[job].selected.status = .failed(reason: "the run was cancelled")
    }
    return runs
  }

  /// Time of a lane on its drive's own scale, s.
  private func absoluteTime(_ lane: Int) -> Double { drive(lane).times[steps.segments[lane]] + steps.time[lane] }

  private func drive(_ lane: Int) -> CellDrive { drives[jobs[laneJobs[lane]].drive] }

  // MARK: Into lanes

  /// Gives a lane the next valid job, or leaves it empty. Invalid jobs fail at once.
  private mutating func fill(_ lane: Int) {
    while nextJob < jobs.count {
      let number = nextJob
      nextJob += 1
      let job = jobs[number]
      if let problem = check.problem(job) {
        runs[number].selected.status = .failed(reason: problem)
        continue
      }
      laneJobs[lane] = number
      occupied[lane] = 1
      for (index, cell) in job.cells.enumerated() { fill(lane, index, cell, isSelected: index == job.row) }
      record.reset(lane)
      steps.begin(drives[job.drive], lane)
      return
    }
    laneJobs[lane] = -1
    occupied[lane] = 0
    steps.leaveIdle(lane)
  }

  /// Puts a cell into a row of a lane.
  private mutating func fill(_ lane: Int, _ index: Int, _ cell: ColumnJob.Cell, isSelected: Bool) {
    let row = row(index)
    for (parameter, value) in cell.parameters.enumerated() { setParameter(parameter, row: index, lane: lane, value) }
    for state in 0..<stateCount {
      row.states[state][lane] = cell.states[state]
      row.scales[state][lane] = cell.stateScales[state]
      row.origins[state][lane] = cell.stateOrigins[state]
    }
    network.set(index, lane, transistors[cell.transistor], isSelected: isSelected)
    row.gateShare[lane] = isSelected ? 1 : 0
    row.nodes.set(lane, 0)
    row.highest[lane] = -.infinity
    row.lowest[lane] = .infinity
  }

  /// Solves for the node voltages of newly filled lanes, and samples those whose sample time is their first corner.
  private mutating func begin(_ filled: LaneMask) {
    var filled = filled
    while any(filled) {
      prepareCells()
      let unsettled = settle(filled)
      var refilled = LaneMask(repeating: false)
      for lane in 0..<Lanes.scalarCount where filled[lane] {
        if unsettled[lane] {
          finish(lane, .failed(reason: "no node voltages solve the circuit's equations at the drive's start"))
          refilled[lane] = occupied[lane] > 0
        } else if isSampled(corner: 0, lane) {
          sample(corner: 0, lane)
        }
      }
      filled = refilled
    }
  }

  // MARK: Out of lanes

  /// Moves lanes at the end of a segment to the next one, and finishes those that are done or cannot continue.
  private mutating func leave() {
    let isOccupied = occupied .> all(0)
    let isThrough = isOccupied .& steps.areThrough
    let isExhausted = isOccupied .& steps.areExhausted(settings.stepBudget)
    let isStuck = isOccupied .& steps.areStuck
    var isOutside = LaneMask(repeating: false)
    for index in 0..<rowCount { isOutside = isOutside .| network.outside(index, row(index).nodes) }
    isOutside = isOutside .& isOccupied
    guard any(isThrough .| isExhausted .| isStuck .| isOutside) else { return }

    var isSampled = LaneMask(repeating: false)
    var isEnd = LaneMask(repeating: false)
    for lane in 0..<Lanes.scalarCount where isThrough[lane] {
      isSampled[lane] = self.isSampled(corner: steps.segments[lane] + 1, lane)
      isEnd[lane] = steps.segments[lane] + 2 == drive(lane).times.count
    }
    let unsettled = any(isSampled) ? settle(isSampled) : isSampled
    if any(isSampled .| isEnd .| isExhausted .| isStuck .| isOutside) {
      flow = evaluate(steps.lineVoltages, atStage: false)
      note()
    }
    var filled = LaneMask(repeating: false)
    for lane in 0..<Lanes.scalarCount {
      if isSampled[lane], !unsettled[lane] { sample(corner: steps.segments[lane] + 1, lane) }
      if isOutside[lane] {
        finish(lane, .failed(reason: "a cell's drain or source is outside of its transistor's table at \(absoluteTime(lane)) s"))
      } else if isThrough[lane], unsettled[lane] {
        finish(lane, .failed(reason: "no node voltages solve the circuit's equations at the sample time"))
      } else if isEnd[lane] {
        finish(lane, .done)
      } else if isExhausted[lane] {
        finish(lane, .exhausted)
      } else if isThrough[lane] {
        steps.enter(segment: steps.segments[lane] + 1, of: drive(lane), lane)
        continue
      } else if isStuck[lane] {
        finish(lane, .failed(reason: "no step is short enough at \(absoluteTime(lane)) s"))
      } else {
        continue
      }
      filled[lane] = occupied[lane] > 0
    }
    begin(filled)
  }

  /// Whether a drive asks for the values at a corner.
  private func isSampled(corner: Int, _ lane: Int) -> Bool {
    drive(lane).samplesCorners || drive(lane).times[corner] == drive(lane).sampleTime
  }

  /// Stores the present values of a lane's selected cell as its run's sample, or one of them.
  private mutating func sample(corner: Int, _ lane: Int) {
    let job = laneJobs[lane]
    let nodes = row(jobs[job].row).nodes
    let values = CellRun.Sample(
      states: states(jobs[job].row, lane), bitLineCurrent: flow.bitLine[lane], sourceLineCurrent: flow.sourceLine[lane],
      memristorVoltage: nodes.acrossMemristor[lane], transistorVoltage: nodes.middle[lane] - nodes.sourceLine[lane])
    if drive(lane).times[corner] == drive(lane).sampleTime { runs[job].selected.sample = values }
    if drive(lane).samplesCorners { runs[job].selected.corners.append(values) }
  }

  private func states(_ row: Int, _ lane: Int) -> [Double] { (0..<stateCount).map { self.row(row).states[$0][lane] } }

  /// Stores a lane's run, and gives the lane its next job.
  private mutating func finish(_ lane: Int, _ status: CellRun.Status) {
    let job = laneJobs[lane]
    let selected = jobs[job].row
    let hasSteps = steps.accepted[lane] + steps.rejected[lane] > 0
    for index in 0..<rowCount {
      runs[job].states[index] = states(index, lane)
      guard hasSteps else { continue }
      runs[job].highestVoltages[index] = row(index).highest[lane]
      runs[job].lowestVoltages[index] = row(index).lowest[lane]
    }
    runs[job].selected.states = runs[job].states[selected]
    runs[job].selected.highestMemristorVoltage = runs[job].highestVoltages[selected]
    runs[job].selected.lowestMemristorVoltage = runs[job].lowestVoltages[selected]
    record.store(lane, steps, in: &runs[job].selected)
    runs[job].selected.status = status
    fill(lane)
  }
}
