import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// The results of a compliance study: which filaments last, and the resistances that the compliances set.
public struct ComplianceFindings: StudyFindings {
  /// As it was run; its compliances are the points of the figures and charts.
  public let study: ComplianceStudy
  /// One SET each, by device, then by compliance.
  public let steps: [ComplianceStep]
  public let figures: ComplianceFigures

  init(study: ComplianceStudy, steps: [ComplianceStep]) {
    self.study = study
    self.steps = steps
    figures = ComplianceFigures(study, steps)
  }

  /// Writes `compliance.csv` with one row per SET.
  public func writeData(to folder: ResultFolder) throws { try folder.write(RecordTable(steps), to: ComplianceStudy.table) }

  /// The share of filaments that last and R_LRS, both over the compliance; none if no device SET.
  public var charts: [NamedChart] {
    guard steps.contains(where: \.isSet) else { return [] }
    return [NamedChart("non-volatile", shareChart), NamedChart("r-lrs", resistanceChart)]
  }

  /// The highest compliance at which no filament lasts, and the lowest at which all do.
  public var headline: String? {
    let known = figures.points.filter { $0.nonVolatile.of > 0 }
    let volatile = known.filter { $0.nonVolatile.count == 0 }.map(\.compliance).max()
    let lasting = known.filter { $0.nonVolatile.count == $0.nonVolatile.of }.map(\.compliance).min()
    switch (volatile, lasting) {
    case (let volatile?, let lasting?):
      return "No filament SET at \(volatile.prefixed) lasts; every filament SET at \(lasting.prefixed) does."
    case (let volatile?, nil): return "No filament SET at \(volatile.prefixed) lasts."
    case (nil, let lasting?): return "Every filament SET at \(lasting.prefixed) lasts."
    case (nil, nil): return known.isEmpty ? "No device SET." : "At every compliance some filaments last and some do not."
    }
  }

  /// One line per compliance: share of filaments that last, SETs without a filament, median R_LRS.
  public var text: String {
    let rows = figures.points.map { point in
      let share = point.nonVolatile
      let percent = share.share.map {
        String(format: "%3.0f %% (%.0f to %.0f)", $0 * 100, share.wilsonLow * 100, share.wilsonHigh * 100)
      }
      return "    \(column(point.compliance.prefixed, 10))\(column(percent ?? "none set", 22))"
        + "\(column("\(point.notSet)", 10))\(point.rLRS?.median.prefixed ?? "none")"
    }
    return """
      \(figures.devices.text) SET at rising compliance and read after \(study.rest.prefixed) (seed \(study.seed))

          \(column("current", 10))\(column("non-volatile", 22))\(column("not set", 10))median R_LRS
      \(rows.joined(separator: "\n"))
      """
  }

  /// With the 95 % interval of each share as dashed lines.
  private var shareChart: LineChart {
    let points = figures.points.filter { $0.nonVolatile.share != nil }
    func line(_ value: (CountedShare) -> Double) -> [SIMD2<Double>] {
      points.map { SIMD2($0.compliance.si, 100 * value($0.nonVolatile)) }
    }
    return LineChart(
      title: "Filaments that last \(study.rest.prefixed)", xAxis: complianceAxis,
      yAxis: ChartAxis("Non-volatile, of devices that SET (%)", range: -3...103),
      series: [
        ChartSeries("share", points: line { $0.share ?? 0 }, mark: .lineAndPoints, colour: .blue),
        ChartSeries("95 % interval (Wilson)", points: line(\.wilsonLow), isDashed: true, colour: .grey),
        ChartSeries("", points: line(\.wilsonHigh), isDashed: true, colour: .grey),
      ])
  }

  /// Each device as a point, with median and quartiles as lines.
  private var resistanceChart: LineChart {
    func line(_ value: (Quartiles<Resistance>) -> Resistance) -> [SIMD2<Double>] {
      figures.points.compactMap { point in point.rLRS.map { SIMD2(point.compliance.si, value($0).si) } }
    }
    let devices = steps.filter(\.isSet).compactMap { step in step.rLRSAfterSET.map { SIMD2(step.compliance.si, $0.si) } }
    return LineChart(
      title: "Low resistance set by the compliance", xAxis: complianceAxis,
      yAxis: ChartAxis("R_LRS right after the SET", unit: "Ω", scale: .logarithmic),
      series: [
        ChartSeries("each device", points: devices, mark: .points, colour: .grey),
        ChartSeries("median", points: line(\.median), mark: .lineAndPoints, colour: .blue),
        ChartSeries("quartiles", points: line(\.lower), isDashed: true, colour: .blue),
        ChartSeries("", points: line(\.upper), isDashed: true, colour: .blue),
      ])
  }

  /// A factor of two beyond the compliances on both sides, so that no point lies on the frame.
  private var complianceAxis: ChartAxis {
    let compliances = study.compliances.map(\.si)
    let range = (compliances.min() ?? 1e-6) / 2...(compliances.max() ?? 1e-3) * 2
    return ChartAxis("Compliance", unit: "A", scale: .logarithmic, range: range)
  }
}

/// The figures of a compliance study.
public struct ComplianceFigures: Figures, Equatable {
  @Figure public var devices = DeviceCounts()
  /// One per compliance, in the order in which they were applied.
  public var points: [Point] = []

  public init() {}

  /// The SETs of all devices at one compliance.
  public struct Point: Figures, Equatable {
    @Figure public var compliance = Current.zero
    @Figure("SETs without a filament", .plain, "Not enough voltage was left, or the device's V_SET is beyond the pulse.")
    public var notSet = 0
    @Figure("Filaments that last", .percent, "Of the devices that SET, those non-volatile after the rest.")
    public var nonVolatile = CountedShare()
    @Figure("R_LRS", .plain, "As the SET left it, before the rest.") public var rLRS: Quartiles<Resistance>? = nil

    public init() {}
  }

  init(_ study: ComplianceStudy, _ steps: [ComplianceStep]) {
    devices = DeviceCounts(study.population, steps)
    points = study.compliances.map { compliance in
      let known = steps.filter { $0.compliance == compliance && $0.outcome != nil }
      let set = known.filter(\.isSet)
      var point = Point()
      point.compliance = compliance
      point.notSet = known.count - set.count
      point.nonVolatile = CountedShare(set.count { $0.outcome == .nonVolatile }, of: set.count)
      point.rLRS = Quartiles(set.compactMap(\.rLRSAfterSET))
      return point
    }
  }
}
