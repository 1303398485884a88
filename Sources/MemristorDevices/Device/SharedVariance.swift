import CrossbarPrimitives

/// Which part of a parameter's variance the cells of an array have in common: an array is not a sample of independent cells.
///
/// In a description `shared: {wafer: 0.1, die: 0.1, line: 0.05}`, for all parameters or for one. The rest is each cell's own.
/// A standard score is then the sum of four independent ones, each times the root of its part. `MemristorDevice.draw` knows
/// of no arrays and draws from the sum.
public struct SharedVariance: Hashable, Sendable {
  /// What all cells of a wafer, of a die, and of a word line share, beyond what the larger unit does; 0 to 1, and at most 1
  /// together.
  public var wafer, die, line: Double

  /// Nothing is checked.
  public init(wafer: Double = 0, die: Double = 0, line: Double = 0) { (self.wafer, self.die, self.line) = (wafer, die, line) }

  /// What all cells of an array share: it lies on one die of one wafer.
  public var array: Double { wafer + die }
  /// What is left to each cell.
  public var own: Double { max(0, 1 - wafer - die - line) }

  /// The largest part that may be shared: beyond it, cells would hardly differ.
  public static let most = 0.95

  /// - Throws: `DeviceError.description` for parts that are negative, or too large together.
  init(_ section: DescriptionReader.Section) throws {
    try section.allow(["wafer", "die", "line"])
    self.init(
      wafer: try section.number("wafer") ?? 0, die: try section.number("die") ?? 0, line: try section.number("line") ?? 0)
    guard [wafer, die, line].allSatisfy({ $0 >= 0 }), wafer + die + line <= Self.most else {
      throw section.fault(
        nil,
        "'\(section.path)' shares \(SpiceNumber.shortest(wafer)) of the variance in a wafer, \(SpiceNumber.shortest(die)) in a die "
          + "and \(SpiceNumber.shortest(line)) in a line; allowed are 0 or more, and \(SpiceNumber.shortest(Self.most)) together")
    }
  }
}
