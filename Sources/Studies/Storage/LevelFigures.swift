import CrossbarPrimitives
import NeuralMapping
import Records

/// Cells of more than two levels: which level each was written to, and which it reads as.
public struct LevelFigures: Figures, Equatable {
  @Figure("Levels of a cell") public var count = 0
  @Figure("In Gray's order", .plain, "Neighbouring levels differ in one bit.") public var gray = false
  @Figure("Read at another level") public var errors = BitErrors()
  @Figure("Of these, one level off", .percent, "None without errors.") public var neighbourShare: Double? = nil
  @Figure("Cells that did not reach their level", .plain, "Apart from those that reached it and read as another.")
  public var unreached = 0
  @Figure("Bits read wrong by position in the cell", .plain, "The most significant first; none of levels that are no bits.")
  public var bits: [Bit] = []
  @Figure("By level") public var byLevel: [Level] = []
  @Figure("Cells by the level written and the level read", .plain, "A list of the levels read for each level written.")
  public var confusion: [[Int]] = []

  public init() {}

  /// One bit of all cells.
  public struct Bit: Figures, Equatable {
    @Figure("What it counts in its digit") public var counts = 0
    @Figure("Bits read wrong") public var errors = 0
    @Figure("Share read wrong", .percent) public var value = 0.0
    public init() {}
  }

  /// The cells written to one level.
  public struct Level: Figures, Equatable {
    @Figure public var level = 0
    @Figure("Target", .plain, "None where cells have no target conductance.") public var target: Conductance? = nil
    @Figure public var cells = 0
    @Figure("Read at another level") public var errors = 0
    @Figure("Share at another level", .percent) public var value = 0.0
    public init() {}
  }
}

extension LevelFigures {
  /// - Parameters:
  ///   - confusion: cells by the level written (row) and the level read (column).
  ///   - targets: of each level; nil where none are known.
  init(_ confusion: Grid<Int>, levels: CellLevels, errors: BitErrors, unreached: Int, targets: [Conductance]?) {
    (count, gray, self.errors, self.unreached) = (levels.count, levels.isGray, errors, unreached)
    self.confusion = (0..<confusion.rows).map { Array(confusion.row($0)) }
    var (off, wrongBits) = (0, [Int](repeating: 0, count: levels.bits ?? 0))
    for written in 0..<levels.count {
      for read in 0..<levels.count {
        let cells = confusion[written, read]
        if abs(written - read) == 1 { off += cells }
        let different = levels.digit(at: written) ^ levels.digit(at: read)
        for bit in wrongBits.indices where different >> bit & 1 == 1 { wrongBits[bit] += cells }
      }
    }
    neighbourShare = errors.errors > 0 ? Double(off) / Double(errors.errors) : nil
    bits = wrongBits.enumerated().reversed().map { bit, wrong in
      var one = Bit()
      (one.counts, one.errors, one.value) = (1 << bit, wrong, Proportion(wrong, of: errors.cells).value)
      return one
    }
    byLevel = self.confusion.enumerated().map { level, read in
      var one = Level()
      (one.level, one.target, one.cells) = (level, targets?[level], read.reduce(0, +))
      one.errors = one.cells - read[level]
      one.value = Proportion(one.errors, of: one.cells).value
      return one
    }
  }
}
