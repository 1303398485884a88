import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// The results of an endurance study: every cycle, and how long each device lived.
public struct EnduranceFindings: StudyFindings {
  /// As it was run; its threshold decides which devices got stuck.
  public let study: EnduranceStudy
  /// Of all devices, by device; the cycle in which a device got stuck is included.
  public let cycles: [EnduranceCycle]
  /// One per device that has any cycle.
  public let lives: [DeviceLife]
  public let figures: EnduranceFigures

  /// - Parameter cycles: by device, then in order.
  init(study: EnduranceStudy, cycles: [[EnduranceCycle]]) {
    self.study = study
    self.cycles = cycles.flatMap { $0 }
    lives = cycles.compactMap { DeviceLife($0, threshold: study.threshold) }
    figures = EnduranceFigures(study, lives, self.cycles)
  }

  /// Writes `cycles.csv` with one row per cycle, and `devices.csv` with one row per device.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(cycles), to: EnduranceStudy.table)
    try folder.write(RecordTable(lives), to: "devices.csv")
  }

  /// The range and the median of the cycles to failure; nil where no device was measured.
  public var headline: String? {
    guard let life = figures.cyclesToFailure, let fewest = figures.fewestCycles, let most = figures.mostCycles else {
      return figures.survived > 0 ? "No device fails within the \(study.cycles) cycles tried." : nil
    }
    return "Devices fail after \(fewest) to \(most) cycles, half of them within \(String(format: "%.0f", life.median)); "
      + "\(figures.survived) outlive the \(study.cycles) cycles tried."
  }

  /// Resistances and survival over the cycles; none if no device was measured.
  public var charts: [NamedChart] {
    measured.isEmpty ? [] : [NamedChart("resistance", resistanceChart), NamedChart("survival", survivalChart)]
  }

  public var text: String {
    func median(_ value: Quartiles<Resistance>?) -> String { value?.median.prefixed ?? "none" }
    let life = figures.cyclesToFailure.map { quartiles in
      String(format: "median %.0f, quartiles %.0f and %.0f", quartiles.median, quartiles.lower, quartiles.upper)
        + ", \(figures.fewestCycles ?? 0) to \(figures.mostCycles ?? 0)"
    }
    return """
      \(figures.devices.text), up to \(study.cycles) cycles at \(study.compliance.prefixed) (seed \(study.seed))

        stuck in the low-resistance state: \(figures.worn) worn, \(figures.overprogrammed) over-programmed; \
      \(figures.survived) survived
        cycles to failure  \(life ?? "none failed")
        in \(figures.healthyCycles) cycles before: \(figures.missedSets) SETs and \(figures.missedResets) RESETs missed; \
      median R_LRS \(median(figures.rLRS)), R_HRS \(median(figures.rHRS))
      """
  }

  /// The devices whose simulations all gave a result.
  private var measured: [DeviceLife] { lives.filter { $0.numericalFailure == nil } }

  /// Both resistances of every cycle. RESET points are drawn a little to the right of SET points, so that neither hides
  /// the other.
  private var resistanceChart: LineChart {
    func points(_ path: KeyPath<EnduranceCycle, Resistance?>, at shift: Double) -> [SIMD2<Double>] {
      cycles.compactMap { cycle in cycle[keyPath: path].map { SIMD2(Double(cycle.cycle ?? 0) + shift, $0.si) } }
    }
    return LineChart(
      title: "Cycling at \(study.compliance.prefixed)", xAxis: ChartAxis("Cycle", range: 0...Double(longest + 1)),
      yAxis: ChartAxis("Resistance at \(study.readVoltage)", unit: "Ω", scale: .logarithmic),
      series: [
        ChartSeries("after RESET", points: points(\.rHRS, at: 0.3), mark: .points, colour: .blue),
        ChartSeries("after SET", points: points(\.rLRS, at: 0), mark: .points, colour: .vermilion),
        ChartSeries(
          "read threshold", x: [0, Double(longest) + 1], y: Array(repeating: study.threshold.si, count: 2), isDashed: true,
          colour: .black),
      ])
  }

  /// The share of devices that completed a number of cycles, as steps that fall right after the last cycle of each
  /// device.
  private var survivalChart: LineChart {
    var steps: [SIMD2<Double>] = []
    for cycle in 0...longest {
      let alive = measured.count { $0.cyclesToFailure.map { $0 > cycle } ?? true }
      let share = 100 * Double(alive) / Double(measured.count)
      steps += [SIMD2(Double(cycle), steps.last?.y ?? 100), SIMD2(Double(cycle), share)]
    }
    return LineChart(
      title: "Endurance at \(study.compliance.prefixed)", xAxis: ChartAxis("Cycles done", range: 0...Double(longest)),
      yAxis: ChartAxis("Devices that still RESET (%)", range: -3...103),
      series: [ChartSeries("", points: steps, colour: .blue)])
  }

  /// Cycles of the device that lasted longest, at least 1.
  private var longest: Int { max(1, cycles.compactMap(\.cycle).max() ?? 1) }
}

/// The figures of an endurance study; counts are over devices with a result unless their explanation says otherwise.
public struct EnduranceFigures: Figures, Equatable {
  @Figure public var devices = DeviceCounts()
  @Figure("Compliance of the SETs") public var compliance = Current.zero
  @Figure("Devices worn out", .plain, "After their drawn endurance.") public var worn = 0
  @Figure("Devices over-programmed", .plain, "By a SET current above the statistics' limit.") public var overprogrammed = 0
  @Figure("Devices that survived all cycles") public var survived = 0
  @Figure("Cycles to failure", .plain, "Of the devices that failed.") public var cyclesToFailure: Quartiles<Double>? = nil
  @Figure public var fewestCycles: Int? = nil
  @Figure public var mostCycles: Int? = nil
  @Figure("Cycles of devices that were not worn") public var healthyCycles = 0
  @Figure("SETs missed", .plain, "Healthy cycles in which the SET left the device high: the cycle's V_SET was beyond the pulse.")
  public var missedSets = 0
  @Figure("RESETs missed", .plain, "Healthy cycles in which the RESET left the device low.") public var missedResets = 0
  @Figure("R_LRS", .plain, "Over the healthy cycles.") public var rLRS: Quartiles<Resistance>? = nil
  @Figure("R_HRS", .plain, "Over the healthy cycles.") public var rHRS: Quartiles<Resistance>? = nil

  public init() {}

  init(_ study: EnduranceStudy, _ lives: [DeviceLife], _ cycles: [EnduranceCycle]) {
    let measured = lives.filter { $0.numericalFailure == nil }
    let failures = measured.compactMap(\.cyclesToFailure)
    let healthy = cycles.filter { $0.wear == nil && $0.numericalFailure == nil }
    let (low, high) = (healthy.compactMap(\.rLRS), healthy.compactMap(\.rHRS))
    devices = DeviceCounts(study.population, lives)
    compliance = study.compliance
    worn = measured.count { $0.cause == .endurance }
    overprogrammed = measured.count { $0.cause == .overprogramming }
    survived = measured.count { $0.cause == nil }
    cyclesToFailure = Quartiles(failures.map(Double.init))
    (fewestCycles, mostCycles) = (failures.min(), failures.max())
    healthyCycles = healthy.count
    missedSets = low.count { $0 >= study.threshold }
    missedResets = high.count { $0 < study.threshold }
    (rLRS, rHRS) = (Quartiles(low), Quartiles(high))
  }
}
