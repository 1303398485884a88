import CrossbarArrays
import CrossbarPrimitives
import Foundation

/// What a cell may fail at.
public enum YieldMeasure: String, Codable, CaseIterable, Sendable {
  /// To read as 1 after it was written to 1 from HRS, all attempts included.
  case set
  /// To read as 0 after it was written to 0 from LRS.
  case reset
  /// To read with currents that differ by the least ratio after it was written to 1 and then to 0.
  case read
  /// To read as 0 still, after many reads in HRS.
  case disturb
  /// To read as 1 still, a time after it was written to 1.
  case retention

  /// As a table calls it.
  public var words: String {
    switch self {
    case .set: "SET"
    case .reset: "RESET"
    case .read: "read margin"
    case .disturb: "read disturb"
    case .retention: "retention"
    }
  }

  /// What a failure is, after "a cell that".
  func failure(_ conditions: YieldConditions) -> String {
    switch self {
    case .set: "reads as 0 after its SET"
    case .reset: "reads as 1 after its RESET"
    case .read: "reads with currents that differ by less than \(SpiceNumber.shortest(conditions.leastRatio)) to 1"
    case .disturb: "reads as 1 after \(SpiceNumber.shortest(conditions.reads)) reads in HRS"
    case .retention: "reads as 0 \(conditions.retentionTime.prefixed) after its SET"
    }
  }
}

/// What cells are subjected to.
public struct YieldConditions: Sendable {
  /// Word lines of the array; cells stand in the last one, farthest from the drivers.
  public var rows: Int
  public var wires: Wires
  public var write: WriteSettings
  public var read: ReadSettings
  /// Of a read of 1 over a read of 0.
  public var leastRatio: Double
  /// Reads that a cell in HRS is to stand.
  public var reads: Double
  /// After which a 1 is to be one still.
  public var retentionTime: Time

  public init(
    rows: Int, wires: Wires, write: WriteSettings, read: ReadSettings, leastRatio: Double, reads: Double, retentionTime: Time
  ) {
    (self.rows, self.wires, self.write, self.read) = (rows, wires, write, read)
    (self.leastRatio, self.reads, self.retentionTime) = (leastRatio, reads, retentionTime)
  }

  /// The pulse that writes a bit at an attempt.
  func operation(writing bit: Bool, attempt: Int) -> CellOperation {
    CellOperation(write.operation(writing: bit, row: 0, columns: [], attempt: attempt))
  }

  /// One read.
  var reading: CellOperation { CellOperation(read) }

  /// All reads of a disturb as one: equations without other memory than their states do not tell so many pulses from one
  /// that is as long as all of them together.
  var manyReads: CellOperation {
    var operation = reading
    operation.pulse.width = read.pulse.width * reads
    return operation
  }

  /// Every pulse that measures apply.
  func operations(_ measures: [YieldMeasure]) -> [CellOperation] {
    let bits =
      (measures.contains { $0 == .set || $0 == .read || $0 == .retention } ? [true] : [])
      + (measures.contains { $0 == .reset || $0 == .read } ? [false] : [])
    return bits.flatMap { bit in (0..<write.attempts).map { operation(writing: bit, attempt: $0) } } + [reading]
      + (measures.contains(.disturb) ? [manyReads] : [])
  }
}
