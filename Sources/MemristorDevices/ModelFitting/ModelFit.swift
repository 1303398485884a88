import CompiledDevices
import CrossbarPrimitives
import Foundation

/// A device's equations fitted to measured loops by least squares: each loop gives the parameters that it tells.
///
///     let fit = try ModelFit(device, loops)
///     fit.parameters  // median, error, spread of each; those that the loops do not tell keep their defaults
public struct ModelFit: Sendable {
  /// One of the model's parameters.
  public struct Parameter: Hashable, Sendable {
    /// In the subcircuit.
    public let name: String
    /// Of the parameter where the description knows it; else empty.
    public let unit: String
    /// Before the fit.
    public let initial: Double
    /// Over the loops: the median, or for a parameter that the loops do not tell the initial value.
    public internal(set) var value: Double
    /// Standard error of `value`; nil where it is not told.
    public internal(set) var standardError: Double?
    /// Its distribution over loops, where they differ by more than their errors.
    public internal(set) var distribution: DistributionFit?
    /// Whether loops tell it.
    public var isTold: Bool { standardError != nil }
  }

  /// A loop with what was fitted to it.
  public struct Loop: Sendable {
    /// As in the measurement.
    public let device, cycle: String
    /// By parameter, in the order of `parameters`; untold ones have their initial value.
    public let values: [Double]
    /// Standard errors of told ones, else nil.
    public let errors: [Double?]
    /// Half of the currents are nearer than this to those measured, as ln(model / measured).
    public let misfit: Double
    /// The sum of the squares of its residuals.
    let squares: Double
    package let comparison: LoopComparison
    /// The model's currents at the comparison's samples, A.
    package let currents: [Double]
  }

  /// In the order of the model's description.
  public let parameters: [Parameter]
  /// Those that could be fitted.
  public let loops: [Loop]
  /// Loops that the model does not describe as it does the others: they are in no figure.
  public let failedCount: Int
  /// Of the parameters that differ from loop to loop, those that go together.
  public let correlations: [Correlation]

  /// Two parameters whose values over the loops go together.
  public struct Correlation: Hashable, Sendable {
    /// Names of the parameters.
    public let first, second: String
    /// Of the standard scores.
    public let value, standardError: Double
  }

  /// A relative error beyond which a parameter counts as not told.
  static let largestError = 0.5

  /// Fits the loop in the middle first, then each from there.
  ///
  /// - Parameters:
  ///   - kind: the model; those of its parameters that `fittedToLoops` names are varied.
  ///   - loops: measured, with what was read off them; at least one.
  ///   - rate: V/s, of loops without times.
  ///   - progress: called after each loop.
  /// - Throws: `CompilationRefusal` for equations that cannot be compiled, `DeviceError.measurement` if no loop can be
  ///   fitted, and what `progress` throws.
  public init(
    _ kind: MemristorDevice, _ measured: [(sweep: MeasuredSweep, parameters: SweepParameters)], rate: SweepRate,
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws {
    let fitted = kind.description.fittedToLoops
    let names = fitted.isEmpty ? kind.parameters.map(\.name) : fitted
    let bench = try LoopBench(kind, varying: names)
    let initial = try names.map { name in try kind.defaultValue(of: name) }
    let comparisons = measured.map { LoopComparison($0.sweep, rate: rate.si, parameters: $0.parameters) }
    let problem = LoopProblem(bench: bench, initial: initial, state: kind.memory)
    let different = names.indices.filter { index in
      kind.description.index(of: names[index]).map { kind.parameters[$0].distribution != nil } == true
    }
    // The loop in the middle tells where to begin, and which parameters a loop of this kind tells at all.
    let order = comparisons.indices.sorted {
      (comparisons[$0].parameters.setVoltage ?? 0, $0) < (comparisons[$1].parameters.setVoltage ?? 0, $1)
    }
    var start: (index: Int, told: [Int], solution: LevenbergMarquardt.Solution)?
    for place in [order.count / 2, order.count / 4, 3 * order.count / 4] where start == nil && order.indices.contains(place) {
      start = problem.start(comparisons[order[place]], drawn: different).map { (order[place], $0.told, $0.solution) }
    }
    guard let start else {
      throw DeviceError.measurement(
        path: measured.first?.sweep.source ?? "", line: nil, text: nil,
        reason: "the equations of '\(kind.name)' have no solution along these loops")
    }
    // Where the description says what devices differ in, they differ in that alone; the rest is common to them.
    let drawn = start.told.filter(different.contains)
    let varying = drawn.isEmpty ? start.told : drawn
    var (found, places): ([Loop], [Int]) = ([], [])
    for (index, comparison) in comparisons.enumerated() {
      let (device, cycle) = (measured[index].sweep.device, measured[index].sweep.cycle)
      if let loop = problem.loop(comparison, varying, from: start.solution.point, device, cycle) {
        found.append(loop)
        places.append(index)
      }
      try progress(index + 1, comparisons.count)
    }
    let limit = 20 * (Summary(found.map(\.squares))?.median ?? 0) + 1
    // A device far from the typical one takes a search of its own.
    for (place, index) in places.enumerated() where found[place].squares > limit {
      let poor = found[place]
      if let again = problem.loop(
        comparisons[index], varying, near: start.solution.point, poor.device, poor.cycle), again.squares < poor.squares
      {
        found[place] = again
      }
    }
    let good = found.filter { $0.squares <= limit }
    (loops, failedCount) = (good, comparisons.count - good.count)
    let startErrors = problem.errors(start.solution, comparisons[start.index])
    let parameters = names.indices.map { index in
      let known = kind.description.index(of: names[index]).map { kind.parameters[$0] }
      var parameter = Parameter(
        name: names[index], unit: known?.unit ?? "", initial: initial[index], value: initial[index], standardError: nil,
        distribution: nil)
      if varying.contains(index) {
        parameter.take(good.map { ($0.device, $0.values[index], $0.errors[index] ?? 0) })
      } else if let place = start.told.firstIndex(of: index) {
        parameter.value = problem.values(start.solution.point)[index]
        parameter.standardError = startErrors[place] * (initial[index] == 0 ? 1 : abs(parameter.value))
      }
      return parameter
    }
    correlations = Self.correlations(of: parameters, good)
    self.parameters = parameters
  }

  /// The correlations of those that have a distribution, as far as they are told from 0.
  private static func correlations(of parameters: [Parameter], _ loops: [Loop]) -> [Correlation] {
    let spread = parameters.indices.filter { parameters[$0].distribution != nil }
    var found: [Correlation] = []
    for (place, a) in spread.enumerated() {
      for b in spread.dropFirst(place + 1) {
        guard let first = parameters[a].distribution, let second = parameters[b].distribution else { continue }
        let pairs = Dictionary(grouping: loops) { $0.device }.values.map { group in
          group.map { CorrelationFit.Pair(x: first.score($0.values[a]), y: second.score($0.values[b])) }
        }
        if let fit = CorrelationFit(pairs), fit.isSignificant {
          found.append(
            Correlation(first: parameters[a].name, second: parameters[b].name, value: fit.value, standardError: fit.standardError)
          )
        }
      }
    }
    let factor = CorrelationFit.jointFactor(spread.count) { row, column in
      let names = Set([parameters[spread[row]].name, parameters[spread[column]].name])
      return found.first { Set([$0.first, $0.second]) == names }?.value ?? 0
    }
    return found.map { .init(first: $0.first, second: $0.second, value: factor * $0.value, standardError: $0.standardError) }
  }
}

extension ModelFit.Parameter {
  /// Median, error and spread over the loops.
  fileprivate mutating func take(_ loops: [(device: String, value: Double, error: Double)]) {
    guard let summary = Summary(loops.map(\.value)) else { return }
    value = summary.median
    let own = Summary(loops.map(\.error))?.median ?? 0
    // What the equations or the set-up get wrong in one loop they get wrong in all: a loop's own error is no smaller for many.
    let spread = summary.standardDeviation * summary.standardDeviation / Double(loops.count)
    standardError = (own * own + spread).squareRoot()
    guard loops.count >= DistributionFit.leastCount, summary.standardDeviation > 2 * own, summary.minimum > 0 else { return }
    distribution = DistributionFit(
      Dictionary(grouping: loops) { $0.device }.sorted { $0.key < $1.key }.map { $0.value.map(\.value) })
  }
}
