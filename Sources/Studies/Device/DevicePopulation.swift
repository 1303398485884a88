import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// Devices drawn from the statistics of their kind, on the bench one after the other.
public struct DevicePopulation: Sendable {
  public var kind: MemristorDevice
  public var seed: UInt64
  public var count: Int
  /// Whether devices that came out of fabrication broken, at the batch's yield, are among them. They are counted and
  /// not measured: what a broken device does was not published.
  public var includesBroken: Bool

  public init(kind: MemristorDevice, seed: UInt64, count: Int, includesBroken: Bool = false) {
    self.kind = kind
    self.seed = seed
    self.count = count
    self.includesBroken = includesBroken
  }

  /// The numbers of the devices that work.
  public var working: [Int] {
    (0..<count).filter { !includesBroken || kind.works(seed: seed, index: $0) }
  }

  /// Measures each working device. A simulation that fails is that device's outcome, and the next one follows.
  /// - Throws: `CancellationError`, an engine that is lost or missing, and whatever is not a matter of one device.
  public func measure<Value: Sendable>(
    stage: String, progress: (StudyProgress) throws -> Void, _ body: (Int) async throws -> Value
  ) async throws -> [DeviceOutcome<Value>] {
    var outcomes: [DeviceOutcome<Value>] = []
    let devices = working
    for device in devices {
      outcomes.append(try await DeviceOutcome(device) { try await body(device) })
      try progress(StudyProgress(stage: stage, done: outcomes.count, total: devices.count))
    }
    return outcomes
  }
}

/// What became of one device.
public struct DeviceOutcome<Value: Sendable>: Sendable {
  public let device: Int
  public let result: Result<Value, SimulationError>

  /// Nil where the simulation failed.
  public var value: Value? { try? result.get() }

  /// Nil where it did not.
  public var failure: SimulationError? {
    if case .failure(let error) = result { error } else { nil }
  }
}

extension DeviceOutcome {
  /// Measures a device. A simulation that fails is its outcome; what is not a matter of one device is thrown.
  init(_ device: Int, _ body: () async throws -> Value) async throws {
    self.device = device
    do {
      result = .success(try await body())
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      result = .failure(error)
    }
  }
}

extension DevicePopulation: Encodable {
  private enum CodingKeys: String, CodingKey {
    case kind = "device"
    case seed, count
    case includesBroken = "include_failed"
  }
}
