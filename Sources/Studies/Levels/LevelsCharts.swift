import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Records
import Reporting

extension LevelsFindings {
  /// The distribution of each level with its boundaries, and who was read as whom, of the program with the most levels that
  /// hold; pulses and errors against the step where several were tried; what one SET leaves.
  public var charts: [NamedChart] {
    guard let shown, figures.programs.contains(where: { $0.reached.count > 0 }) else { return [] }
    let (program, plan) = shown
    let last = times.count - 1
    let when = last > 0 ? "\(times[last].prefixed) after the write" : "right after the write"
    var charts = [
      NamedChart("levels-after-write", distributions(program, plan, at: 0, "right after the write"))
    ]
    if last > 0 { charts.append(NamedChart("levels-at-end", distributions(program, plan, at: last, when))) }
    var confused = ConfusionMatrixChart(
      title: "\(program.count) levels as they are read \(when)", counts: confusion(program, plan, at: last),
      classNames: plan.levels.map { $0.target.prefixed })
    confused.labels = (truth: "Written level", found: "Read level")
    charts.append(NamedChart("confusion", confused))
    if study.steps.count > 1 { charts.append(NamedChart("pulses-against-step", stepChart)) }
    if study.counts.count > 1 { charts.append(NamedChart("errors-against-levels", countChart)) }
    charts.append(NamedChart("resistance-against-voltage", curveChart(plan)))
    return charts
  }

  /// The program with the most levels that hold, or else the first.
  private var shown: (LevelProgram, LevelPlan)? {
    let programs = study.programs
    guard let first = programs.indices.first(where: { figures.programs[$0].reached.count > 0 }) ?? programs.indices.first else {
      return nil
    }
    let best = programs.indices.filter { figures.programs[$0].holds && programs[$0].count == figures.mostLevels }
      .min { (figures.programs[$0].pulses?.mean ?? 0) < (figures.programs[$1].pulses?.mean ?? 0) }
    return (programs[best ?? first], plans[best ?? first])
  }

  private func distributions(
    _ program: LevelProgram, _ plan: LevelPlan, at time: Int, _ when: String
  ) -> CumulativeDistributionChart {
    let cells = cells(of: program)
    var chart = CumulativeDistributionChart(
      title: "Resistance of \(program.count) levels, \(when)", xAxis: ChartAxis("Resistance", unit: "Ω", scale: .logarithmic),
      samples: plan.levels.indices.map { level in
        ChartSample(
          plan.levels[level].target.prefixed,
          cells.filter { $0.level == level }.compactMap { resistance($0, at: time)?.si }.filter(\.isFinite))
      })
    chart.curves = plan.boundaries.map { boundary in
      ChartSeries(
        "", points: [SIMD2(1 / boundary.si, 0.001), SIMD2(1 / boundary.si, 0.999)], isDashed: true, colour: .black)
    }
    return chart
  }

  private var stepChart: LineChart {
    let series = study.counts.flatMap { count -> [ChartSeries] in
      let own = figures.programs.filter { $0.count == count }
      func points(_ value: (LevelsFigures.Program) -> Double?) -> [SIMD2<Double>] {
        own.compactMap { program in
          program.step.flatMap { step in value(program).map { SIMD2(step.si, $0) } }
        }
      }
      return [
        ChartSeries("\(count) levels, pulses", points: points { $0.pulses?.mean }, mark: .lineAndPoints),
        ChartSeries("\(count) levels, RESETs", points: points { $0.resets?.mean }, mark: .lineAndPoints, isDashed: true),
      ]
    }
    return LineChart(
      title: "What a write costs against the step", xAxis: ChartAxis("Step", unit: "V"),
      yAxis: ChartAxis("Mean of cells that reach their level", scale: .logarithmic), series: series)
  }

  private var countChart: LineChart {
    let series = times.indices.flatMap { time in
      study.steps.prefix(1).map { step in
        ChartSeries(
          times[time] == .zero ? "right after the write" : "at \(times[time].prefixed)",
          points: figures.programs.filter { $0.step == nil || $0.step == step }.compactMap { program in
            program.readings[time].levelErrors.share.map { SIMD2(Double(program.count), 100 * $0) }
          }, mark: .lineAndPoints)
      }
    }
    let target = [study.counts.min() ?? 2, study.counts.max() ?? 2].map { SIMD2(Double($0), 100 * study.targetError) }
    return LineChart(
      title: "Cells read as another level", xAxis: ChartAxis("Levels"), yAxis: ChartAxis("Errors (%)"),
      series: series + [ChartSeries("allowed", points: target, isDashed: true, colour: .black)])
  }

  private func curveChart(_ plan: LevelPlan) -> LineChart {
    let points = plan.curve.points
    let line = study.settings.algorithm.kind == .bitLineStep ? "Bit-line voltage" : "Gate voltage"
    func series(_ name: String, _ deviations: Double, _ isDashed: Bool) -> ChartSeries {
      ChartSeries(
        name, points: points.map { SIMD2($0.voltage.si, $0.resistance.si * exp(deviations * $0.logDeviation)) },
        isDashed: isDashed, colour: .blue)
    }
    let levels = ChartSeries(
      "levels",
      points: plan.levels.compactMap { level in
        plan.curve.voltage(for: level.target).map { SIMD2($0.si, level.target.si) }
      }, mark: .points)
    return LineChart(
      title: "What one SET leaves", xAxis: ChartAxis(line, unit: "V"),
      yAxis: ChartAxis("Resistance", unit: "Ω", scale: .logarithmic),
      series: [series("median", 0, false), series("one deviation", 1, true), series("", -1, true), levels])
  }
}
