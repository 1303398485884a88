extension CellKernel {
  /// Runs all jobs; lanes are refilled until none is left.
  mutating func run() -> [CellRun] {
    for lane in 0..<Lanes.scalarCount { fill(lane) }
    begin(occupied .> all(0))
    while any(occupied .> all(0)) {
      tryStep()
      leave()
    }
    return runs
  }

  /// Time of a lane on its drive's own scale, s.
  func absoluteTime(_ lane: Int) -> Double {
    let drive = drives[jobs[laneJobs[lane]].drive]
    return drive.times[steps.segments[lane]] + steps.time[lane]
  }

  // MARK: Into lanes

  /// Gives a lane the next valid job, or leaves it empty. Invalid jobs fail at once.
  private mutating func fill(_ lane: Int) {
    while nextJob < jobs.count {
      let number = nextJob
      nextJob += 1
      let job = jobs[number]
      if let problem = check.problem(job) {
        runs[number].status = .failed(reason: problem)
        continue
      }
      laneJobs[lane] = number
      occupied[lane] = 1
      for (index, value) in job.parameters.enumerated() { setParameter(index, lane: lane, value) }
      for state in 0..<stateCount {
        states[state][lane] = job.states[state]
        scales[state][lane] = job.stateScales[state]
        origins[state][lane] = job.stateOrigins[state]
      }
      network.set(lane, paths[job.path])
      nodes.set(lane, 0)
      record.reset(lane)
      highestVoltage[lane] = -.infinity
      lowestVoltage[lane] = .infinity
      steps.begin(drives[job.drive], lane)
      return
    }
    laneJobs[lane] = -1
    occupied[lane] = 0
    steps.leaveIdle(lane)
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
    let isOutside = isOccupied .& network.tables.outside(nodes)
    guard any(isThrough .| isExhausted .| isStuck .| isOutside) else { return }

    var isSampled = LaneMask(repeating: false)
    var isEnd = LaneMask(repeating: false)
    for lane in 0..<Lanes.scalarCount where isThrough[lane] {
      isSampled[lane] = self.isSampled(corner: steps.segments[lane] + 1, lane)
      isEnd[lane] = steps.segments[lane] + 2 == drives[jobs[laneJobs[lane]].drive].times.count
    }
    let unsettled = any(isSampled) ? settle(isSampled) : isSampled
    if any(isSampled .| isEnd .| isExhausted .| isStuck .| isOutside) {
      evaluate()
      note()
    }
    var filled = LaneMask(repeating: false)
    for lane in 0..<Lanes.scalarCount {
      if isSampled[lane], !unsettled[lane] { sample(corner: steps.segments[lane] + 1, lane) }
      if isOutside[lane] {
        let (drain, source) = (nodes.middle[lane], nodes.sourceLine[lane])
        finish(lane, .failed(reason: "drain and source, at \(drain) V and \(source) V, are outside of the transistor's table"))
      } else if isThrough[lane], unsettled[lane] {
        finish(lane, .failed(reason: "no node voltages solve the circuit's equations at the sample time"))
      } else if isEnd[lane] {
        finish(lane, .done)
      } else if isExhausted[lane] {
        finish(lane, .exhausted)
      } else if isThrough[lane] {
        steps.enter(segment: steps.segments[lane] + 1, of: drives[jobs[laneJobs[lane]].drive], lane)
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
    let drive = drives[jobs[laneJobs[lane]].drive]
    return drive.samplesCorners || drive.times[corner] == drive.sampleTime
  }

  /// Stores a lane's present values as its run's sample, or one of them.
  private mutating func sample(corner: Int, _ lane: Int) {
    let values = CellRun.Sample(
      states: (0..<stateCount).map { states[$0][lane] }, bitLineCurrent: flow.bitLineCurrent[lane],
      sourceLineCurrent: flow.sourceLineCurrent[lane], memristorVoltage: nodes.acrossMemristor[lane],
      transistorVoltage: nodes.middle[lane] - nodes.sourceLine[lane])
    let job = laneJobs[lane]
    let drive = drives[jobs[job].drive]
    if drive.times[corner] == drive.sampleTime { runs[job].sample = values }
    if drive.samplesCorners { runs[job].corners.append(values) }
  }

  /// Stores a lane's run, and gives the lane its next job.
  private mutating func finish(_ lane: Int, _ status: CellRun.Status) {
    let job = laneJobs[lane]
    runs[job].states = (0..<stateCount).map { states[$0][lane] }
    if steps.accepted[lane] + steps.rejected[lane] > 0 {
      runs[job].highestMemristorVoltage = highestVoltage[lane]
      runs[job].lowestMemristorVoltage = lowestVoltage[lane]
    }
    record.store(lane, steps, in: &runs[job])
    runs[job].status = status
    fill(lane)
  }

  // MARK: Traces

  /// Adds the present point of lane 0, unless it is there already.
  mutating func appendToTrace() {
    guard var points = trace, laneJobs[0] >= 0 else { return }
    let time = absoluteTime(0)
    if let last = points.times.last, last >= time { return }
    // Taken out while it grows; otherwise every point would copy all earlier ones.
    trace = nil
    points.times.append(time)
    points.states.append((0..<stateCount).map { states[$0][0] })
    points.bitLineVoltage.append(nodes.bitLine[0])
    points.middleVoltage.append(nodes.middle[0])
    points.sourceLineVoltage.append(nodes.sourceLine[0])
    points.memristorVoltage.append(nodes.acrossMemristor[0])
    points.bitLineCurrent.append(flow.bitLineCurrent[0])
    points.sourceLineCurrent.append(flow.sourceLineCurrent[0])
    trace = points
  }
}
