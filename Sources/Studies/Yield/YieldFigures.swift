import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records

/// The figures of a yield study.
public struct YieldFigures: Figures {
  /// One measure of one cell.
  public struct Measure: Figures, Hashable {
    @Figure("Measure") public var measure = YieldMeasure.set
    @Figure("Found by") public var method = EstimationMethod.plain
    @Figure("Probability that a cell fails") public var probability = 0.0
    @Figure("From", .plain, "95 %; of plain samples Wilson's interval.") public var low = 0.0
    @Figure("To") public var high = 0.0
    @Figure("Half of the interval, relative", .percent, "None without failures.") public var relativeError: Double? = nil
    @Figure("Cells simulated", .plain, "Those of the search, of shares of variance and of the overlap of measures included.")
    public var simulations = 0
    @Figure("Samples", .plain, "Those that the probability is of.") public var samples = 0
    @Figure("Failures among them") public var failures = 0
    @Figure("Effective sample size", .plain, "So many failures of equal weight would tell as much.")
    public var effectiveSamples = 0.0
    @Figure("Plain samples as good", .plain, "So many would give the same interval.") public var plainSamples: Double? = nil
    @Figure("Sigma", .plain, "Of a normal distribution whose tail is this probability.") public var sigma: Double? = nil
    @Figure("Nearest failure", .plain, "Standard deviations from the median cell.") public var nearest: Double? = nil
    @Figure("Regions of failures") public var regions = 0
    @Figure("Cpk", .plain, "Mean margin of plain samples over three of its standard deviations.") public var cpk: Double? = nil
    @Figure("Cpk of the probability", .plain, "A third of its sigma.") public var cpkOfProbability: Double? = nil
    @Figure("Numerical failures") public var numericalFailures = 0
    @Figure public var doubts: [String] = []
    public init() {}
  }

  /// One score of one measure.
  public struct Parameter: Figures, Hashable {
    @Figure("Measure") public var measure = YieldMeasure.set
    @Figure("Parameter") public var parameter = ""
    @Figure("Fails below", .plain, "This parameter alone, standard deviations; none where it does not within reach.")
    public var sigmaBelow: Double? = nil
    @Figure("Fails above") public var sigmaAbove: Double? = nil
    @Figure("At the nearest failure", .plain, "Standard deviations.") public var worstScore: Double? = nil
    @Figure("Value there", .plain, "In the parameter's unit.") public var worstValue: Double? = nil
    @Figure public var unit = ""
    @Figure("Share of the nearest failure", .percent, "Of the squared distance.") public var failureShare: Double? = nil
    @Figure("Share of the margin's variance, alone", .percent) public var firstOrder: Double? = nil
    @Figure("In total", .percent, "Together with others included.") public var total: Double? = nil
    public init() {}
  }

  /// The array.
  public struct Array: Figures, Hashable {
    @Figure("Cells", .plain, "Without spares.") public var cells = 0
    @Figure("Probability that a cell fails", .plain, "By any measure, defects included.") public var cell = 0.0
    @Figure("Cells of a word") public var wordBits = 1
    @Figure("Cells that a word may lose") public var correctable = 0
    @Figure("Probability that a word is lost") public var word = 0.0
    @Figure("Probability that the array is lost") public var loss = 0.0
    @Figure("From", .plain, "By the intervals of the measures, and the number of drawn arrays.") public var lossLow = 0.0
    @Figure("To") public var lossHigh = 0.0
    @Figure("Yield", .percent) public var yield = 0.0
    @Figure("Probability that the array is lost if cells were independent") public var independentLoss = 0.0
    @Figure("Arrays that were drawn", .plain, "One where cells share nothing.") public var draws = 0
    @Figure("Effective number of arrays", .plain, "So many of equal loss would tell as much; none where one was drawn.")
    public var effectiveDraws: Double? = nil
    @Figure("Cell failures of the worst 5 % of arrays", .plain, "Their probability, from this one on.")
    public var cellOfWorst: Double? = nil
    public init() {}
  }

  /// One per measure.
  public var measures: [Measure] = []
  /// One per measure and score.
  public var parameters: [Parameter] = []
  @Figure("Array") public var array: Array? = nil
  @Figure("Stress of the access transistors") public var stress: StressFigures? = nil
  public init() {}
}
