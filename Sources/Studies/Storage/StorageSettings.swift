import CrossbarPrimitives
import MemristorDevices

/// How a network is stored: the array's own settings, its tiles, and what is done to their cells.
public struct StorageSettings: Sendable {
  public var array: ArrayConfiguration
  /// Most rows and most columns of a tile.
  public var tileSize: Int
  /// Groups of columns that each tile keeps for codes whose own cells are faulty.
  public var spareCodes: Int
  /// Whether codes move to a spare group when a faulty cell would hold the wrong bit.
  public var remaps: Bool
  public var faults: CellFaults
  /// How often the array was written before.
  public var rewrites: Int
  /// Whether a cell's parameters change from one attempt to the next as they do from cycle to cycle.
  public var redraws: Bool
  /// Time at 0 V between writing and the final read; zero for none.
  public var retentionTime: Time
  /// Standard deviation of a read current relative to the current.
  public var readNoise: Double

  public init(
    array: ArrayConfiguration, tileSize: Int = 128, spareCodes: Int = 0, remaps: Bool = false,
    faults: CellFaults = CellFaults(), rewrites: Int = 0, redraws: Bool = false, retentionTime: Time = .zero,
    readNoise: Double = 0
  ) {
    precondition(tileSize > 0 && rewrites >= 0 && readNoise >= 0, "settings within their ranges")
    self.array = array
    self.tileSize = tileSize
    self.spareCodes = spareCodes
    self.remaps = remaps
    self.faults = faults
    self.rewrites = rewrites
    self.redraws = redraws
    self.retentionTime = retentionTime
    self.readNoise = readNoise
  }

  /// The memristor of cell number `cell` at an attempt of the last writing.
  func memristor(_ cell: Int, attempt: Int, seed: UInt64) -> Memristor {
    array.device.draw(seed: seed, index: cell, cycle: rewrites + (redraws ? attempt : 0))
  }
}
