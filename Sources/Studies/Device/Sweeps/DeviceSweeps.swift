import CrossbarPrimitives
import MemristorDevices
import Records

/// Sweeps of drawn devices, several cycles each.
public struct DeviceSweeps: Sendable {
  public var kind: MemristorDevice
  public var seed: UInt64
  public var count: Int
  public var cycles: Int
  public var settings: SweepSettings
  public var series: DeviceBench.Series

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

  static let table = "parameters.csv"

  /// A device as it is in a cycle.
  func memristor(_ device: Int, cycle: Int) -> Memristor { kind.draw(seed: seed, index: device, cycle: cycle) }

  /// Sweeps a device from its pristine state, cycle after cycle. A sweep that gives no result is the device's last one, since
  /// the state that it would have left is not known.
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

/// One loop of one device.
public struct SweepLoop: Sendable {
  public let reading: SweepReading
  /// Without samples where the simulation gave no result.
  public let sweep: VoltageSweep
}

/// What was read off one loop of one device: a row of the table. What the loop does not show is nil.
public struct SweepReading: Codable, Hashable, Sendable, DeviceRow {
  public var device, cycle: Int
  public var vSET: Voltage?
  /// Magnitude.
  public var vRESET: Voltage?
  public var rLRS, rHRS: Resistance?
  /// What kept a parameter from being read, in words.
  public var remarks: String
  /// The parameters that the device had in this cycle.
  public var drawn: RecordValue
  public var numericalFailure: String?

  mutating func note(_ found: SweepParameters) {
    (vSET, vRESET) = (found.setVoltage.map { .volts($0) }, found.resetVoltage.map { .volts($0) })
    (rLRS, rHRS) = (found.lowResistance.map { .ohms($0) }, found.highResistance.map { .ohms($0) })
    remarks = found.remarks.joined(separator: "; ")
  }
}

extension [SweepReading] {
  /// Those whose simulation gave a result.
  var measured: [SweepReading] { filter { $0.numericalFailure == nil } }

  /// In a line for a person; empty if all sweeps gave a result.
  var failureText: String {
    let failed = count - measured.count
    return failed == 0
      ? "" : "\n  \(failed) sweep\(failed == 1 ? "" : "s") gave no result (numerical failures); \(DeviceSweeps.table) says why\n"
  }
}
