import CrossbarPrimitives
import MemristorDevices

/// What is wrong with a cell for good.
public enum CellFault: String, Hashable, Codable, Sendable {
  /// Its filament never dissolves.
  case stuckOn = "stuck_on"
  /// It never forms a filament.
  case stuckOff = "stuck_off"
  /// It did not come out of fabrication working: it conducts no better than without a filament.
  case notWorking = "not_working"

  /// The bit that it holds whatever is written.
  public var bit: Bool { self == .stuckOn }

  /// The memristor with this fault, for a simulation; one whose equations cannot say it stays as it is.
  func afflict(_ memristor: inout Memristor) {
    memristor = (bit ? memristor.stuckOn : memristor.stuckOff) ?? memristor
  }
}

/// How often cells are faulty.
public struct CellFaults: Hashable, Sendable {
  /// Share of the cells that are stuck in the low-resistance state, 0 to 1.
  public var stuckOn: Double
  /// Share of the cells that are stuck in the high-resistance state, 0 to 1.
  public var stuckOff: Double
  /// Whether cells work only as often as the device's yield says.
  public var countsYield: Bool

  public init(stuckOn: Double = 0, stuckOff: Double = 0, countsYield: Bool = false) {
    precondition(stuckOn >= 0 && stuckOff >= 0 && stuckOn + stuckOff <= 1, "shares of all cells")
    self.stuckOn = stuckOn
    self.stuckOff = stuckOff
    self.countsYield = countsYield
  }

  /// What is wrong with cell number `cell`, if anything.
  public func fault(of cell: Int, seed: UInt64, device: MemristorDevice) -> CellFault? {
    if countsYield, !device.works(seed: seed, index: cell) { return .notWorking }
    guard stuckOn + stuckOff > 0 else { return nil }
    var stream = RandomStream(seed: seed, purpose: "stuck cells", index: cell)
    let draw = stream.uniform()
    if draw < stuckOn { return .stuckOn }
    return draw < stuckOn + stuckOff ? .stuckOff : nil
  }

  /// The share of cells that hold `bit` for good, whatever is written.
  func share(holding bit: Bool, device: MemristorDevice) -> Double {
    let working = countsYield ? device.description.yield ?? 1 : 1
    return bit ? working * stuckOn : working * stuckOff + (1 - working)
  }
}
