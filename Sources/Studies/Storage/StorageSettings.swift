import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NeuralMapping

/// How a network is stored: the array, its tiles, faults, and effects between writing and reading.
public struct StorageSettings: Sendable {
  /// Device, transistor, wires and pulses, the same in every tile.
  public var array: ArrayConfiguration
  /// Levels of a cell, and which digits of a code they hold; one bit a cell unless given.
  public var levels = CellLevels.binary
  /// What programming gives, in place of simulated cells; nil to simulate each cell.
  public var programming: ProgrammingTable?
  /// How cells of more than two levels are brought to them where they are simulated; nil for none.
  public var levelPlanning: LevelPlanning?
  /// By which the line is stepped; nil for a twentieth of the resistance.
  public var levelStep: Voltage?
  /// What follows from `levelPlanning` and a sample of cells; known in a run.
  public internal(set) var levelPlan: LevelPlan?
  /// The most rows and the most columns of a tile.
  public var tileSize: Int
  /// Groups of columns that each tile reserves, each as wide as a code, for codes whose own cells are faulty.
  public var spareCodes: Int
  /// Whether a code moves to a spare group where faulty cells would change it less.
  public var remaps: Bool
  /// How many cells are stuck or broken; their places follow from the seed.
  public var faults: CellFaults
  /// How often the array was written before; each writing is a cycle with its own deviation of the parameters.
  public var rewrites: Int
  /// Whether a cell's parameters change from one attempt to the next as they do from cycle to cycle.
  public var redraws: Bool
  /// Time at 0 V between writing and the final read; zero for none.
  public var retentionTime: Time
  /// Standard deviation of a read current, relative to the current.
  public var readNoise: Double

  /// - Precondition: a positive tile size, and neither rewrites nor noise below 0.
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

  /// The memristor of a cell at an attempt of the last writing, without its fault.
  /// - Parameters:
  ///   - cell: its number among all cells.
  ///   - attempt: counted from 0.
  func memristor(_ cell: Int, attempt: Int, seed: UInt64) -> Memristor {
    array.device.draw(
      seed: seed, at: WriteCount(cell: cell, cycle: rewrites + (redraws ? attempt : 0), pulse: attempt))
  }
}
