import CompiledDevices
import CrossbarPrimitives
import Foundation

/// A device's speed, fitted to pulses: the parameters of its equations that decide when it switches.
///
/// A device switches when a filament carries as much current as the film without one (SET), or when its current has fallen
/// to half (RESET). Devices differ as their description says: the likelihood of what was seen of a device is its mean over
/// drawn ones, the same for all parameters that are tried. What is left scatters log-normally, with one deviation for all
/// pulses; a pulse that is only known to have switched or not counts with the probability of that. Maximum (simulated)
/// likelihood.
public struct PulseFit: Sendable {
  /// Those of `fit.pulses` in the device's description; untold ones keep their values.
  public let parameters: [ModelFit.Parameter]
  /// Standard deviation of the logarithm of the switching times, besides what the drawn devices differ in.
  public let spread: Double
  /// Pulses that SET, and those that RESET or were to.
  public let setCount, resetCount: Int
  /// Switching times of the median device with the fitted parameters: amplitude, V, and time, s, for a picture.
  public let curve: [SIMD2<Double>]

  /// - Throws: `DeviceError` if the description names no parameters for pulses or the pulses tell none of them,
  ///   `CompilationRefusal` for equations that cannot be compiled.
  public init(_ kind: MemristorDevice, _ pulses: [PulseMeasurement], source: String) throws {
    let names = kind.description.fittedToPulses
    guard !names.isEmpty else {
      throw DeviceError.description(
        source: kind.description.source, reason: "it does not say which parameters pulses tell ('fit.pulses')")
    }
    let problem = try PulseProblem(kind, names, pulses)
    let initial = try names.map { name in try kind.defaultValue(of: name) }
    let origin = names.map { _ in 0.0 } + [log(0.5)]
    var told = Array(0..<names.count)
    var point = origin
    var errors: [Double] = []
    while true {
      let axes = told + [names.count]
      func whole(_ part: [Double]) -> [Double] {
        var whole = origin
        for (axis, value) in zip(axes, part) { whole[axis] = value }
        return whole
      }
      func costs(_ part: [Double]) -> [Double] { problem.costs(whole(part), initial) }
      func cost(_ part: [Double]) -> Double { costs(part).reduce(0, +) }
      let found = NelderMead.minimum(
        from: axes.map { point[$0] }, steps: axes.map { _ in 0.4 }, precision: 0.01, rounds: 50 * axes.count, of: cost)
      point = whole(found)
      errors = Self.errors(found, costs)
      guard let worst = told.indices.max(by: { errors[$0] < errors[$1] }), !(errors[worst] <= ModelFit.largestError) else {
        break
      }
      told.remove(at: worst)
      if told.isEmpty {
        throw DeviceError.measurement(
          path: source, line: nil, text: nil,
          reason:
            "these pulses tell nothing of \(names.joined(separator: ", ")): pulses of several amplitudes are needed, some of "
            + "which just switch the device and some of which do not")
      }
    }
    parameters = names.indices.map { index in
      let known = kind.description.index(of: names[index]).map { kind.parameters[$0] }
      let value = initial[index] * exp(point[index])
      return ModelFit.Parameter(
        name: names[index], unit: known?.unit ?? "", initial: initial[index], value: value,
        standardError: told.firstIndex(of: index).map { errors[$0] * abs(value) }, distribution: nil)
    }
    spread = exp(point[names.count])
    (setCount, resetCount) = (pulses.count { $0.amplitude > 0 }, pulses.count { $0.amplitude < 0 })
    curve = problem.curve(point, initial)
  }

  /// Standard errors from the second derivatives of the negative log-likelihood and the first ones of each device's part of
  /// it; infinite for an axis on which it does not depend.
  private static func errors(_ point: [Double], _ costs: ([Double]) -> [Double]) -> [Double] {
    let step = 0.05
    let axes = point.indices
    func moved(_ changes: [(Int, Double)]) -> [Double] {
      var place = point
      for (axis, change) in changes { place[axis] += change }
      return costs(place)
    }
    func sum(_ costs: [Double]) -> Double { costs.reduce(0, +) }
    let centre = sum(costs(point))
    let sides = axes.map { (up: moved([($0, step)]), down: moved([($0, -step)])) }
    let hessian = axes.map { row in
      axes.map { column -> Double in
        if row == column { return (sum(sides[row].up) + sum(sides[row].down) - 2 * centre) / (step * step) }
        let along = sum(moved([(row, step), (column, step)])) + sum(moved([(row, -step), (column, -step)]))
        let across = sum(sides[row].up) + sum(sides[row].down) + sum(sides[column].up) + sum(sides[column].down) - 2 * centre
        return (along - across) / (2 * step * step)
      }
    }
    let known = axes.filter { hessian[$0][$0] > 1e-3 }
    guard let bread = SymmetricMatrix(known.map { row in known.map { hessian[row][$0] } })?.inverse else {
      return axes.map { _ in .infinity }
    }
    let slopes = known.map { axis in zip(sides[axis].up, sides[axis].down).map { ($0 - $1) / (2 * step) } }
    let meat = known.indices.map { row in
      known.indices.map { column in zip(slopes[row], slopes[column]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return axes.map { axis in
      guard let place = known.firstIndex(of: axis) else { return .infinity }
      var variance = 0.0
      for row in known.indices {
        for column in known.indices { variance += bread[place][row] * meat[row][column] * bread[column][place] }
      }
      // Never smaller than what the curvature alone says.
      return max(variance, bread[place][place]).squareRoot()
    }
  }
}

/// The likelihood of pulses.
private struct PulseProblem {
  private let bench: PulseBench
  private let pulses: [PulseMeasurement]
  /// Indices of the pulses of each device; a pulse without a device is a device of its own.
  private let groups: [[Int]]
  /// Index of each pulse's condition in `conditions`.
  private let place: [Int]
  private let conditions: [PulseBench.Condition]

  /// Drawn devices that stand for all.
  private static let draws = 48

  init(_ kind: MemristorDevice, _ names: [String], _ pulses: [PulseMeasurement]) throws(CompilationRefusal) {
    bench = try PulseBench(kind, varying: names, draws: kind.hasSpread ? Self.draws : 1)
    self.pulses = pulses
    let times = pulses.flatMap { pulse in
      if case .switchedAfter(let time) = pulse.outcome { [pulse.width, time] } else { [pulse.width] }
    }
    let (shortest, longest) = (times.min() ?? 1, times.max() ?? 1)
    var conditions: [PulseBench.Condition] = []
    place = pulses.map { pulse in
      let condition = PulseBench.Condition(
        amplitude: pulse.amplitude, compliance: pulse.amplitude > 0 ? pulse.compliance : nil, shortest: 0.03 * shortest,
        duration: 30 * longest)
      if let known = conditions.firstIndex(of: condition) { return known }
      conditions.append(condition)
      return conditions.count - 1
    }
    self.conditions = conditions
    var named: [String: Int] = [:]
    var groups: [[Int]] = []
    for (index, pulse) in pulses.enumerated() {
      if let known = named[pulse.device], !pulse.device.isEmpty {
        groups[known].append(index)
      } else {
        named[pulse.device] = groups.count
        groups.append([index])
      }
    }
    self.groups = groups
  }

  /// The negative logarithm of each device's likelihood at a point: logarithms of the parameters' changes, and of the spread.
  func costs(_ point: [Double], _ initial: [Double]) -> [Double] {
    let spread = exp(point[point.count - 1])
    guard point.dropLast().allSatisfy({ abs($0) < 12 }), (0.02...10).contains(spread) else { return [.infinity] }
    let times = bench.switchingTimes(conditions, parameters: zip(initial, point).map { $0 * exp($1) })
    return groups.map { group in
      let logs = times.map { device in group.reduce(0) { $0 + logProbability(pulses[$1], place[$1], device, spread) } }
      let most = logs.max() ?? 0
      return -most - log(logs.reduce(0) { $0 + exp($1 - most) } / Double(logs.count))
    }
  }

  /// ln of the probability of what was seen of one pulse, for a device with these switching times by condition.
  private func logProbability(_ pulse: PulseMeasurement, _ place: Int, _ times: [Double?], _ spread: Double) -> Double {
    // A device that does not switch within thirty times the longest counts as one that takes that long.
    let time = times[place] ?? conditions[place].duration
    func score(_ seen: Double) -> Double { (log(seen) - log(time)) / spread }
    switch pulse.outcome {
    case .switchedAfter(let seen):
      let score = score(seen)
      return max(-score * score / 2, -200) - log(spread)
    case .switched(let isSwitched):
      let sign = isSwitched ? -1.0 : 1.0
      return log(max(erfc(sign * score(pulse.width) / 2.0.squareRoot()) / 2, 1e-80))
    }
  }

  /// Switching times of the median device over the amplitudes there are, with a few between.
  func curve(_ point: [Double], _ initial: [Double]) -> [SIMD2<Double>] {
    let parameters = zip(initial, point).map { $0 * exp($1) }
    let sides: [(Double) -> Bool] = [{ $0 < 0 }, { $0 > 0 }]
    return sides.flatMap { side -> [SIMD2<Double>] in
      let amplitudes = conditions.map(\.amplitude).filter(side)
      guard let low = amplitudes.min(), let high = amplitudes.max() else { return [] }
      let between = (0...24).map { number in
        PulseBench.Condition(
          amplitude: low + (high - low) * Double(number) / 24, compliance: conditions.first { side($0.amplitude) }?.compliance,
          shortest: conditions[0].shortest, duration: conditions[0].duration)
      }
      let times = bench.medianTimes(between, parameters: parameters)
      return zip(between, times).map { SIMD2($0.amplitude, $1 ?? .nan) } + [SIMD2(.nan, .nan)]
    }
  }
}
