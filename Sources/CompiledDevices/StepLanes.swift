/// Where eight lanes are in their drives, each with its own time, and the lengths of their steps.
struct StepLanes {
  /// Line voltages at the start of the segment, V, and their slopes, V/s.
  var lines = LineLanes()
  var slopes = LineLanes()
  /// Time since the start of the segment, s.
  var time = all(0)
  var segmentDuration = all(1)
  var step = all(1)
  /// Factor by which a step's error must be smaller than the tolerance.
  var strictness = all(1)
  /// Whether the present step ends with the segment.
  var isLast = LaneMask(repeating: false)
  /// Counts of the lane's present job; a Double holds them exactly.
  var accepted = all(0)
  var rejected = all(0)
  var rejectedInRow = all(0)
  /// Length and error of the last accepted step, for the step controller.
  private var lastStep = all(1)
  private var lastError = all(1)
  /// The segment of each lane's drive.
  private(set) var segments = [Int](repeating: 0, count: Lanes.scalarCount)

  /// Line voltages at the lanes' present times, V.
  @inline(__always) var lineVoltages: LineLanes { lines.moved(slopes, time) }

  // MARK: Segments

  /// Starts a lane's drive with no step counted.
  mutating func begin(_ drive: CellDrive, _ lane: Int) {
    accepted[lane] = 0
    rejected[lane] = 0
    enter(segment: 0, of: drive, lane)
  }

  /// Starts a segment of a lane's drive, and chooses its first step.
  mutating func enter(segment: Int, of drive: CellDrive, _ lane: Int) {
    let duration = drive.times[segment + 1] - drive.times[segment]
    func slope(_ voltages: [Double]) -> Double { (voltages[segment + 1] - voltages[segment]) / duration }
    segments[lane] = segment
    time[lane] = 0
    segmentDuration[lane] = duration
    lines.bitLine[lane] = drive.bitLine[segment]
    lines.sourceLine[lane] = drive.sourceLine[segment]
    lines.gate[lane] = drive.gate[segment]
    slopes.bitLine[lane] = slope(drive.bitLine)
    slopes.sourceLine[lane] = slope(drive.sourceLine)
    slopes.gate[lane] = slope(drive.gate)
    lastStep[lane] = 1e-300
    lastError[lane] = 1
    rejectedInRow[lane] = 0
    let isMoving = slopes.bitLine[lane] != 0 || slopes.sourceLine[lane] != 0 || slopes.gate[lane] != 0
    // Rates are exponentials of the lines' voltages. Over an edge a state grows by many powers of ten, its error is found
    // from little, and if it grows on through the plateau, so does its error.
    strictness[lane] = isMoving ? 10 : 1
    // A plateau goes on from its edge's last step; an edge ends a plateau whose steps say nothing about it.
    step[lane] = segment == 0 || isMoving ? 0.01 * duration : max(min(step[lane], duration), 1e-6 * duration)
  }

  /// Keeps an empty lane's values from ending or slowing down the others.
  mutating func leaveIdle(_ lane: Int) {
    time[lane] = 0
    segmentDuration[lane] = .infinity
    slopes.bitLine[lane] = 0
    slopes.sourceLine[lane] = 0
    slopes.gate[lane] = 0
  }

  // MARK: Steps

  /// Chooses the end of the step: stretched or shortened to end with the segment, since a remainder could be too short
  /// for any step.
  @inline(__always)
  mutating func fitIntoSegment() {
    isLast = time + 1.001 * step .>= segmentDuration
    step = select(isLast, segmentDuration - time, step)
  }

  /// Accepts or rejects a step by its error relative to the tolerance, and chooses the length of the next one.
  ///
  /// Gustafsson's predictive controller, as in rodas.f: the trend of the error predicts that of the next step.
  @inline(__always)
  mutating func finish(error: Lanes) {
    let isAccepted = error .<= all(1)
    let bounded = larger(error, all(1e-4))
    let plain = smaller(larger(0.9 / squareRoot(squareRoot(bounded)), all(0.15)), all(6))
    let trend = (step / lastStep) * (0.9 * squareRoot(squareRoot(lastError / (bounded * bounded))))
    var predicted = smaller(plain, larger(trend, all(0.15)))
    predicted = select(rejectedInRow .> all(0), smaller(predicted, all(1)), predicted)
    lastStep = select(isAccepted, step, lastStep)
    lastError = select(isAccepted, larger(bounded, all(1e-2)), lastError)
    rejectedInRow = select(isAccepted, all(0), rejectedInRow + 1.0)
    accepted = accepted + select(isAccepted, all(1), all(0))
    rejected = rejected + select(isAccepted, all(0), all(1))
    time = select(isAccepted, select(isLast, segmentDuration, time + step), time)
    step = step * select(isAccepted, predicted, plain)
  }

  /// Lanes that reached the end of their segment.
  var areThrough: LaneMask { time .>= segmentDuration }

  /// Lanes whose step is too short to change the time.
  var areStuck: LaneMask { step .< all(1e-15) * larger(time, all(1e-3) * segmentDuration) }

  /// Lanes that have tried as many steps as a job may.
  func areExhausted(_ budget: Int) -> LaneMask { accepted + rejected .>= all(Double(budget)) }
}
