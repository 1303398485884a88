import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// The results of a retention study: resistance over time for each device and compliance.
public struct RetentionFindings: StudyFindings {
  /// As it was run; it says how long a filament must last.
  public let study: RetentionStudy
  /// By compliance, then by device; each holds one device's reads in order of time.
  public let curves: [[RetentionRead]]
  public let figures: RetentionFigures

  /// Curves of each compliance in the chart; the table has all.
  private static let drawnCurves = 40

  init(study: RetentionStudy, curves: [[RetentionRead]]) {
    self.study = study
    self.curves = curves
    figures = RetentionFigures(study, curves)
  }

  /// Writes `retention.csv` with one row per read.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(curves.joined()), to: RetentionStudy.table)
  }

  /// None if no device SET.
  public var charts: [NamedChart] {
    curves.contains { $0.first?.isSet == true } ? [NamedChart("retention", chart)] : []
  }

  /// How many filaments last the required time at each compliance; nil where the run is shorter or no device SET.
  public var headline: String? {
    let known = figures.points.compactMap { point in point.lasting.map { (point.compliance.prefixed, $0) } }
      .filter { $0.1.of > 0 }
    guard !known.isEmpty else { return nil }
    return "Filaments that last \(study.requiredTime.prefixed): "
      + known.map { "\($1.count) of \($1.of) SET at \($0)" }.joined(separator: ", ") + "."
  }

  public var text: String {
    let rows = figures.points.map { point in
      let lasting = point.lasting.map { share in
        share.share.map { String(format: "%.0f %% (%d of %d)", 100 * $0, share.count, share.of) } ?? "none set"
      }
      func median(_ value: Quartiles<Resistance>?) -> String { value?.median.prefixed ?? "none" }
      return "    \(column(point.compliance.prefixed, 10))\(column(lasting ?? "not watched", 22))"
        + "\(column("\(point.notSet)", 10))\(column(median(point.firstRead), 16))\(median(point.lastRead))"
    }
    return """
      \(figures.points.first?.devices.text ?? "") SET and left at 0 V for \(figures.longestTime.prefixed) (seed \(study.seed))

          \(column("current", 10))\(column("lasts \(study.requiredTime.prefixed)", 22))\
      \(column("not set", 10))\(column("first median", 16))last median
      \(rows.joined(separator: "\n"))
      """
  }

  /// Resistance over time on logarithmic axes, without the read at 0 s, which has no place there. The last compliance is
  /// drawn first: it is usually the highest, and its spread would cover the others.
  private var chart: LineChart {
    let series = study.compliances.enumerated().reversed().flatMap { index, compliance in
      let set = curves.filter { $0.first?.compliance == compliance && $0.first?.isSet == true }
      return set.prefix(Self.drawnCurves).enumerated().map { number, curve in
        ChartSeries(
          number == 0 ? compliance.prefixed : "", points: curve.map { SIMD2($0.time.si, $0.readResistance?.si ?? .nan) },
          colour: .automatic(index))
      }
    }
    let isShown = study.readTimes.contains(study.requiredTime)
    return LineChart(
      title: "Retention at 0 V", xAxis: ChartAxis("Time since the SET", unit: "s", scale: .logarithmic),
      yAxis: ChartAxis("Resistance at \(study.readVoltage)", unit: "Ω", scale: .logarithmic), series: series,
      marker: isShown ? ChartMarker(study.requiredTime.prefixed, at: study.requiredTime.si) : nil)
  }
}

/// The figures of a retention run.
public struct RetentionFigures: Figures, Equatable {
  @Figure("Time that filaments are to last") public var requiredTime = Time.zero
  @Figure("Time of the last read") public var longestTime = Time.zero
  /// One per compliance.
  public var points: [Point] = []

  public init() {}

  /// All devices at one compliance.
  public struct Point: Figures, Equatable {
    @Figure public var devices = DeviceCounts()
    @Figure public var compliance = Current.zero
    @Figure("SETs without a filament") public var notSet = 0
    @Figure("Filaments that last the required time", .percent, "Of the devices that SET; none if the run is shorter.")
    public var lasting: CountedShare? = nil
    @Figure("Resistance right after the SET") public var firstRead: Quartiles<Resistance>? = nil
    @Figure("Resistance at the end") public var lastRead: Quartiles<Resistance>? = nil

    public init() {}
  }

  init(_ study: RetentionStudy, _ curves: [[RetentionRead]]) {
    let check = study.readTimes.firstIndex(of: study.requiredTime)
    requiredTime = study.requiredTime
    longestTime = study.readTimes.last ?? .zero
    points = study.compliances.map { compliance in
      let all = curves.filter { $0.first?.compliance == compliance }
      let set = all.filter { $0.first?.isSet == true }
      var point = Point()
      point.devices = DeviceCounts(study.population, all.joined())
      point.compliance = compliance
      point.notSet = all.count { $0.first?.isSet == false }
      point.lasting = check.map { index in CountedShare(set.count { $0[index].lasts == true }, of: set.count) }
      point.firstRead = Quartiles(set.compactMap { $0.first?.readResistance })
      point.lastRead = Quartiles(set.compactMap { $0.last?.readResistance })
      return point
    }
  }
}
