import CrossbarPrimitives
import MemristorDevices
import Records

/// Sweeps of drawn devices, several cycles each. `SweepStudy` keeps their samples, `StatisticsStudy` only their
/// parameters.
public struct DeviceSweeps: Sendable {
  /// Whose distributions the devices are drawn from.
  public var kind: MemristorDevice
  /// Of the devices' parameters and of their change from cycle to cycle.
  public var seed: UInt64
  /// Devices, numbered from 0.
  public var count: Int
  /// Sweeps of each device, one after the other.
  public var cycles: Int
  /// Peaks, step and rate of every sweep.
  public var settings: SweepSettings
  /// The compliance of the first two segments of a sweep.
  public var series: DeviceBench.Series

  /// `cycles` must be 1 or more, and `count` not negative.
  public init(
    kind: MemristorDevice, seed: UInt64, count: Int, cycles: Int, settings: SweepSettings,
    series: DeviceBench.Series
  ) {
    self.kind = kind
    self.seed = seed
    self.count = count
    self.cycles = cycles
    self.settings = settings
    self.series = series
  }

  /// The file of the parameters read off each loop.
  static let table = "parameters.csv"

  /// The device with this number in a cycle, both counted from 0.
  func memristor(_ device: Int, cycle: Int) -> Memristor { kind.draw(seed: seed, index: device, cycle: cycle) }

  /// Sweeps a device from its pristine state, cycle after cycle. A sweep without a result is the device's last, since the
  /// state after it is not known.
  func loops(of device: Int, on bench: DeviceBench) async throws -> [SweepLoop] {
    var loops: [SweepLoop] = []
    var state = 0.0
    for cycle in 0..<cycles where loops.last?.reading.numericalFailure == nil {
      let memristor = memristor(device, cycle: cycle)
      var sweep = VoltageSweep(voltages: [], currents: [])
      let blank = SweepReading(device: device, cycle: cycle, remarks: "", drawn: RecordValue(drawn: memristor))
      let readings = try await [blank].filled { readings in
        (sweep, state) = try await bench.sweep(memristor, state: state, series: series, settings: settings)
        readings[0].note(sweep.parameters())
      }
      loops += readings.map { SweepLoop(reading: $0, sweep: sweep) }
    }
    return loops
  }
}

/// One loop of one device: its samples, and what was read off them.
public struct SweepLoop: Sendable {
  /// Parameters read off the samples, or the reason why there are no samples.
  public let reading: SweepReading
  /// V and A; without samples where the simulation gave no result.
  public let sweep: VoltageSweep
}

/// The parameters read off one loop of one device: a row of `parameters.csv`. Parameters that the loop does not show are
/// nil.
public struct SweepReading: Codable, Hashable, Sendable, DeviceRow {
  /// Both counted from 0.
  public var device, cycle: Int
  /// Where dI/dV is largest in the first segment; nil where the sweep does not SET.
  public var vSET: Voltage?
  /// Magnitude, though the voltage is negative.
  public var vRESET: Voltage?
  /// As read off the loop.
  public var rLRS, rHRS: Resistance?
  /// Why parameters could not be read, in words, joined by `; `; empty if all were.
  public var remarks: String
  /// The parameters that the device had in this cycle.
  public var drawn: RecordValue
  public var numericalFailure: String?

  /// Takes the parameters found, in V and ohm.
  mutating func note(_ found: SweepParameters) {
    (vSET, vRESET) = (found.setVoltage.map { .volts($0) }, found.resetVoltage.map { .volts($0) })
    (rLRS, rHRS) = (found.lowResistance.map { .ohms($0) }, found.highResistance.map { .ohms($0) })
    remarks = found.remarks.joined(separator: "; ")
  }
}

extension [SweepReading] {
  /// Those whose simulation gave a result, in order.
  var measured: [SweepReading] { filter { $0.numericalFailure == nil } }

  /// How many sweeps gave no result, as lines of text; empty if all did.
  var failureText: String {
    let failed = count - measured.count
    return failed == 0
      ? "" : "\n  \(failed) sweep\(failed == 1 ? "" : "s") gave no result (numerical failures); \(DeviceSweeps.table) says why\n"
  }
}
