import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Records

/// The figures of a levels study.
public struct LevelsFigures: Figures {
  /// Readings at one time after the write, of the cells that were written.
  public struct Reading: Figures, Hashable {
    @Figure("Time after the write") public var time = Time.zero
    @Figure("Read as another level", .percent, "Of the cells that were written.") public var levelErrors = CountedShare()
    @Figure("To a neighbour", .percent, "Of those errors.") public var neighbourShare: Double? = nil
    @Figure("Bit errors", .percent) public var bitErrors = CountedShare()
    @Figure("Bit errors by position", .percent, "The most significant first.") public var bitErrorsByPosition: [Double] = []
    public init() {}
  }

  /// Cells by what became of them.
  public struct Outcomes: Figures, Hashable {
    @Figure public var written = 0
    @Figure public var missed = 0
    @Figure("Stuck in LRS") public var stuckInLRS = 0
    @Figure("Line at its limit") public var lineAtLimit = 0
    @Figure("No SET") public var noSet = 0
    @Figure("Pulses used up") public var pulsesUsedUp = 0
    @Figure("Numerical failures") public var numericalFailure = 0
    public init() {}

    init(_ rows: [LevelRow]) {
      func count(_ status: LevelStatus) -> Int { rows.count { $0.status == status } }
      (written, missed, stuckInLRS, lineAtLimit) = (
        count(.written), count(.missed), count(.stuckInLRS), count(.lineAtLimit)
      )
      (noSet, pulsesUsedUp, numericalFailure) = (count(.noSet), count(.pulsesUsedUp), count(.numericalFailure))
    }
  }

  /// A number of levels, written with one step.
  public struct Program: Figures, Hashable {
    @Figure("Levels") public var count = 0
    @Figure("Step", .plain, "None where nothing is stepped.") public var step: Voltage? = nil
    @Figure(
      "A step, of the resistance", .percent,
      "By the slope of the median cell; the steepest level counts.")
    public var stepShare: Double? = nil
    @Figure("Cells that reach their level") public var reached = CountedShare()
    @Figure("Outcomes") public var outcomes = Outcomes()
    @Figure("Inside the window when read again", .percent, "Of the cells that were written.")
    public var insideAgain = CountedShare()
    @Figure("Pulses of a write", .plain, "Of the cells that were written.") public var pulses: TailFigures<Double>? = nil
    @Figure("RESETs of a write") public var resets: TailFigures<Double>? = nil
    @Figure("Energy of a write") public var energy: TailFigures<Energy>? = nil
    @Figure("Time of a write") public var time: TailFigures<Time>? = nil
    @Figure("Levels hold", .plain, "Errors of the cells that were written are within the target at the last time.")
    public var holds = false
    /// Right after the write, then at each time.
    public var readings: [Reading] = []
    public init() {}
  }

  /// One level of a program.
  public struct Level: Figures, Hashable {
    @Figure("Levels") public var count = 0
    @Figure public var step: Voltage? = nil
    @Figure("Level", .plain, "From 0, by rising conductance.") public var level = 0
    @Figure("Code", .plain, "The number that it stands for, in binary.") public var code = ""
    @Figure public var target = Resistance.zero
    @Figure("Window from") public var windowFrom = Resistance.zero
    @Figure("Window to", .plain, "None for a level that a RESET leaves.") public var windowTo: Resistance? = nil
    @Figure("First voltage", .plain, "Of the stepped line in the first SET.") public var startVoltage: Voltage? = nil
    @Figure("Voltage for the median cell", .plain, "At which one SET leaves it at the target.")
    public var nominalVoltage: Voltage? = nil
    @Figure("Voltage of the last SET") public var lastVoltage: Quartiles<Voltage>? = nil
    @Figure("Current of the last SET") public var setCurrent: Quartiles<Current>? = nil
    @Figure("Cells that reach it") public var reached = CountedShare()
    @Figure("Resistance after the write") public var verified: Quartiles<Resistance>? = nil
    @Figure("Standard deviation of ln R after the write") public var logDeviation: Double? = nil
    @Figure public var pulses: TailFigures<Double>? = nil
    @Figure("RESETs") public var resets: TailFigures<Double>? = nil
    @Figure public var energy: TailFigures<Energy>? = nil
    @Figure public var time: TailFigures<Time>? = nil
    public init() {}
  }

  /// What cells of one level read at one time.
  public struct LevelReading: Figures, Hashable {
    @Figure("Levels") public var count = 0
    @Figure public var step: Voltage? = nil
    @Figure public var level = 0
    @Figure("Time after the write") public var time = Time.zero
    @Figure public var cells = 0
    @Figure("Mean conductance") public var mean: Conductance? = nil
    @Figure("Standard deviation of conductance") public var deviation: Conductance? = nil
    @Figure public var resistance: Quartiles<Resistance>? = nil
    @Figure("Standard deviation of ln R") public var logDeviation: Double? = nil
    @Figure("Read as another level") public var errors = CountedShare()
    public init() {}
  }

  @Figure("Share of errors that is allowed", .percent) public var targetError = 0.0
  @Figure(
    "Most levels that hold", .plain, "Of the numbers tried; none if not even the fewest do.")
  public var mostLevels: Int? = nil
  @Figure("Lowest resistance of the median cell", .plain, "After one SET, at any voltage up to the limit.")
  public var floor = Resistance.zero
  @Figure("Resistance after a RESET") public var erased = Resistance.zero
  /// What the levels were found to suffer from, in words.
  @Figure public var remarks: [String] = []
  /// One per number of levels and step.
  public var programs: [Program] = []
  @Figure("Stress of the access transistors") public var stress: StressFigures? = nil
  public init() {}
}
