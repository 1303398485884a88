extension ColumnKernel: LaneKernel {
  static var shared: WritableKeyPath<ColumnRun, CellRun> { \.selected }

  var jobCount: Int { jobs.count }
  /// A column of hundreds of cells may take long.
  var isCancelled: Bool { Task.isCancelled }

  func problem(_ job: Int) -> String? { check.problem(jobs[job]) }

  func drive(ofJob job: Int) -> CellDrive { drives[jobs[job].drive] }

  mutating func load(_ number: Int, _ lane: Int) {
    let job = jobs[number]
    for (index, cell) in job.cells.enumerated() { load(cell, index, lane, isSelected: index == job.row) }
  }

  /// Puts a cell into a row of a lane.
  private mutating func load(_ cell: ColumnJob.Cell, _ index: Int, _ lane: Int, isSelected: Bool) {
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

  mutating func refresh() {
    flow = evaluate(steps.lineVoltages, atStage: false)
    note()
  }

  func outsideOfTables() -> LaneMask {
    var isOutside = LaneMask(repeating: false)
    for index in 0..<rowCount { isOutside = isOutside .| network.outside(index, row(index).nodes) }
    return isOutside
  }

  func reasonOutside(_ lane: Int) -> String {
    "a cell's drain or source is outside of its transistor's table at \(absoluteTime(lane)) s"
  }

  /// Of the selected cell.
  func sample(_ lane: Int) -> CellRun.Sample {
    let selected = jobs[laneJobs[lane]].row
    let nodes = row(selected).nodes
    return CellRun.Sample(
      states: states(selected, lane), bitLineCurrent: flow.bitLine[lane], sourceLineCurrent: flow.sourceLine[lane],
      memristorVoltage: nodes.acrossMemristor[lane], transistorVoltage: nodes.middle[lane] - nodes.sourceLine[lane])
  }

  private func states(_ row: Int, _ lane: Int) -> [Double] { (0..<stateCount).map { self.row(row).states[$0][lane] } }

  mutating func store(_ lane: Int) {
    let job = laneJobs[lane]
    let selected = jobs[job].row
    for index in 0..<rowCount {
      runs[job].states[index] = states(index, lane)
      guard hasSteps(lane) else { continue }
      runs[job].highestVoltages[index] = row(index).highest[lane]
      runs[job].lowestVoltages[index] = row(index).lowest[lane]
    }
    runs[job].selected.states = runs[job].states[selected]
    runs[job].selected.highestMemristorVoltage = runs[job].highestVoltages[selected]
    runs[job].selected.lowestMemristorVoltage = runs[job].lowestVoltages[selected]
  }
}
