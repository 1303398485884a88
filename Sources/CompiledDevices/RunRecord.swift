/// What is summed up and noted of the runs in eight lanes, besides states and memristor voltages: for a cell, and for the
/// selected cell of a column.
struct RunRecord {
  /// Delivered by both lines' drivers, J, and into the source line's driver, C.
  var energy = all(0)
  var charge = all(0)
  /// Extremes of the source line's current, A.
  var highestCurrent = all(0)
  var lowestCurrent = all(0)
  /// Largest magnitudes between the transistor's terminals, V.
  var largestGateSource = all(0)
  var largestGateDrain = all(0)
  var largestDrainSource = all(0)

  /// Starts a lane's run.
  mutating func reset(_ lane: Int) {
    energy[lane] = 0
    charge[lane] = 0
    highestCurrent[lane] = -.infinity
    lowestCurrent[lane] = .infinity
    largestGateSource[lane] = 0
    largestGateDrain[lane] = 0
    largestDrainSource[lane] = 0
  }

  /// Adds charge and energy of the accepted steps.
  @inline(__always)
  mutating func add(charge stepCharge: Lanes, energy work: Lanes, where isAccepted: LaneMask) {
    energy = energy + select(isAccepted, work, all(0))
    charge = charge + select(isAccepted, stepCharge, all(0))
  }

  /// Updates the extremes. May be called twice for the same point.
  @inline(__always)
  mutating func note(sourceLineCurrent current: Lanes, gate: Lanes, drain: Lanes, source: Lanes) {
    highestCurrent = larger(highestCurrent, current)
    lowestCurrent = smaller(lowestCurrent, current)
    largestGateSource = larger(largestGateSource, magnitude(gate - source))
    largestGateDrain = larger(largestGateDrain, magnitude(gate - drain))
    largestDrainSource = larger(largestDrainSource, magnitude(drain - source))
  }

  /// Writes a lane's values into its run; the extremes only if it has made a step.
  func store(_ lane: Int, _ steps: StepLanes, in run: inout CellRun) {
    run.energy = energy[lane]
    run.sourceLineCharge = charge[lane]
    run.steps = Int(steps.accepted[lane])
    run.rejectedSteps = Int(steps.rejected[lane])
    guard run.steps + run.rejectedSteps > 0 else { return }
    run.highestCurrent = highestCurrent[lane]
    run.lowestCurrent = lowestCurrent[lane]
    run.largestGateSourceVoltage = largestGateSource[lane]
    run.largestGateDrainVoltage = largestGateDrain[lane]
    run.largestDrainSourceVoltage = largestDrainSource[lane]
  }
}
