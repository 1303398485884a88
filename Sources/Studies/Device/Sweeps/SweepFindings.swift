import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// The results of a sweep study: the loops with all their samples.
public struct SweepFindings: StudyFindings {
  /// As it was run; it also says whether a copy of the samples is written.
  public let study: SweepStudy
  /// By device, then by cycle.
  public let loops: [SweepLoop]
  public let figures: SweepFigures

  init(study: SweepStudy, loops: [SweepLoop]) {
    self.study = study
    self.loops = loops
    figures = SweepFigures(study.sweeps, loops.map(\.reading))
  }

  /// Writes `sweeps.csv` with all samples, `parameters.csv` with what was read off the loops, and the copy if one was
  /// asked for.
  public func writeData(to folder: ResultFolder) throws {
    // A run with this folder has already written the samples, as they were found.
    if try folder.contents(of: SweepStudy.sampleTable) == nil { try folder.write(sampleTable, to: SweepStudy.sampleTable) }
    if let copy = study.copy, let samples = try folder.contents(of: SweepStudy.sampleTable) {
      try writeTextFile(String(decoding: samples, as: UTF8.self), to: copy)
    }
    try folder.write(RecordTable(loops.map(\.reading)), to: DeviceSweeps.table)
  }

  /// One row per sample, as a laboratory records it.
  public var sampleTable: RecordTable { get throws { try RecordTable(loops.flatMap(\.samples)) } }

  /// What half of the loops show: medians of the four parameters.
  public var headline: String? {
    guard figures.loopsWithSet + figures.loopsWithReset > 0 else { return "No loop shows a SET or a RESET." }
    let medians = SwitchingSentence(
      set: figures.vSET?.median, reset: figures.vRESET?.median, low: figures.rLRS?.median, high: figures.rHRS?.median)
    let measured = loops.count - figures.numericalFailures
    return medians.text(of: "The device", basis: measured == 1 ? nil : "medians of \(measured) loops")
  }

  public var text: String {
    """
    \(figures.devices) device\(figures.devices == 1 ? "" : "s"), \(study.sweeps.cycles) sweeps each (seed \(study.seed)), \
    at \(study.sweeps.settings.sweepRate)

      SET seen in \(figures.loopsWithSet) of \(loops.count - figures.numericalFailures) loops, RESET in \(figures.loopsWithReset)
      medians     \(medians("   "))
    \(loops.map(\.reading).failureText)
    """
  }

  /// The four parameters' medians; `not seen` for those that no loop shows.
  private func medians(_ separator: String) -> String {
    func text(_ name: String, _ value: Quartiles<some SampledNumber>?, _ unit: String) -> String {
      "\(name) " + (value.map { String(format: "%.4g \(unit)", $0.median.si) } ?? "not seen")
    }
    return [
      text("V_SET", figures.vSET, "V"), text("V_RESET", figures.vRESET, "V"), text("R_LRS", figures.rLRS, "ohm"),
      text("R_HRS", figures.rHRS, "ohm"),
    ].joined(separator: separator)
  }

  /// The loops of device 0: |I| on a logarithmic axis, first cycle red, last cycle blue, those between grey, as in Fig.
  /// 3a of the paper.
  public var charts: [NamedChart] {
    let loops = loops.filter { $0.reading.device == 0 && $0.reading.numericalFailure == nil }
    guard !loops.isEmpty else { return [] }
    let series = loops.enumerated().map { index, loop in
      let isFirst = index == 0
      let isLast = index == loops.count - 1
      let points = zip(loop.sweep.voltages, loop.sweep.currents).map { SIMD2($0, abs($1)) }.filter { $0.y > 1e-12 }
      return ChartSeries(
        isFirst ? "first cycle" : isLast ? "cycle \(loops.count)" : "", points: points,
        colour: isFirst ? .vermilion : isLast ? .blue : .grey)
    }
    let chart = LineChart(
      title: "I-V loops of one device", xAxis: ChartAxis("Voltage", unit: "V"),
      yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic), series: series)
    return [NamedChart("iv-loops", chart)]
  }
}

/// The figures of a sweep study.
public struct SweepFigures: Figures, Equatable {
  @Figure public var devices = 0
  @Figure("Sweeps of each device") public var cycles = 0
  @Figure("Numerical failures", .plain, "Sweeps that gave no result; no figure counts them.") public var numericalFailures = 0
  @Figure("Loops that show a SET") public var loopsWithSet = 0
  @Figure("Loops that show a RESET") public var loopsWithReset = 0
  @Figure("V_SET", .plain, "Over the loops that show it.") public var vSET: Quartiles<Voltage>? = nil
  @Figure("V_RESET", .plain, "Magnitude, over the loops that show it.") public var vRESET: Quartiles<Voltage>? = nil
  @Figure("R_LRS", .plain, "Over the loops that show it.") public var rLRS: Quartiles<Resistance>? = nil
  @Figure("R_HRS", .plain, "Over the loops that show it.") public var rHRS: Quartiles<Resistance>? = nil

  public init() {}

  init(_ sweeps: DeviceSweeps, _ readings: [SweepReading]) {
    let measured = readings.measured
    (devices, cycles, numericalFailures) = (sweeps.count, sweeps.cycles, readings.count - measured.count)
    let (set, reset) = (measured.compactMap(\.vSET), measured.compactMap(\.vRESET))
    (loopsWithSet, loopsWithReset) = (set.count, reset.count)
    (vSET, vRESET) = (Quartiles(set), Quartiles(reset))
    (rLRS, rHRS) = (Quartiles(measured.compactMap(\.rLRS)), Quartiles(measured.compactMap(\.rHRS)))
  }
}
