import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Records

/// Devices drawn from the statistics of their kind, each on a bench of its own.
///
/// Device n is the same in every study with the same seed, whatever the number of devices.
public struct DevicePopulation: Sendable {
  /// Whose distributions the parameters are drawn from.
  public var kind: MemristorDevice
  /// Of the parameters, the wear and the yield of every device.
  public var seed: UInt64
  /// Devices drawn, numbered from 0.
  public var count: Int
  /// Whether some devices are broken from fabrication, at the batch's yield. They are counted and not measured, since the
  /// behaviour of a broken device was not published.
  public var includesBroken: Bool

  /// `count` must not be negative; unless `includesBroken`, every device works.
  public init(kind: MemristorDevice, seed: UInt64, count: Int, includesBroken: Bool = false) {
    self.kind = kind
    self.seed = seed
    self.count = count
    self.includesBroken = includesBroken
  }

  /// The numbers of the devices that work, rising.
  public var working: [Int] {
    (0..<count).filter { !includesBroken || kind.works(seed: seed, index: $0) }
  }

  /// The device with this number, in its first cycle.
  func memristor(_ device: Int) -> Memristor { kind.draw(seed: seed, index: device) }
}

/// A row of a table of devices, which may hold the reason why it has no result.
protocol DeviceRow {
  /// The device's number, counted from 0.
  var device: Int { get }
  /// Why a simulation of the device gave no result; nil if it gave one.
  var numericalFailure: String? { get set }
}

extension Array where Element: DeviceRow {
  /// The rows of one device as simulations fill them in. Where a simulation gives no result, the rows stay as they were,
  /// with the reason.
  /// - Throws: `CancellationError`; an engine that is lost or missing; any error that does not concern this device alone.
  func filled(by simulate: (inout Self) async throws -> Void) async throws -> Self {
    var rows = self
    do {
      try await simulate(&rows)
      return rows
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      return map {
        var row = $0
        row.numericalFailure = "\(error)"
        return row
      }
    }
  }
}

/// How many devices a run had, and how many of them have no results.
public struct DeviceCounts: Figures, Equatable {
  @Figure("Devices drawn") public var drawn = 0
  @Figure("Broken devices", .plain, "From fabrication; counted and not measured, and only where they were asked for.")
  public var broken = 0
  @Figure("Numerical failures", .plain, "Devices of which a simulation gave no result; no other figure counts them.")
  public var numericalFailures = 0

  public init() {}

  init(_ population: DevicePopulation, _ rows: some Sequence<some DeviceRow>) {
    drawn = population.count
    broken = population.count - population.working.count
    numericalFailures = Set(rows.filter { $0.numericalFailure != nil }.map(\.device)).count
  }

  /// As in `100 devices`, with the broken and the failed ones if there are any.
  var text: String {
    var text = "\(drawn) device\(drawn == 1 ? "" : "s")"
    if broken > 0 { text += ", \(broken) of them broken" }
    if numericalFailures > 0 { text += ", \(numericalFailures) whose simulation failed" }
    return text
  }
}
