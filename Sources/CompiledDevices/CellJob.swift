/// Everything around a memristor: bit-line driver and wire, the memristor, its nMOS with the bulk at ground, source-line
/// wire and driver; and the column's other cells as transistors that are off.
public struct CellPath: Sendable, Hashable {
  /// Of the bit line's driver and wire, ohm; 0 for an ideal line, whose node is its source's.
  public var bitLineResistance: Double
  /// Of the source line's driver and wire, ohm; 0 likewise.
  public var sourceLineResistance: Double
  public var transistor: CellTransistor
  /// How many other cells the column has. Their transistors' gates are at ground: by the equations only their junctions
  /// conduct, and by a table whatever it says.
  public var offCells: Int

  public init(bitLineResistance: Double, sourceLineResistance: Double, transistor: CellTransistor, offCells: Int) {
    self.bitLineResistance = bitLineResistance
    self.sourceLineResistance = sourceLineResistance
    self.transistor = transistor
    self.offCells = offCells
  }

  /// With a transistor by its equations.
  public init(bitLineResistance: Double, sourceLineResistance: Double, transistor: CompiledTransistor, offCells: Int) {
    self.init(
      bitLineResistance: bitLineResistance, sourceLineResistance: sourceLineResistance, transistor: .equations(transistor),
      offCells: offCells)
  }
}

/// How the currents of a cell's transistor, and of its column's other ones, are known.
public enum CellTransistor: Sendable, Hashable {
  case equations(CompiledTransistor)
  /// At the one gate voltage that the cell's drives have, and at ground.
  case tables(on: TransistorTable, off: TransistorTable)
}

/// What the drivers do: voltages with corners at common times and straight lines between them.
public struct CellDrive: Sendable, Hashable {
  /// Of the corners, s, rising; two or more.
  public var times: [Double]
  /// At each corner, V.
  public var bitLine: [Double]
  public var sourceLine: [Double]
  public var gate: [Double]
  /// When currents and voltages are sampled, s: one of the corners, such as the end of a plateau.
  public var sampleTime: Double

  public init(times: [Double], bitLine: [Double], sourceLine: [Double], gate: [Double], sampleTime: Double) {
    self.times = times
    self.bitLine = bitLine
    self.sourceLine = sourceLine
    self.gate = gate
    self.sampleTime = sampleTime
  }
}

/// One cell under one drive.
public struct CellJob: Sendable, Hashable {
  /// In the order of the equations' cell parameters.
  public var parameters: [Double]
  /// At the first corner.
  public var states: [Double]
  /// Number of the cell's path and of its drive among those of the run.
  public var path: Int
  public var drive: Int
  /// Of each state, in its unit, above 0: the relative tolerance is of the state or of this, whichever is larger. Small
  /// enough is where the state's share of the current, or of its own rate, is no more than what is there without it.
  public var stateScales: [Double]
  /// From where each state is measured for that, in its unit: a filament between 3.3 and 4.9 nm has moved by less than it is
  /// thick.
  public var stateOrigins: [Double]

  public init(
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

/// What a drive did to a cell.
public struct CellRun: Sendable, Hashable {
  public enum Status: Sendable, Hashable {
    case done
    /// The step budget ended it: its values are those of the time it came to.
    case exhausted
    case failed(reason: String)
  }

  /// What is seen at one time.
  public struct Sample: Sendable, Hashable {
    public var states: [Double]
    /// Out of the bit line's driver, A.
    public var bitLineCurrent = 0.0
    /// Into the source line's driver, where it would be sensed, A.
    public var sourceLineCurrent = 0.0
    /// Across the memristor, V.
    public var memristorVoltage = 0.0
    /// From the transistor's drain to its source, V.
    public var transistorVoltage = 0.0
  }

  /// At the end.
  public var states: [Double]
  /// At the drive's sample time; nil where the run did not come to it.
  public var sample: Sample?
  /// Extremes over the ends of all steps, which include the corners: of the memristor's voltage, V.
  public var highestMemristorVoltage = 0.0
  public var lowestMemristorVoltage = 0.0
  /// Likewise of the source line's current, A.
  public var highestCurrent = 0.0
  public var lowestCurrent = 0.0
  /// What both lines' drivers gave, J.
  public var energy = 0.0
  /// What flowed into the source line's driver, C.
  public var sourceLineCharge = 0.0
  /// When state 0 first passed the integrator's switching level, s; nil if it never did, or there is no level.
  public var switchingTime: Double?
  public var steps = 0
  /// Steps that were taken again, shorter.
  public var rejectedSteps = 0
  public var status = Status.done
}

/// A run over time, at its first corner and the end of every step.
public struct CellRunTrace: Sendable, Hashable {
  public var times: [Double] = []
  /// `states[point][state]`.
  public var states: [[Double]] = []
  /// All against ground, V: where the bit line meets the memristor, between memristor and transistor, and where the
  /// transistor meets the source line.
  public var bitLineVoltage: [Double] = []
  public var middleVoltage: [Double] = []
  public var sourceLineVoltage: [Double] = []
  public var memristorVoltage: [Double] = []
  /// Out of the bit line's driver and into the source line's, A.
  public var bitLineCurrent: [Double] = []
  public var sourceLineCurrent: [Double] = []
}

/// Why jobs cannot be run. Paths and drives, which many jobs share, are looked at once.
struct JobCheck {
  private let device: CompiledDevice
  private let paths: [(path: CellPath, problem: String?)]
  /// With the lowest voltage that a line has.
  private let drives: [(problem: String?, lowest: Double, gate: [Double])]

  init(_ device: CompiledDevice, _ paths: [CellPath], _ drives: [CellDrive]) {
    self.device = device
    self.paths = paths.map { ($0, $0.problem) }
    self.drives = drives.map { ($0.problem, ($0.bitLine + $0.sourceLine).min() ?? 0, $0.gate) }
  }

  /// Why a job cannot be run; nil if it can.
  func problem(_ job: CellJob) -> String? {
    guard job.parameters.count == device.parameterCount else {
      return "the device has \(device.parameterCount) cell parameters; \(job.parameters.count) are given"
    }
    guard job.states.count == device.stateCount, job.stateScales.count == device.stateCount,
      job.stateOrigins.count == device.stateCount
    else {
      return "the device has \(device.stateCount) states; \(job.states.count) and \(job.stateScales.count) scales are given"
    }
    guard job.parameters.allSatisfy(\.isFinite), job.states.allSatisfy(\.isFinite) else {
      return "a parameter or state is no finite number"
    }
    guard job.stateScales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return "a state's scale is not above 0" }
    guard paths.indices.contains(job.path) else { return "there is no path \(job.path)" }
    guard drives.indices.contains(job.drive) else { return "there is no drive \(job.drive)" }
    let ((path, pathProblem), (driveProblem, lowest, gate)) = (paths[job.path], drives[job.drive])
    if let problem = pathProblem ?? driveProblem { return problem }
    switch path.transistor {
    case .equations(let transistor):
      // The off cells' channels are left out, so they must not conduct; the lower a line, the more they would.
      guard path.offCells > 0, transistor.leaks(from: lowest) else { return nil }
      return "the column's other transistors conduct with their gates at ground and a line at \(lowest) V"
    case .tables(let on, let off): return Self.problem(on, off, gate)
    }
  }

  private static func problem(_ on: TransistorTable, _ off: TransistorTable, _ gate: [Double]) -> String? {
    if off.gateVoltage != 0 { return "the table of the column's other transistors is of a gate at \(off.gateVoltage) V" }
    guard let other = gate.first(where: { $0 != on.gateVoltage }) else { return nil }
    return gate.contains { $0 != other }
      ? "the gate moves, and the transistor is a table of one gate voltage"
      : "the gate is at \(other) V, and the transistor's table is of \(on.gateVoltage) V"
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
  fileprivate var problem: String? {
    guard times.count >= 2, [bitLine, sourceLine, gate].allSatisfy({ $0.count == times.count }) else {
      return "a drive needs two corners or more, and a voltage of each line at each"
    }
    guard (times + bitLine + sourceLine + gate).allSatisfy(\.isFinite) else { return "a drive's corner is no finite number" }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else { return "the times of a drive's corners do not rise" }
    return times.contains(sampleTime) ? nil : "the sample time, \(sampleTime) s, is none of the drive's corners"
  }
}
