import CrossbarPrimitives
import Records

/// The figures of a pulse run.
public struct PulsesFigures: Figures, Equatable {
  @Figure("Device that got the train") public var device = 0
  @Figure("Cycles of the train") public var cycles = 0
  @Figure("Numerical failures of the train", .plain, "1 if a pulse gave no result, which ends it.") public var numericalFailures =
    0
  @Figure("SET pulses") public var setPulses = 0
  @Figure("RESET pulses") public var resetPulses = 0
  @Figure("Cycles whose SET a read confirmed") public var verifiedSets = 0
  @Figure("Cycles whose RESET a read confirmed") public var verifiedResets = 0
  /// By compliance, then by amplitude.
  public var switching: [Point] = []

  public init() {}

  /// All devices at one amplitude and compliance.
  public struct Point: Figures, Equatable {
    @Figure public var amplitude = Voltage.zero
    @Figure public var compliance = Current.zero
    @Figure public var devices = DeviceCounts()
    @Figure("Devices that SET within the pulse", .percent) public var switched = CountedShare()
    @Figure("Time to SET", .plain, "Of the devices that switched.") public var switchingTime: Quartiles<Time>? = nil
    @Figure("Longest time to SET") public var slowest: Time? = nil

    public init() {}
  }

  init(_ study: PulsesStudy, _ train: PulseTrainResult, _ times: [SwitchingTime]) {
    func count(_ operation: PulseTrainStep.Operation, isVerified: Bool = false) -> Int {
      train.steps.count { $0.operation == operation && ($0.isVerified || !isVerified) }
    }
    device = study.train.device
    cycles = study.train.cycles
    numericalFailures = train.failure == nil ? 0 : 1
    (setPulses, resetPulses) = (count(.set), count(.reset))
    (verifiedSets, verifiedResets) = (count(.set, isVerified: true), count(.reset, isVerified: true))
    switching = study.switching.compliances.flatMap { compliance in
      study.switching.amplitudes.map { amplitude in
        let rows = times.filter { $0.compliance == compliance && $0.amplitude == amplitude }
        let switched = rows.compactMap(\.switchingTime)
        var point = Point()
        (point.amplitude, point.compliance) = (amplitude, compliance)
        point.devices = DeviceCounts(study.switching.population, rows)
        point.switched = CountedShare(switched.count, of: rows.count { $0.numericalFailure == nil })
        point.switchingTime = Quartiles(switched)
        point.slowest = switched.max()
        return point
      }
    }
  }
}
