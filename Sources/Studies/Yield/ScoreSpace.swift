import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// The standard scores in which cells differ: one for each drawn parameter of the memristor, for the deviations of its
/// transistor, and for what fluctuates. A cell is a point of this space, and cells are distributed normally in it.
public struct ScoreSpace: Sendable {
  /// What one score decides.
  public enum Axis: Hashable, Sendable {
    /// The memristor's parameter of this place.
    case parameter(Int)
    /// Threshold voltage, and gain, of the cell's transistor.
    case threshold, gain
    /// Where a SET stops, by the fluctuation of this place; one draw for all pulses of a write.
    case stop(Int)
    /// Noise of the read of a 1, or of a 0, that decides.
    case readNoise(Bool)
  }

  public let device: MemristorDevice
  /// Nominal; a cell's own deviates from it.
  public let transistor: AccessTransistor
  /// In the order of the scores; empty where all cells are alike.
  public let axes: [Axis]

  /// Transistors of cells drawn from a library's own statistics have no scores; they are taken as equal.
  public init(device: MemristorDevice, transistor: AccessTransistor) {
    var nominal = transistor
    nominal.draws = nil
    (self.device, self.transistor) = (device, nominal)
    let stops = device.fluctuations.stops.indices.filter { device.fluctuations.stops[$0].deviation > 0 }
    axes =
      device.parameters.indices.filter { device.parameters[$0].distribution != nil }.map { .parameter($0) }
      + (transistor.spread.threshold > .zero ? [.threshold] : []) + (transistor.spread.gain > 0 ? [.gain] : [])
      + stops.map { .stop($0) }
      + ((device.fluctuations.readNoise?.deviation ?? 0) > 0 ? [.readNoise(true), .readNoise(false)] : [])
  }

  /// Of each axis, as columns and tables name it.
  public var names: [String] {
    axes.map { axis in
      switch axis {
      case .parameter(let index): device.parameters[index].name
      case .threshold: "transistor_v_th"
      case .gain: "transistor_gain"
      case .stop(let index): "stop_\(device.fluctuations.stops[index].parameter)"
      case .readNoise(let bit): "read_noise_of_\(bit ? 1 : 0)"
      }
    }
  }

  /// What cells of an array share of each axis: transistors differ one by one, and fluctuations are of a write or a read.
  public var shared: [SharedVariance] {
    let shared = device.description.sharedVariances
    return axes.map { if case .parameter(let index) = $0 { shared[index] } else { SharedVariance() } }
  }

  /// The cell at a point.
  public func cell(_ scores: [Double]) -> YieldCell {
    var own = [Double](repeating: 0, count: device.parameters.count)
    var stops = [Double](repeating: 0, count: device.fluctuations.stops.count)
    var (threshold, gain, noiseOfOne, noiseOfZero) = (0.0, 0.0, 0.0, 0.0)
    for (axis, score) in zip(axes, scores) {
      switch axis {
      case .parameter(let index): own[index] = score
      case .threshold: threshold = score
      case .gain: gain = score
      case .stop(let index): stops[index] = score
      case .readNoise(let bit): if bit { noiseOfOne = score } else { noiseOfZero = score }
      }
    }
    var transistor = tabulated
    transistor.deviation = self.transistor.spread.deviation(thresholdScore: threshold, gainScore: gain)
    func factor(_ score: Double) -> Double { device.fluctuations.readNoise?.factor(score: score) ?? 1 }
    return YieldCell(
      memristor: device.memristor(scores: own), inSet: device.memristor(scores: own, stops: stops), transistor: transistor,
      readFactorOfOne: factor(noiseOfOne), readFactorOfZero: factor(noiseOfZero))
  }

  /// The transistor with tables that reach twice as far as for drawn cells, since rare cells lie beyond; its spread serves
  /// nothing else here.
  var tabulated: AccessTransistor {
    var transistor = transistor
    transistor.spread.threshold = transistor.spread.threshold * 2
    return transistor
  }

  /// The value that an axis has at a score, with its unit; nil for fluctuations, which act on something else.
  public func value(_ axis: Int, of cell: YieldCell) -> (value: Double, unit: String)? {
    switch axes[axis] {
    case .parameter(let index): (cell.memristor.values[index], device.parameters[index].unit)
    case .threshold: (cell.transistor.deviation.thresholdShift.si, "V")
    case .gain: (cell.transistor.deviation.gain, "")
    case .stop(let index):
      device.description.parameters.firstIndex { $0.name.lowercased() == device.fluctuations.stops[index].parameter.lowercased() }
        .map { (cell.inSet.values[$0], device.parameters[$0].unit) }
    case .readNoise(let bit): (cell.readFactor(bit), "")
    }
  }
}

/// One cell of given scores.
public struct YieldCell: Sendable {
  /// Outside of SETs.
  public var memristor: Memristor
  /// While it is SET: stopped where its score says.
  public var inSet: Memristor
  /// Its own.
  public var transistor: AccessTransistor
  /// What multiplies the current of the read of a 1, and of a 0, that decides.
  public var readFactorOfOne, readFactorOfZero: Double

  /// The factor of a read of this bit.
  public func readFactor(_ bit: Bool) -> Double { bit ? readFactorOfOne : readFactorOfZero }
}
