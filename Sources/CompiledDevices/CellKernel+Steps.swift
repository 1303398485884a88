extension CellKernel {
  /// Tries one step in every lane, and accepts those with a small enough error.
  mutating func tryStep() {
    steps.fitIntoSegment()
    evaluate()
    note()
    differentiate()
    timeDerivative = network.timeDerivative(conductances, steps.slopes)
    invertStates()
    let start = steps.lineVoltages
    let (chargeFlow, power) = advance(start)
    finishStep(start, chargeFlow, power)
  }

  /// Inverts the states' matrix 1/(h γ) - df/dy, with the node voltages eliminated.
  fileprivate func invertStates() {
    let r = registers.start
    let diagonal = all(1 / Rosenbrock.gamma) / steps.step
    let answer = factors.byMemristor.acrossMemristor
    for row in 0..<stateCount {
      startCurrentByState[row] = r[numbers.currentByState[row]]
      startRateByVoltage[row] = r[numbers.rateByVoltage[row]]
    }
    for row in 0..<stateCount {
      let byVoltage = startRateByVoltage[row] * answer
      for column in 0..<stateCount {
        let element = byVoltage * startCurrentByState[column] - r[numbers.rateByState[row * stateCount + column]]
        inverse[row * stateCount + column] = row == column ? element + diagonal : element
      }
    }
    invert(inverse, order: stateCount)
  }

  /// Computes the six stages: increments of states and node voltages.
  /// - Returns: the weighted sums over the stages of the source line's current, A, and of the drivers' power, W.
  @inline(__always)
  fileprivate mutating func advance(_ start: LineLanes) -> (Lanes, Lanes) {
    let (r, step) = (registers.start, steps.step)
    let perStep = 1.0 / step
    var chargeFlow = all(table.quadratureWeights[0]) * flow.sourceLineCurrent
    var power =
      all(table.quadratureWeights[0])
      * (start.bitLine * flow.bitLineCurrent - start.sourceLine * flow.sourceLineCurrent)
    var stageNodes = nodes
    var residual = flow.residual
    for stage in 0..<Rosenbrock.stageCount {
      if stage > 0 {
        stageNodes = placeStage(stage, stageNodes)
        let stageLines = start.moved(steps.slopes, all(table.times[stage]) * step)
        let current = evaluateDevice(stageStates, stageNodes.acrossMemristor)
        let there = network.flow(stageNodes, stageLines, memristor: current)
        residual = there.residual
        let weight = all(table.quadratureWeights[stage])
        chargeFlow = chargeFlow + weight * there.sourceLineCurrent
        power =
          power + weight * (stageLines.bitLine * there.bitLineCurrent - stageLines.sourceLine * there.sourceLineCurrent)
      }
      let direct = factors.solve(all(-1) * residual + (all(-table.timeWeights[stage]) * step) * timeDerivative)
      let across = direct.acrossMemristor
      for state in 0..<stateCount {
        var sum = all(0)
        for before in 0..<stage { sum = sum + all(table.c[6 * stage + before]) * increments[3 * before + state] }
        right[state] = r[numbers.rates[state]] + startRateByVoltage[state] * across + perStep * sum
      }
      var memristor = all(0)
      for row in 0..<stateCount {
        var sum = inverse[row * stateCount] * right[0]
        for column in 1..<max(stateCount, 1) { sum = sum + inverse[row * stateCount + column] * right[column] }
        increments[3 * stage + row] = sum
        memristor = memristor + startCurrentByState[row] * sum
      }
      let answer = factors.byMemristor
      nodeIncrements[3 * stage] = direct.bitLine - answer.bitLine * memristor
      nodeIncrements[3 * stage + 1] = direct.middle - answer.middle * memristor
      nodeIncrements[3 * stage + 2] = direct.sourceLine - answer.sourceLine * memristor
    }
    endNodes = stageNodes + nodeIncrement(5)
    return (chargeFlow, power)
  }

  /// The states and node voltages of a stage; the sixth is one increment after the fifth.
  @inline(__always)
  fileprivate func placeStage(_ stage: Int, _ previous: NodeLanes) -> NodeLanes {
    if stage == 5 {
      for state in 0..<stateCount { stageStates[state] = stageStates[state] + increments[12 + state] }
      return previous + nodeIncrement(4)
    }
    var result = nodes
    for before in 0..<stage { result = result + all(table.a[6 * stage + before]) * nodeIncrement(before) }
    for state in 0..<stateCount {
      var sum = states[state]
      for before in 0..<stage { sum = sum + all(table.a[6 * stage + before]) * increments[3 * before + state] }
      stageStates[state] = sum
    }
    return result
  }

  /// A stage's increment of the node voltages, V.
  @inline(__always)
  fileprivate func nodeIncrement(_ stage: Int) -> NodeLanes {
    NodeLanes(
      bitLine: nodeIncrements[3 * stage], middle: nodeIncrements[3 * stage + 1], sourceLine: nodeIncrements[3 * stage + 2])
  }

  /// Accepts or rejects the step, and chooses the length of the next one.
  fileprivate mutating func finishStep(_ start: LineLanes, _ chargeFlow: Lanes, _ power: Lanes) {
    let error = relativeError()
    let isAccepted = error .<= all(1)
    addIntegrals(where: isAccepted, start, chargeFlow, power)
    if settings.switchingLevel != nil { noteSwitching(where: isAccepted) }
    steps.finish(error: error)
    for state in 0..<stateCount { states[state] = select(isAccepted, stageStates[state], states[state]) }
    nodes = select(isAccepted, endNodes, nodes)

    // After a jump of the lines, every stage starts from node voltages that fit neither the old voltages nor the new.
    let isLost = steps.rejectedInRow .== all(3)
    if any(isLost) { _ = settle(isLost) }
  }

  /// The step's error relative to the tolerance; 1e9 for NaN. Also adds the last increment to the stage's states.
  fileprivate func relativeError() -> Lanes {
    let last = nodeIncrement(5).largest
    var error = last * all(1 / settings.nodeTolerance)
    for state in 0..<stateCount {
      let increment = increments[15 + state]
      stageStates[state] = stageStates[state] + increment
      let size = larger(
        scales[state], larger(magnitude(states[state] - origins[state]), magnitude(stageStates[state] - origins[state])))
      // NaN must not be lost in a comparison with a valid error.
      let own = steps.strictness * magnitude(increment) / (all(settings.relativeTolerance) * size)
      error = select(own .<= error, error, own)
    }
    return select(error .< all(1e9), error, all(1e9))
  }

  /// Adds the step's charge and energy, integrated by the method like states that nothing else depends on.
  fileprivate mutating func addIntegrals(
    where isAccepted: LaneMask, _ start: LineLanes, _ chargeFlow: Lanes, _ power: Lanes
  ) {
    let (step, slopes) = (steps.step, steps.slopes)
    var moved = NodeLanes()
    for stage in 0..<Rosenbrock.stageCount { moved = moved + all(table.quadratureWeights[stage]) * nodeIncrement(stage) }
    var current = conductances.memristor * moved.acrossMemristor
    for state in 0..<stateCount {
      var sum = all(0)
      for stage in 0..<Rosenbrock.stageCount {
        sum = sum + all(table.quadratureWeights[stage]) * increments[3 * stage + state]
      }
      current = current + startCurrentByState[state] * sum
    }
    var bitLine = current + conductances.junctions.bitLine * moved.bitLine
    var sourceLine = current - conductances.junctions.middle * moved.middle - conductances.junctions.sourceLine * moved.sourceLine
    if network.tables.areThere {
      bitLine = bitLine + conductances.bitLineBySource * moved.sourceLine
      sourceLine = sourceLine - conductances.sourceLineByBit * moved.bitLine
    }
    let rising = slopes.bitLine * flow.bitLineCurrent - slopes.sourceLine * flow.sourceLineCurrent
    let work =
      step * (power + start.bitLine * bitLine - start.sourceLine * sourceLine)
      + step * step * (all(table.quadratureTimeWeight) * rising)
    record.add(charge: step * (chargeFlow + sourceLine), energy: work, where: isAccepted)
  }

  /// Finds when state 0 crossed the switching level, by bisection of the method's continuous solution.
  fileprivate mutating func noteSwitching(where isAccepted: LaneMask) {
    guard let level = settings.switchingLevel, stateCount > 0 else { return }
    let (before, after) = (states[0] - level, stageStates[0] - level)
    let isPassing = isAccepted .& (before * after .<= all(0)) .& (before .!= all(0))
    if !any(isPassing) { return }
    for lane in 0..<Lanes.scalarCount where isPassing[lane] {
      let job = laneJobs[lane]
      guard job >= 0, runs[job].switchingTime == nil else { continue }
      var (bend, twist) = (0.0, 0.0)
      for stage in 0..<5 {
        bend += Rosenbrock.dense2[stage] * increments[3 * stage][lane]
        twist += Rosenbrock.dense3[stage] * increments[3 * stage][lane]
      }
      var (low, high) = (0.0, 1.0)
      for _ in 0..<60 {
        let share = (low + high) / 2
        let rest = 1 - share
        let value = before[lane] * rest + share * (after[lane] + rest * (bend + share * twist))
        if (value < 0) == (before[lane] < 0) { low = share } else { high = share }
      }
      runs[job].switchingTime = absoluteTime(lane) + high * steps.step[lane]
    }
  }
}

/// Inverts a matrix of one to three rows in place, by cofactors.
@inline(__always)
func invert(_ m: UnsafeMutablePointer<Lanes>, order: Int) {
  switch order {
  case 1: m[0] = 1.0 / m[0]
  case 2:
    let scale = 1.0 / (m[0] * m[3] - m[1] * m[2])
    (m[0], m[1], m[2], m[3]) = (m[3] * scale, -m[1] * scale, -m[2] * scale, m[0] * scale)
  case 3:
    let (a, b, c, d, e, f, g, h, i) = (m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8])
    let (x, y, z) = (e * i - f * h, f * g - d * i, d * h - e * g)
    let scale = 1.0 / (a * x + b * y + c * z)
    (m[0], m[1], m[2]) = (x * scale, (c * h - b * i) * scale, (b * f - c * e) * scale)
    (m[3], m[4], m[5]) = (y * scale, (a * i - c * g) * scale, (c * d - a * f) * scale)
    (m[6], m[7], m[8]) = (z * scale, (b * g - a * h) * scale, (a * e - b * d) * scale)
  default: break
  }
}
