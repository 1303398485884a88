extension ColumnKernel {
  /// Tries one step in every lane, and accepts those with a small enough error.
  mutating func tryStep() {
    steps.fitIntoSegment()
    let start = steps.lineVoltages
    flow = evaluate(start, atStage: false, differentiates: true)
    note()
    factor(all(1 / Rosenbrock.gamma) / steps.step)
    differentiateByTime(steps.slopes)
    let (charge, work) = advance(start)
    finishStep(charge, work)
  }

  /// Computes the six stages: increments of states and node voltages. The stage values are then those of the step's end,
  /// but for the last increment.
  /// - Returns: charge into the source line's driver, C, and work of both drivers, J, over the step: integrated by the
  ///   method like states that nothing else depends on.
  private func advance(_ start: LineLanes) -> (charge: Lanes, work: Lanes) {
    let (step, slopes) = (steps.step, steps.slopes)
    let perStep = 1.0 / step
    let rising = slopes.bitLine * flow.bitLine - slopes.sourceLine * flow.sourceLine
    var charge = all(0)
    var work = step * (all(table.quadratureTimeWeight) * rising)
    for stage in 0..<Rosenbrock.stageCount {
      var (lines, currents) = (start, flow)
      if stage > 0 {
        placeStage(stage)
        lines = start.moved(slopes, all(table.times[stage]) * step)
        currents = evaluate(lines, atStage: true)
      }
      let timeWeight = all(-table.timeWeights[stage]) * step
      for index in 0..<rowCount {
        let row = row(index)
        row.right = all(-1) * row.residual + timeWeight * row.timeDerivative
        answerStates(index, stage, perStep)
      }
      let change = solve(stage: stage)
      let weight = all(table.quadratureWeights[stage])
      charge = charge + weight * (currents.sourceLine + change.sourceLine)
      work =
        work + weight * (lines.bitLine * currents.bitLine - lines.sourceLine * currents.sourceLine)
        + weight * (start.bitLine * change.bitLine - start.sourceLine * change.sourceLine)
    }
    return (step * charge, step * work)
  }

  /// The states' answer to a stage's right-hand side, with the node voltages unmoved.
  @inline(__always)
  private func answerStates(_ index: Int, _ stage: Int, _ perStep: Lanes) {
    let row = row(index)
    for state in 0..<stateCount {
      var sum = all(0)
      for before in 0..<stage { sum = sum + all(table.c[6 * stage + before]) * row.increments[3 * before + state] }
      row.stateRight[state] = rate(index, state) + perStep * sum
    }
    for state in 0..<stateCount { row.stateAnswer[state] = inverseRow(state, row, times: row.stateRight) }
  }

  /// The states and node voltages of a stage; the sixth is one increment after the fifth.
  private func placeStage(_ stage: Int) {
    for index in 0..<rowCount {
      let row = row(index)
      if stage == 5 {
        for state in 0..<stateCount { row.stageStates[state] = row.stageStates[state] + row.increments[12 + state] }
        row.stageNodes = row.stageNodes + row.nodeIncrement(4)
        continue
      }
      var nodes = row.nodes
      for before in 0..<stage { nodes = nodes + all(table.a[6 * stage + before]) * row.nodeIncrement(before) }
      row.stageNodes = nodes
      for state in 0..<stateCount {
        var sum = row.states[state]
        for before in 0..<stage { sum = sum + all(table.a[6 * stage + before]) * row.increments[3 * before + state] }
        row.stageStates[state] = sum
      }
    }
  }

  /// Accepts or rejects the step, and chooses the length of the next one.
  private mutating func finishStep(_ stepCharge: Lanes, _ work: Lanes) {
    let error = relativeError()
    let isAccepted = error .<= all(1)
    record.add(charge: stepCharge, energy: work, where: isAccepted)
    steps.finish(error: error)
    for index in 0..<rowCount {
      let row = row(index)
      for state in 0..<stateCount { row.states[state] = select(isAccepted, row.stageStates[state], row.states[state]) }
      row.nodes = select(isAccepted, row.stageNodes + row.nodeIncrement(5), row.nodes)
    }
    // After a jump of the lines, every stage starts from node voltages that fit neither the old voltages nor the new.
    let isLost = steps.rejectedInRow .== all(3)
    if any(isLost) { _ = settle(isLost) }
  }

  /// The step's error relative to the tolerance, the largest of all rows; 1e9 for NaN. Also adds the last increment to the
  /// stages' states.
  private func relativeError() -> Lanes {
    var error = all(0)
    let tolerance = all(settings.relativeTolerance)
    for index in 0..<rowCount {
      let row = row(index)
      let moved = row.nodeIncrement(5).largest * all(1 / settings.nodeTolerance)
      // NaN must not be lost in a comparison with a valid error.
      error = select(moved .<= error, error, moved)
      for state in 0..<stateCount {
        let increment = row.increments[15 + state]
        row.stageStates[state] = row.stageStates[state] + increment
        let origin = row.origins[state]
        let size = larger(
          row.scales[state], larger(magnitude(row.states[state] - origin), magnitude(row.stageStates[state] - origin)))
        let own = steps.strictness * magnitude(increment) / (tolerance * size)
        error = select(own .<= error, error, own)
      }
    }
    return select(error .< all(1e9), error, all(1e9))
  }
}
