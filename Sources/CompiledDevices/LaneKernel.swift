/// Runs jobs in eight lanes, each with its own time and step: what lies between steps, for cells and for whole columns.
///
/// A lane takes a job, begins with node voltages that solve the circuit's equations, goes through the segments of its drive,
/// stores samples at corners, and takes the next job when its run is over.
protocol LaneKernel {
  /// What is kept of a job.
  associatedtype Run

  var settings: CellIntegrator.Settings { get }
  /// Of all jobs.
  var jobCount: Int { get }
  /// Results in the order of the jobs; those of unfinished jobs hold the initial states.
  var runs: [Run] { get set }
  /// The first job that no lane has taken yet.
  var nextJob: Int { get set }
  /// Job of each lane, -1 if none.
  var laneJobs: [Int] { get set }
  /// 1 in lanes that hold a job, else 0.
  var occupied: Lanes { get set }
  var steps: StepLanes { get set }
  /// Sums and extremes of the current runs.
  var record: RunRecord { get set }
  /// Whether no further step is wanted.
  var isCancelled: Bool { get }

  /// Why a job cannot be run; nil if it can.
  func problem(_ job: Int) -> String?
  func drive(ofJob job: Int) -> CellDrive
  /// Puts parameters, states and circuit of a job into a lane.
  mutating func load(_ job: Int, _ lane: Int)
  /// Computes what depends on parameters alone.
  func prepareCells()
  /// Solves for the node voltages of some lanes with the states held.
  /// - Returns: the lanes that did not converge.
  mutating func settle(_ wanted: LaneMask) -> LaneMask
  /// Tries a step of every lane.
  mutating func tryStep()
  /// Evaluates device and circuit at the present point, and notes its extremes.
  mutating func refresh()
  /// The lanes whose transistors are outside of their tables.
  func outsideOfTables() -> LaneMask
  /// Why a lane stops that is outside of them.
  func reasonOutside(_ lane: Int) -> String
  /// A lane's present values.
  func sample(_ lane: Int) -> CellRun.Sample
  /// Stores states and voltages of a lane in its job's run.
  mutating func store(_ lane: Int)
  /// The part of a run that cells and columns share.
  static var shared: WritableKeyPath<Run, CellRun> { get }
}

extension LaneKernel {
  /// Runs all jobs; lanes are refilled until none is left.
  mutating func run() -> [Run] {
    for lane in 0..<Lanes.scalarCount { fill(lane) }
    begin(occupied .> all(0))
    while any(occupied .> all(0)) {
      if isCancelled { return cancelled() }
      tryStep()
      leave()
    }
    return runs
  }

  private mutating func cancelled() -> [Run] {
    for job in Array(laneJobs.filter { $0 >= 0 }) + Array(nextJob..<jobCount) {
      runs[job][keyPath: Self.shared].status = .failed(reason: "the run was cancelled")
    }
    return runs
  }

  /// Time of a lane on its drive's own scale, s.
  func absoluteTime(_ lane: Int) -> Double { drive(lane).times[steps.segments[lane]] + steps.time[lane] }

  private func drive(_ lane: Int) -> CellDrive { drive(ofJob: laneJobs[lane]) }

  // MARK: Into lanes

  /// Gives a lane the next valid job, or leaves it empty. Invalid jobs fail at once.
  private mutating func fill(_ lane: Int) {
    while nextJob < jobCount {
      let job = nextJob
      nextJob += 1
      if let problem = problem(job) {
        runs[job][keyPath: Self.shared].status = .failed(reason: problem)
        continue
      }
      laneJobs[lane] = job
      occupied[lane] = 1
      load(job, lane)
      record.reset(lane)
      steps.begin(drive(lane), lane)
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
          keepSample(corner: 0, lane)
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
    let isOutside = isOccupied .& outsideOfTables()
    guard any(isThrough .| isExhausted .| isStuck .| isOutside) else { return }

    var isSampled = LaneMask(repeating: false)
    var isEnd = LaneMask(repeating: false)
    for lane in 0..<Lanes.scalarCount where isThrough[lane] {
      isSampled[lane] = self.isSampled(corner: steps.segments[lane] + 1, lane)
      isEnd[lane] = steps.segments[lane] + 2 == drive(lane).times.count
    }
    let unsettled = any(isSampled) ? settle(isSampled) : isSampled
    if any(isSampled .| isEnd .| isExhausted .| isStuck .| isOutside) { refresh() }
    var filled = LaneMask(repeating: false)
    for lane in 0..<Lanes.scalarCount {
      if isSampled[lane], !unsettled[lane] { keepSample(corner: steps.segments[lane] + 1, lane) }
      if isOutside[lane] {
        finish(lane, .failed(reason: reasonOutside(lane)))
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
    let drive = drive(lane)
    return drive.samplesCorners || drive.times[corner] == drive.sampleTime
  }

  /// Stores a lane's present values as its run's sample, or one of them.
  private mutating func keepSample(corner: Int, _ lane: Int) {
    let (values, drive) = (sample(lane), drive(lane))
    if drive.times[corner] == drive.sampleTime { runs[laneJobs[lane]][keyPath: Self.shared].sample = values }
    if drive.samplesCorners { runs[laneJobs[lane]][keyPath: Self.shared].corners.append(values) }
  }

  /// Stores a lane's run, and gives the lane its next job.
  private mutating func finish(_ lane: Int, _ status: CellRun.Status) {
    store(lane)
    record.store(lane, steps, in: &runs[laneJobs[lane]][keyPath: Self.shared])
    runs[laneJobs[lane]][keyPath: Self.shared].status = status
    fill(lane)
  }

  /// Whether a lane's run has tried a step at all, so that it has extremes.
  func hasSteps(_ lane: Int) -> Bool { steps.accepted[lane] + steps.rejected[lane] > 0 }
}
