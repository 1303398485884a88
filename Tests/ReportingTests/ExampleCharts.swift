import CrossbarPrimitives
import Foundation
import Reporting

/// Charts of made-up data, with the figures of a silver-oxide device.
enum ExampleCharts {
  static let lowResistance = LogNormalDistribution(logMean: log(519), logStandardDeviation: 1.04)
  static let highResistance = LogNormalDistribution(logMean: log(1.1e6), logStandardDeviation: 1.77)
  static let threshold = ChartMarker("Threshold 10 kΩ", at: 10e3)

  static func sample(_ distribution: LogNormalDistribution, _ count: Int, purpose: String) -> [Double] {
    var stream = RandomStream(seed: 7, purpose: purpose)
    return (0..<count).map { _ in distribution.sample(&stream) }
  }

  static func cumulativeDistribution(count: Int) -> CumulativeDistributionChart {
    CumulativeDistributionChart(
      title: "Read resistance of 21×60 cells", xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
      samples: [
        ChartSample("LRS", sample(lowResistance, count, purpose: "lrs")),
        ChartSample("HRS", sample(highResistance, count, purpose: "hrs")),
      ],
      threshold: threshold)
  }

  static func readCurrents(rows: Int, columns: Int) -> HeatMap {
    let low = sample(lowResistance, rows * columns, purpose: "lrs")
    let high = sample(highResistance, rows * columns, purpose: "hrs")
    return HeatMap(
      title: "Read current at 0.1 V",
      values: Grid<Double?>(rows: rows, columns: columns) { row, column in
        let index = row * columns + column
        if index % 97 == 5 { return nil }
        return 0.1 / (index * 7919 % 13 < 6 ? low[index] : high[index])
      }, colourAxis: ChartAxis("Read current", unit: "A", scale: .logarithmic))
  }

  static let conductances = HeatMap(
    title: "Conductance, 64×64", values: Grid<Double>(rows: 64, columns: 64) { 1e-6 * (1 + Double($0 * $1) / 800) },
    colourAxis: ChartAxis("Conductance", unit: "S"))

  static let confusion = ConfusionMatrixChart(
    title: "Digits, 3 bits, read back from the array",
    counts: Grid(rows: 10, columns: 10) { row, column in
      row == column ? 178 - 9 * row : (row * 31 + column * 17) % 7 == 0 ? (row * column) % 11 : 0
    }, classNames: (0..<10).map(String.init))

  static let namedClasses = ConfusionMatrixChart(
    title: "Stored and decoded bits",
    counts: Grid(rows: 3, columns: 3) { [[10_250, 31, 0], [44, 9_876, 12], [7, 4000, 5000]][$0][$1] },
    classNames: ["low_state", "high_state", "it's {odd}"])

  static let currentVoltageLoop: LineChart = {
    let up = stride(from: 0.0, through: 2.0, by: 0.01).map { $0 }
    let voltage = up + up.reversed() + up.map { -$0 } + up.reversed().map { -$0 }
    let current = voltage.enumerated().map { index, volts in
      let isOn = index > 140 && index < 530
      return min(abs(volts) / (isOn ? 519 : 1.1e6) + 1e-10, 50e-6)
    }
    return LineChart(
      title: "I–V loop, Ag/HfO_2/Pt, compliance 50 µA", xAxis: ChartAxis("Voltage", unit: "V"),
      yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic),
      series: [
        ChartSeries("cycle_1", x: voltage, y: current),
        ChartSeries("cycle_2", x: voltage, y: current.map { $0 * 0.6 }, isDashed: true),
      ])
  }()

  static let waveforms: LineChart = {
    let time = stride(from: 0.0, through: 20e-6, by: 50e-9).map { $0 }
    return LineChart(
      title: "Write pulse", xAxis: ChartAxis("Time", unit: "s"), yAxis: ChartAxis("Voltage", unit: "V"),
      series: [
        ChartSeries("bit line", x: time, y: time.map { $0 < 12e-6 ? 2.5 * (1 - exp(-$0 / 1e-6)) : 2.5 * exp(12 - $0 / 1e-6) }),
        ChartSeries("source line", x: time, y: time.map { 0.3 * (1 - exp(-$0 / 3e-6)) }),
        ChartSeries("word line", x: time, y: time.map { $0 < 14e-6 ? 3 : 0 }),
      ], marker: ChartMarker("SET at 4.2 µs", at: 4.2e-6))
  }()

  static let sweep = LineChart(
    title: "Accuracy over weight bits", xAxis: ChartAxis("Bits of a weight", range: 1.5...8.5),
    yAxis: ChartAxis("Test accuracy (%)", range: 0...105),
    series: [
      ChartSeries("truncation", x: [2, 3, 4, 5, 6, 8], y: [10, 26, 93.9, 96.7, 97.1, 97.2], mark: .lineAndPoints),
      ChartSeries("round to nearest", x: [2, 3, 4, 5, 6, 8], y: [94.6, 96.6, 97.3, 97.5, 97.6, 97.6], mark: .lineAndPoints),
      ChartSeries("quantisation-aware", x: [2, 3, 4, 5, 6, 8], y: [98.1, 98.3, 98.3, 98.4, 98.3, 98.4], mark: .lineAndPoints),
    ])

  static let histogram = HistogramChart(
    title: "LRS resistance", xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
    sample: ChartSample("measured", sample(lowResistance, 1260, purpose: "lrs")),
    curve: .init("log-normal, median 519 Ω") { lowResistance.cumulative($0) }, marker: threshold)

  static let linearHistogram = HistogramChart(
    title: "Column currents", xAxis: ChartAxis("Column current", unit: "A"),
    sample: ChartSample(
      "columns", sample(LogNormalDistribution(logMean: log(40e-6), logStandardDeviation: 0.2), 500, purpose: "columns")))

  static let outlinedHistogram = {
    var chart = HistogramChart(
      title: "Disturb voltages", xAxis: ChartAxis("Voltage", unit: "V", range: 0...6),
      sample: ChartSample("disturb voltage", Array(repeating: 0, count: 900) + Array(repeating: 2.5, count: 60)), binCount: 40)
    let voltages = LogNormalDistribution(logMean: 0.2, logStandardDeviation: 0.4)
    chart.outlines = [ChartSample("V_SET", sample(voltages, 300, purpose: "set"), colour: .vermilion)]
    chart.countScale = .logarithmic
    return chart
  }()

  static let twoAxes = {
    var flipped = ChartSeries("cells flipped (right)", x: [4, 8, 16], y: [5, 12, 27], mark: .lineAndPoints, isDashed: true)
    flipped.isOnRightAxis = true
    return LineChart(
      title: "Margin and disturb", xAxis: ChartAxis("Size", range: 0...17), yAxis: ChartAxis("Read margin (%)", range: 0...105),
      rightAxis: ChartAxis("Cells flipped", range: 0...50),
      series: [ChartSeries("read margin (left)", x: [4, 8, 16], y: [88, 46, 30], mark: .lineAndPoints), flipped])
  }()

  static let parameterMaps = ParameterMaps(
    title: "Writes that succeed",
    panels: [1, 5, 20].enumerated().map { index, width in
      ParameterMaps.Panel(
        "\(width) ms", values: Grid(rows: 8, columns: 5) { $0 + $1 == 0 ? nil : Double(60 + 4 * $0 + 2 * $1 + index) },
        outlined: Grid(rows: 8, columns: 5) { $0 > 7 - index - $1 && $1 < 4 }, marked: index == 2 ? (6, 2) : nil)
    },
    rows: .init("Amplitude (V)", values: (1...8).map(String.init)),
    columns: .init("Gate voltage (V)", values: ["0.9", "1", "1.06", "1.12", "1.3"]),
    colourAxis: ChartAxis("Success (%)", range: 50...100), outlineName: "safe", markName: "best")

  static let stack = StackedLineChart(
    title: "SET pulse", xAxis: ChartAxis("Time", unit: "s"),
    panels: [
      .init(yAxis: ChartAxis("Voltage", unit: "V"), series: Array(waveforms.series.prefix(2))),
      .init(
        yAxis: ChartAxis("Current", unit: "A", scale: .logarithmic),
        series: [ChartSeries("", x: [1e-6, 5e-6, 20e-6], y: [1e-6, 1e-3, 1e-3])]),
      .init(yAxis: ChartAxis("State"), series: [ChartSeries("", x: [1e-6, 5e-6, 20e-6], y: [0, 0.4, 1])]),
    ])

  /// Every kind of chart, by the name it is drawn as.
  static let all: [(name: String, chart: any Chart)] = [
    ("cdf", cumulativeDistribution(count: 630)), ("cdf-large", cumulativeDistribution(count: 78_000)),
    ("map", readCurrents(rows: 21, columns: 60)), ("map-tall", readCurrents(rows: 60, columns: 21)),
    ("map-small", readCurrents(rows: 4, columns: 3)), ("map-linear", conductances), ("confusion", confusion),
    ("confusion-named", namedClasses), ("loop", currentVoltageLoop), ("waveforms", waveforms), ("sweep", sweep),
    ("histogram", histogram), ("histogram-linear", linearHistogram), ("histogram-outlined", outlinedHistogram),
    ("two-axes", twoAxes), ("parameter-maps", parameterMaps), ("stack", stack),
  ]
}
