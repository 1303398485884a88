import CrossbarPrimitives
import MemristorDevices
import Records

/// The figures of a fit to measured sweeps.
public struct SweepFitFigures: Figures, Equatable {
  @Figure("Measured sweeps") public var sweeps = 0
  @Figure public var devices = 0
  @Figure("V_SET") public var vSET: Parameter<Voltage>? = Parameter<Voltage>()
  @Figure("V_RESET") public var vRESET: Parameter<Voltage>? = Parameter<Voltage>()
  @Figure("R_LRS") public var rLRS: Parameter<Resistance>? = Parameter<Resistance>()
  @Figure("R_HRS") public var rHRS: Parameter<Resistance>? = Parameter<Resistance>()
  /// Of the four, those that the sweeps do not tell; they stay those of the base device.
  public var untold: [Untold] = []
  @Figure("Voltage that limited filaments keep", .plain, "None where no SETs are seen to end by their compliance.")
  public var holdVoltage: Voltage? = nil
  public var correlations: [Correlation] = []
  @Figure("Sweeps whose SET did not last") public var volatileSweeps = 0
  public var forming: Forming? = nil
  @Figure("Whether first cycles look like forming") public var formingRemark: String? = nil
  /// Of a model whose equations were fitted to the loops; empty for a device whose parameters are the four figures.
  public var modelParameters: [ModelParameter] = []
  /// Of the speed, fitted to pulses; empty without pulses.
  public var speedParameters: [ModelParameter] = []
  @Figure("Spread of switching times", .plain, "Standard deviation of their logarithm; none without pulses.")
  public var switchingTimeSpread: Double? = nil
  @Figure("Model's distance from the loops", .plain, "Half of the currents are nearer than this, as ln(I model / I measured).")
  public var modelMisfit: Double? = nil
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

  /// A parameter of the fitted equations, in its own unit.
  public struct ModelParameter: Figures, Equatable {
    @Figure public var name = ""
    @Figure public var unit = ""
    @Figure("Whether the loops tell it", .plain, "Otherwise it is as before the fit.") public var isTold = false
    @Figure("Value before the fit") public var initial = 0.0
    @Figure("Median over the loops") public var value = 0.0
    @Figure public var standardError: Double? = nil
    @Figure("Standard deviation over the loops", .plain, "Of the logarithm, for a log-normal parameter.") public var sd: Double? =
      nil

    public init() {}

    init(_ parameter: ModelFit.Parameter) {
      (name, unit, isTold) = (parameter.name, parameter.unit, parameter.isTold)
      (initial, value, standardError) = (parameter.initial, parameter.value, parameter.standardError)
      sd = parameter.distribution?.standardDeviation
    }
  }

  /// One of the four that cannot be told.
  public struct Untold: Figures, Equatable {
    @Figure public var parameter = ""
    @Figure public var reason = ""

    public init() {}
  }

  /// Between two of the four, over devices and cycles.
  public struct Correlation: Figures, Equatable {
    @Figure public var first = ""
    @Figure public var second = ""
    @Figure("Of the standard scores") public var value = 0.0
    @Figure public var standardError = 0.0
    @Figure("Whether it is drawn from", .plain, "It differs from 0 by more than 2.6 standard errors.") public var isDrawn = false

    public init() {}
  }

  /// Forming sweeps, which are in none of the other figures.
  public struct Forming: Figures, Equatable {
    @Figure public var sweeps = 0
    @Figure("V_FORM") public var vFORM: Parameter<Voltage>? = nil
    @Figure("Resistance before forming") public var pristine: Parameter<Resistance>? = nil

    public init() {}

    init(_ forming: SweepFit.Forming) {
      sweeps = forming.count
      (vFORM, pristine) = (forming.voltage.map { Parameter($0) }, forming.pristineResistance.map { Parameter($0) })
    }
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
    @Figure(
      "Sweeps that bound it", .plain,
      "They end below a voltage, or their compliance left more than the own resistance, and are in the fit as such.") public
      var beyondSweep = 0
    @Figure("Devices that show it") public var devices = 0
    @Figure public var goodnessOfFit: GoodnessOfFit? = nil
    @Figure("Share of the variance from cycle to cycle", .percent) public var cycleShare: Double? = nil
    @Figure("Only a bound", .plain, "An R_LRS that the compliance left; the devices' own is lower.") public var isBound = false

    public init() {}

    init?(_ figure: SwitchingStatistics.Figure?) {
      guard let figure, let fit = figure.fit else { return nil }
      self.init(fit)
      isBound = figure.isBound
    }

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
    (sweeps, devices) = (fit.readings.count { $0.use != .skipped }, fit.devices.count)
    let statistics = fit.statistics
    (vSET, vRESET) = (Parameter(statistics[.setVoltage]), Parameter(statistics[.resetVoltage]))
    (rLRS, rHRS) = (Parameter(statistics[.lowResistance]), Parameter(statistics[.highResistance]))
    untold = statistics.figures.filter { $0.fit == nil }.map { figure in
      var untold = Untold()
      (untold.parameter, untold.reason) = (figure.role.symbol, figure.remark ?? "")
      return untold
    }
    holdVoltage = statistics.holdVoltage.map { .volts($0.value) }
    correlations = statistics.correlations.map { found in
      var correlation = Correlation()
      (correlation.first, correlation.second) = (found.first.symbol, found.second.symbol)
      (correlation.value, correlation.standardError) = (found.value, found.standardError)
      correlation.isDrawn = found.isSignificant
      return correlation
    }
    volatileSweeps = statistics.volatileCount
    forming = fit.forming.map { Forming($0) }
    formingRemark = fit.formingRemark
    speedParameters = fit.pulses?.fit.parameters.map { ModelParameter($0) } ?? []
    switchingTimeSpread = fit.pulses?.fit.spread
    modelParameters = fit.model?.parameters.map { ModelParameter($0) } ?? []
    cycleShare = fit.cycleShare
    failed = fit.failed.map { reading in
      var failure = Failure()
      (failure.file, failure.device, failure.cycle) = (reading.source, reading.device, reading.cycle)
      failure.reasons = reading.parameters.remarks
      return failure
    }
  }
}
