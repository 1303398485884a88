/// Takes cells of one device through pulses, many at once, to an accuracy of its own choice of steps.
///
/// The circuit is a cell in its column (`CellPath`) under a drive of straight lines (`CellDrive`). A cell's run depends on
/// nothing but its own job, path and drive, to the last bit: not on the order of the jobs, nor on how many there are.
public struct CellIntegrator: Sendable {
  public let device: CompiledDevice
  let settings: Settings

  struct Settings: Sendable {
    var relativeTolerance: Double
    var stepBudget: Int
    var switchingLevel: Double?

    /// Of a node voltage in a step, V. From 10 mV on, stages reach into the junctions' exponentials.
    var nodeTolerance: Double { min(1e-3, 100 * relativeTolerance) }
  }

  /// - Parameters:
  ///   - relativeTolerance: of each state in each step; at 1e-5 states and sampled currents come within 1e-5 of the
  ///     equations' own solution.
  ///   - stepBudget: attempts at steps after which a cell is given up as `.exhausted`.
  ///   - switchingLevel: of state 0, whose first passing is a run's switching time; nil for none.
  public init(
    _ device: CompiledDevice, relativeTolerance: Double = 1e-5, stepBudget: Int = 20_000, switchingLevel: Double? = nil
  ) {
    self.device = device
    settings = Settings(
      relativeTolerance: max(relativeTolerance, 1e-12), stepBudget: max(stepBudget, 1), switchingLevel: switchingLevel)
  }

  /// Runs jobs on the calling thread. Several threads may do so at once.
  ///
  /// A job that cannot be run, such as one with too few states, has the status `.failed` with the reason.
  /// - Parameters:
  ///   - paths: what jobs refer to by number.
  ///   - drives: likewise.
  /// - Returns: the runs in the order of the jobs.
  public func run(_ jobs: [CellJob], paths: [CellPath], drives: [CellDrive]) -> [CellRun] {
    var kernel = CellKernel(device, jobs, paths, drives, settings)
    return kernel.run()
  }

  /// Runs one job and shows what it was like at every step. The job's own numbers of path and drive do not matter.
  public func trace(_ job: CellJob, path: CellPath, drive: CellDrive) -> (run: CellRun, trace: CellRunTrace) {
    var job = job
    (job.path, job.drive) = (0, 0)
    var kernel = CellKernel(device, [job], [path], [drive], settings)
    kernel.trace = CellRunTrace()
    let runs = kernel.run()
    return (runs[0], kernel.trace ?? CellRunTrace())
  }
}
