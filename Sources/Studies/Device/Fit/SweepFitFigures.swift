import CrossbarPrimitives
import MemristorDevices
import Records

/// The figures of a fit to measured sweeps.
public struct SweepFitFigures: Figures, Equatable {
  @Figure("Measured sweeps") public var sweeps = 0
  @Figure public var devices = 0
  @Figure("V_SET") public var vSET = Parameter<Voltage>()
  @Figure("V_RESET") public var vRESET = Parameter<Voltage>()
  @Figure("R_LRS") public var rLRS = Parameter<Resistance>()
  @Figure("R_HRS") public var rHRS = Parameter<Resistance>()
  @Figure("Share of the variance from cycle to cycle", .percent, "None where no device was swept several times.")
  public var cycleShare: Double? = nil
  /// Sweeps that do not show all four parameters, with the reasons.
  public var failed: [Failure] = []

  public init() {}

  /// One such sweep.
  public struct Failure: Figures, Equatable {
    @Figure public var file = ""
    @Figure public var device = ""
    @Figure public var cycle = ""
    @Figure("What kept parameters from being read") public var reasons: [String] = []

    public init() {}
  }

  /// The fit of one parameter: mean and standard deviation of the values (normal) or of their natural logarithms
  /// (log-normal), named as in a device's description. The pair that does not apply is nil.
  public struct Parameter<Value: SampledNumber>: Figures, Equatable {
    @Figure public var distribution = DistributionFit.Kind.logNormal
    @Figure public var mean: Value? = nil
    @Figure("Standard deviation") public var sd: Value? = nil
    @Figure("Mean of the logarithm") public var logMean: Double? = nil
    @Figure("Standard deviation of the logarithm") public var logSD: Double? = nil
    @Figure public var standardError = StandardError<Value>()
    @Figure("Sweeps that show it") public var count = 0
    @Figure("Sweeps that end below it", .plain, "They are in the fit with that end as a lower bound.") public var beyondSweep = 0
    @Figure("Devices that show it") public var devices = 0
    @Figure public var goodnessOfFit: GoodnessOfFit? = nil
    @Figure("Share of the variance from cycle to cycle", .percent) public var cycleShare: Double? = nil

    public init() {}

    init(_ fit: DistributionFit) {
      distribution = fit.kind
      switch fit.kind {
      case .normal:
        (mean, sd) = (Value(si: fit.mean), Value(si: fit.standardDeviation))
        (standardError.mean, standardError.sd) = (Value(si: fit.meanError), Value(si: fit.standardDeviationError))
      case .logNormal:
        (logMean, logSD) = (fit.mean, fit.standardDeviation)
        (standardError.logMean, standardError.logSD) = (fit.meanError, fit.standardDeviationError)
      }
      (count, beyondSweep, devices) = (fit.count, fit.censoredCount, fit.groupCount)
      goodnessOfFit = fit.goodnessOfFit.map(GoodnessOfFit.init)
      cycleShare = fit.shareWithinGroups
    }
  }

  /// Standard errors of the fitted parameters; those that do not apply to the distribution are nil.
  public struct StandardError<Value: SampledNumber>: Figures, Equatable {
    @Figure("Of the mean") public var mean: Value? = nil
    @Figure("Of the standard deviation") public var sd: Value? = nil
    @Figure("Of the logarithm's mean") public var logMean: Double? = nil
    @Figure("Of the logarithm's standard deviation") public var logSD: Double? = nil

    public init() {}
  }

  /// The test of Anderson and Darling.
  public struct GoodnessOfFit: Figures, Equatable {
    @Figure public var method = ""
    @Figure public var statistic = 0.0
    @Figure("Probability of a worse fit", .plain, "A small one speaks against the distribution.") public var pValue = 0.0

    public init() {}

    init(_ test: AndersonDarling) { (method, statistic, pValue) = (test.method, test.statistic, test.pValue) }
  }

  init(_ fit: SweepFit) {
    (sweeps, devices) = (fit.readings.count, fit.devices.count)
    (vSET, vRESET) = (Parameter(fit.setVoltage), Parameter(fit.resetVoltage))
    (rLRS, rHRS) = (Parameter(fit.lowResistance), Parameter(fit.highResistance))
    cycleShare = fit.cycleShare
    failed = fit.failed.map { reading in
      var failure = Failure()
      (failure.file, failure.device, failure.cycle) = (reading.source, reading.device, reading.cycle)
      failure.reasons = reading.parameters.remarks
      return failure
    }
  }
}
