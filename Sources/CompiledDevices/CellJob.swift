/// Everything around a memristor: bit line driver and wire, its nMOS with the bulk at ground, source line wire and
/// driver, and the column's other cells as transistors that are off. Many jobs share one path.
package struct CellPath: Sendable, Hashable {
  /// Resistance of the bit line's driver and wire, ohm; 0 for an ideal line, whose node is its source's.
  package var bitLineResistance: Double
  /// Resistance of the source line's driver and wire, ohm; 0 likewise.
  package var sourceLineResistance: Double
  /// The access transistor, and how those of the other cells are computed.
  package var transistor: CellTransistor
  /// Number of other cells in the column. Their gates are at ground: with equations only their junctions conduct; with
  /// a table, whatever the table says.
  package var offCells: Int

  package init(bitLineResistance: Double, sourceLineResistance: Double, transistor: CellTransistor, offCells: Int) {
    self.bitLineResistance = bitLineResistance
    self.sourceLineResistance = sourceLineResistance
    self.transistor = transistor
    self.offCells = offCells
  }

  /// A path whose transistor is computed from its equations.
  package init(bitLineResistance: Double, sourceLineResistance: Double, transistor: CompiledTransistor, offCells: Int) {
    self.init(
      bitLineResistance: bitLineResistance, sourceLineResistance: sourceLineResistance, transistor: .equations(transistor),
      offCells: offCells)
  }
}

/// How the currents of a cell's transistor, and of the column's others, are computed.
package enum CellTransistor: Sendable, Hashable {
  /// The level-1 equations, at any gate voltage.
  case equations(CompiledTransistor)
  /// Tables, `on` at the one gate voltage of the cell's drive and `off` at a gate of 0 V.
  case tables(on: WeightedTables, off: TransistorTable)
}

/// The voltages of the drivers: straight lines between corners at common times.
///
///     // A 1.5 V SET pulse of 100 ns with edges of 1 ns, the gate at 1.2 V.
///     CellDrive(
///       times: [0, 1e-9, 101e-9, 102e-9], bitLine: [0, 1.5, 1.5, 0], sourceLine: [0, 0, 0, 0],
///       gate: [1.2, 1.2, 1.2, 1.2], sampleTime: 101e-9)
package struct CellDrive: Sendable, Hashable {
  /// Times of the corners, s, rising; two or more.
  package var times: [Double]
  /// Bit line voltage at each corner, V; likewise source line and gate.
  package var bitLine: [Double]
  package var sourceLine: [Double]
  package var gate: [Double]
  /// When currents and voltages are sampled, s: one of the corners, such as the end of a plateau.
  package var sampleTime: Double
  /// Whether every corner is sampled as well (`CellRun.corners`), as a sweep's are.
  package var samplesCorners = false

  package init(times: [Double], bitLine: [Double], sourceLine: [Double], gate: [Double], sampleTime: Double) {
    self.times = times
    self.bitLine = bitLine
    self.sourceLine = sourceLine
    self.gate = gate
    self.sampleTime = sampleTime
  }
}

/// One cell under one drive: the unit of work of `CellIntegrator`.
package struct CellJob: Sendable, Hashable {
  /// Values of the cell parameters, in the order of `DeviceEquations.cellParameters`.
  package var parameters: [Double]
  /// States at the first corner, each in its own unit, in the order of `DeviceEquations.states`.
  package var states: [Double]
  /// Indices of the cell's path and drive in the lists given to the run.
  package var path: Int
  package var drive: Int
  /// Scale of each state, in its unit, above 0. The relative tolerance applies to the state's distance from its origin
  /// or to this scale, whichever is larger. Choose it where the state's share of the current, or of its own rate, is no
  /// more than the share that does not depend on it.
  package var stateScales: [Double]
  /// Origin of each state for that, in its unit. A filament between 3.3 and 4.9 nm needs one: otherwise an error would
  /// be measured against its whole length.
  package var stateOrigins: [Double]

  package init(
    parameters: [Double], states: [Double], path: Int, drive: Int, stateScales: [Double], stateOrigins: [Double]
  ) {
    self.parameters = parameters
    self.states = states
    self.path = path
    self.drive = drive
    self.stateScales = stateScales
    self.stateOrigins = stateOrigins
  }
}

/// The result of a drive on a cell.
package struct CellRun: Sendable, Hashable {
  /// How a run ended.
  package enum Status: Sendable, Hashable {
    /// It reached the last corner.
    case done
    /// The step budget is used up; all values are those of the time that was reached.
    case exhausted
    /// The job is invalid, or no solution was found; `reason` is part of a sentence.
    case failed(reason: String)
  }

  /// States, currents and voltages at one time.
  package struct Sample: Sendable, Hashable {
    /// In the order of `DeviceEquations.states`, each in its own unit.
    package var states: [Double]
    /// Current out of the bit line's driver, A.
    package var bitLineCurrent = 0.0
    /// Current into the source line's driver, where it would be sensed, A.
    package var sourceLineCurrent = 0.0
    /// Voltage across the memristor, bit line side against transistor, V.
    package var memristorVoltage = 0.0
    /// Voltage from the transistor's drain to its source, V.
    package var transistorVoltage = 0.0
  }

  /// States at the end of the run, in the order and units of the job's.
  package var states: [Double]
  /// Values at the drive's sample time; nil if the run did not reach it.
  package var sample: Sample?
  /// Values at the corners that were reached, in their order; empty unless the drive asks for them.
  package var corners: [Sample] = []
  /// Extremes of the memristor's voltage over the ends of all steps, which include the corners, V.
  package var highestMemristorVoltage = 0.0
  package var lowestMemristorVoltage = 0.0
  /// Largest magnitudes of the voltages between the transistor's gate, drain and source, V, likewise.
  package var largestGateSourceVoltage = 0.0
  package var largestGateDrainVoltage = 0.0
  package var largestDrainSourceVoltage = 0.0
  /// Extremes of the source line's current, A, likewise.
  package var highestCurrent = 0.0
  package var lowestCurrent = 0.0
  /// Energy delivered by both lines' drivers, J.
  package var energy = 0.0
  /// Charge into the source line's driver, C.
  package var sourceLineCharge = 0.0
  /// When state 0 first crossed the integrator's switching level, s; nil if it never did, or no level was given.
  package var switchingTime: Double?
  /// Accepted steps.
  package var steps = 0
  /// Rejected steps, which were repeated with a shorter length.
  package var rejectedSteps = 0
  /// All other values are meaningful only if it is `.done`, or up to the time reached if `.exhausted`.
  package var status = Status.done
}

/// A run over time: its first corner and the end of every step. All arrays have one entry per point.
package struct CellRunTrace: Sendable, Hashable {
  /// Times of the points, s, rising.
  package var times: [Double] = []
  /// States at each point: `states[point][state]`.
  package var states: [[Double]] = []
  /// Node voltages against ground, V: where the bit line meets the memristor, between memristor and transistor, and
  /// where the transistor meets the source line.
  package var bitLineVoltage: [Double] = []
  package var middleVoltage: [Double] = []
  package var sourceLineVoltage: [Double] = []
  /// `bitLineVoltage` minus `middleVoltage`, V.
  package var memristorVoltage: [Double] = []
  /// Currents out of the bit line's driver and into the source line's, A.
  package var bitLineCurrent: [Double] = []
  package var sourceLineCurrent: [Double] = []
}

/// Finds jobs that cannot be run. Paths and drives, which many jobs share, are checked once.
struct JobCheck {
  private let device: CompiledDevice
  private let paths: [(path: CellPath, problem: String?)]
  /// Per drive its problem, the lowest voltage of its lines, V, and the gate's voltages.
  private let drives: [(problem: String?, lowest: Double, gate: [Double])]

  init(_ device: CompiledDevice, _ paths: [CellPath], _ drives: [CellDrive]) {
    self.device = device
    self.paths = paths.map { ($0, $0.problem) }
    self.drives = drives.map { ($0.problem, ($0.bitLine + $0.sourceLine).min() ?? 0, $0.gate) }
  }

  /// Why a job cannot be run; nil if it can.
  func problem(_ job: CellJob) -> String? {
    if let problem = device.problem(
      parameters: job.parameters, states: job.states, scales: job.stateScales, origins: job.stateOrigins)
    {
      return problem
    }
    guard paths.indices.contains(job.path) else { return "there is no path \(job.path)" }
    guard drives.indices.contains(job.drive) else { return "there is no drive \(job.drive)" }
    let ((path, pathProblem), (driveProblem, lowest, gate)) = (paths[job.path], drives[job.drive])
    if let problem = pathProblem ?? driveProblem { return problem }
    switch path.transistor {
    case .equations(let transistor):
      // Channels of off cells are left out, so they must not conduct. The lower a line, the more they would.
      guard path.offCells > 0, transistor.leaks(from: lowest) else { return nil }
      return "the column's other transistors conduct with their gates at ground and a line at \(lowest) V"
    case .tables(let on, let off): return Self.problem(on, off, gate)
    }
  }

  /// Why tables do not suit a drive: each holds for one gate voltage only.
  static func problem(_ on: WeightedTables, _ off: TransistorTable, _ gate: [Double]) -> String? {
    if off.gateVoltage != 0 { return "the table of the column's other transistors is of a gate at \(off.gateVoltage) V" }
    guard let other = gate.first(where: { $0 != on.gateVoltage }) else { return nil }
    return gate.contains { $0 != other }
      ? "the gate moves, and the transistor is a table of one gate voltage"
      : "the gate is at \(other) V, and the transistor's table is of \(on.gateVoltage) V"
  }
}

extension CompiledDevice {
  /// Why a cell's numbers do not suit the device; nil if they do.
  func problem(parameters: [Double], states: [Double], scales: [Double], origins: [Double]) -> String? {
    guard parameters.count == parameterCount else {
      return "the device has \(parameterCount) cell parameters; \(parameters.count) are given"
    }
    guard states.count == stateCount, scales.count == stateCount,
      origins.count == stateCount
    else {
      return "the device has \(stateCount) states; \(states.count) and \(scales.count) scales are given"
    }
    guard parameters.allSatisfy(\.isFinite), states.allSatisfy(\.isFinite) else {
      return "a parameter or state is no finite number"
    }
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return "a state's scale is not above 0" }
    return nil
  }
}

extension CellPath {
  fileprivate var problem: String? {
    for resistance in [bitLineResistance, sourceLineResistance] where !(resistance >= 0 && resistance.isFinite) {
      return "a line's resistance is \(resistance) ohm"
    }
    return offCells < 0 ? "there are \(offCells) other cells" : nil
  }
}

extension CellDrive {
  var problem: String? {
    guard times.count >= 2, [bitLine, sourceLine, gate].allSatisfy({ $0.count == times.count }) else {
      return "a drive needs two corners or more, and a voltage of each line at each"
    }
    guard (times + bitLine + sourceLine + gate).allSatisfy(\.isFinite) else { return "a drive's corner is no finite number" }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else { return "the times of a drive's corners do not rise" }
    return times.contains(sampleTime) ? nil : "the sample time, \(sampleTime) s, is none of the drive's corners"
  }
}
