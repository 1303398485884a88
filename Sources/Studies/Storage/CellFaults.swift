import CrossbarPrimitives
import MemristorDevices
import NeuralMapping

/// A permanent fault of a cell.
public enum CellFault: String, Hashable, Codable, Sendable {
  /// Stuck in the low-resistance state: its filament never dissolves.
  case stuckOn = "stuck_on"
  /// Stuck in the high-resistance state: it never forms a filament.
  case stuckOff = "stuck_off"
  /// Broken from fabrication: it conducts only as a cell without a filament does.
  case notWorking = "not_working"

  /// The bit that it holds whatever is written: true is 1.
  public var bit: Bool { self == .stuckOn }

  /// The level that it holds whatever is written: the highest or the lowest one.
  func level(of levels: CellLevels) -> Int { bit ? levels.count - 1 : 0 }

  /// Gives a memristor this fault for simulation. A device whose equations cannot express it stays as it is;
  /// `StorageStudy.check` rejects such devices.
  func afflict(_ memristor: inout Memristor) {
    memristor = (bit ? memristor.stuckOn : memristor.stuckOff) ?? memristor
  }
}

/// How often cells are faulty.
///
///     CellFaults(stuckOn: 0.01, stuckOff: 0.02)  // 1 % always read as 1, 2 % always as 0
public struct CellFaults: Hashable, Sendable {
  /// Share of the cells that are stuck in the low-resistance state, 0 to 1.
  public var stuckOn: Double
  /// Share of the cells that are stuck in the high-resistance state, 0 to 1.
  public var stuckOff: Double
  /// Whether some cells are broken at the rate given by the device's yield.
  public var countsYield: Bool

  /// - Precondition: neither share below 0, and both together 1 at most. By default no cell is faulty.
  public init(stuckOn: Double = 0, stuckOff: Double = 0, countsYield: Bool = false) {
    precondition(stuckOn >= 0 && stuckOff >= 0 && stuckOn + stuckOff <= 1, "shares of all cells")
    self.stuckOn = stuckOn
    self.stuckOff = stuckOff
    self.countsYield = countsYield
  }

  /// The fault of a cell; nil for none. It depends only on the seed and the cell's number.
  /// - Parameter cell: its number among all cells of the run.
  public func fault(of cell: Int, seed: UInt64, device: MemristorDevice) -> CellFault? {
    if countsYield, !device.works(seed: seed, index: cell) { return .notWorking }
    guard stuckOn + stuckOff > 0 else { return nil }
    var stream = RandomStream(seed: seed, purpose: "stuck cells", index: cell)
    let draw = stream.uniform()
    if draw < stuckOn { return .stuckOn }
    return draw < stuckOn + stuckOff ? .stuckOff : nil
  }

  /// The share of all cells that permanently hold `bit`, 0 to 1.
  func share(holding bit: Bool, device: MemristorDevice) -> Double {
    let working = countsYield ? device.description.yield ?? 1 : 1
    return bit ? working * stuckOn : working * stuckOff + (1 - working)
  }
}
