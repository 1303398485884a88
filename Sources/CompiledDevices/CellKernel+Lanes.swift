extension CellKernel: LaneKernel {
  static var shared: WritableKeyPath<CellRun, CellRun> { \.self }

  var jobCount: Int { jobs.count }
  /// The run of a cell is short; who asks for many looks between them.
  var isCancelled: Bool { false }

  func problem(_ job: Int) -> String? { check.problem(jobs[job]) }

  func drive(ofJob job: Int) -> CellDrive { drives[jobs[job].drive] }

  mutating func load(_ number: Int, _ lane: Int) {
    let job = jobs[number]
    for (index, value) in job.parameters.enumerated() { setParameter(index, lane: lane, value) }
    for state in 0..<stateCount {
      states[state][lane] = job.states[state]
      scales[state][lane] = job.stateScales[state]
      origins[state][lane] = job.stateOrigins[state]
    }
    network.set(lane, paths[job.path])
    nodes.set(lane, 0)
    highestVoltage[lane] = -.infinity
    lowestVoltage[lane] = .infinity
  }

  mutating func refresh() {
    evaluate()
    note()
  }

  func outsideOfTables() -> LaneMask { network.tables.outside(nodes) }

  func reasonOutside(_ lane: Int) -> String {
    let (drain, source) = (nodes.middle[lane], nodes.sourceLine[lane])
    return "drain and source, at \(drain) V and \(source) V, are outside of the transistor's table"
  }

  func sample(_ lane: Int) -> CellRun.Sample {
    CellRun.Sample(
      states: (0..<stateCount).map { states[$0][lane] }, bitLineCurrent: flow.bitLineCurrent[lane],
      sourceLineCurrent: flow.sourceLineCurrent[lane], memristorVoltage: nodes.acrossMemristor[lane],
      transistorVoltage: nodes.middle[lane] - nodes.sourceLine[lane])
  }

  mutating func store(_ lane: Int) {
    let job = laneJobs[lane]
    runs[job].states = (0..<stateCount).map { states[$0][lane] }
    guard hasSteps(lane) else { return }
    runs[job].highestMemristorVoltage = highestVoltage[lane]
    runs[job].lowestMemristorVoltage = lowestVoltage[lane]
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
