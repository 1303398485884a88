/// Integrates cells of one device over pulses, many at once, with adaptive steps (RODAS 4(3), see `Rosenbrock`).
///
/// The circuit is a cell in its column (`CellPath`) under a piecewise linear drive (`CellDrive`). A run depends on its
/// own job, path and drive alone, to the last bit: not on the order of the jobs, nor on their number.
///
///     let runs = CellIntegrator(device).run(jobs, paths: [path], drives: [drive])
package struct CellIntegrator: Sendable {
  /// The device of all jobs.
  package let device: CompiledDevice
  let settings: Settings

  /// The limits of a run, checked to be usable.
  struct Settings: Sendable {
    var relativeTolerance: Double
    var stepBudget: Int
    var switchingLevel: Double?

    /// Tolerance of a node voltage in a step, V. Errors of 10 mV and more would reach into the junctions' exponentials.
    var nodeTolerance: Double { min(1e-3, 100 * relativeTolerance) }
  }

  /// - Parameters:
  ///   - relativeTolerance: of each state in each step; at 1e-5 states and sampled currents come within 1e-5 of the
  ///     equations' own solution.
  ///   - stepBudget: steps, accepted or rejected, after which a cell is given up as `.exhausted`.
  ///   - switchingLevel: level of state 0, in its unit, whose first crossing is a run's switching time; nil for none.
  package init(
    _ device: CompiledDevice, relativeTolerance: Double = 1e-5, stepBudget: Int = 20_000, switchingLevel: Double? = nil
  ) {
    self.device = device
    settings = Settings(
      relativeTolerance: max(relativeTolerance, 1e-12), stepBudget: max(stepBudget, 1), switchingLevel: switchingLevel)
  }

  /// Runs jobs on the calling thread. Several threads may do so at once.
  ///
  /// A job that cannot be run, such as one with too few states, has the status `.failed` with the reason; nothing is
  /// thrown.
  /// - Parameters:
  ///   - paths: the paths that jobs refer to by index.
  ///   - drives: the drives that jobs refer to by index.
  /// - Returns: the runs in the order of the jobs.
  package func run(_ jobs: [CellJob], paths: [CellPath], drives: [CellDrive]) -> [CellRun] {
    var kernel = CellKernel(device, jobs, paths, drives, settings)
    return kernel.run()
  }

  /// Runs one job and records it at every step. The job's own indices of path and drive are ignored.
  package func trace(_ job: CellJob, path: CellPath, drive: CellDrive) -> (run: CellRun, trace: CellRunTrace) {
    var job = job
    (job.path, job.drive) = (0, 0)
    var kernel = CellKernel(device, [job], [path], [drive], settings)
    kernel.trace = CellRunTrace()
    let runs = kernel.run()
    return (runs[0], kernel.trace ?? CellRunTrace())
  }
}
