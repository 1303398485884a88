import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records
import Reporting

/// A question that is answered by simulation: its settings, and how it is run.
///
/// A new study is a type of this kind with its findings, and a command that fills its settings from options.
public protocol Study: Sendable {
  associatedtype Findings: StudyFindings
  /// Of everything random.
  var seed: UInt64 { get }
  /// The cells that are written, so that they can be compiled; nil for a study of other circuits.
  var cells: StudyCells? { get }
  /// What is doubtful of the settings, said before anything takes time.
  var warnings: [String] { get }
  /// Simulates. A simulation that fails is a finding, and the others go on.
  /// - Throws: `CancellationError`, an engine that is lost or missing, a circuit that is refused.
  func run(_ run: StudyRun) async throws -> Findings
}

extension Study {
  public var cells: StudyCells? { nil }
  public var warnings: [String] { [] }
}

/// What a study found: figures, files, pictures and words.
public protocol StudyFindings: RunReport {
  associatedtype Result: Figures
  /// As `--json` prints them and `run.json` keeps them.
  var figures: Result { get throws }
  /// The figures in a few lines for a person.
  var text: String { get throws }
  /// Compiled cells held against the reference; nil where none were.
  var check: EngineCheck? { get }
  /// Why the study failed as a whole although it ran to its end; nil if it did not.
  var failure: String? { get }
}

extension StudyFindings {
  public var check: EngineCheck? { nil }
  public var failure: String? { nil }
}

/// The cells of a study: which device they have, and what they see.
public struct StudyCells: Sendable {
  public var device: MemristorDevice
  public var operations: [(transistor: AccessTransistor, operation: CellOperation)]
  /// What simulates them unless something else is asked for.
  public var usualEngine: CellEngine.Kind

  public init(
    device: MemristorDevice, operations: [(transistor: AccessTransistor, operation: CellOperation)],
    usualEngine: CellEngine.Kind = .compiled
  ) {
    self.device = device
    self.operations = operations
    self.usualEngine = usualEngine
  }
}

/// What a study is run with: engines, a place for rows as they come, and somebody to tell how far it is.
public struct StudyRun {
  /// For cells; its `spice` simulates any other circuit.
  public let engine: CellEngine
  private let folder: ResultFolder?
  private let isResumed: Bool
  private let report: (StudyProgress) throws -> Void

  /// - Parameters:
  ///   - folder: keeps rows as they come; nil keeps none.
  ///   - isResumed: whether the folder holds the beginning of this run.
  ///   - report: called with how far the study is; what it throws ends the study.
  public init(
    _ engine: CellEngine, folder: ResultFolder? = nil, isResumed: Bool = false,
    report: @escaping (StudyProgress) throws -> Void = { _ in }
  ) {
    self.engine = engine
    self.folder = folder
    self.isResumed = isResumed
    self.report = report
  }

  /// Tells how far a stage is.
  public func progress(_ stage: String, _ done: Int, of total: Int) throws {
    try report(StudyProgress(stage: stage, done: done, total: total))
  }

  /// A table that grows as rows come, with the rows that an interrupted run has left.
  public func rows<Row: Codable & Sendable>(_ type: Row.Type, in name: String) throws -> RowLog<Row> {
    try RowLog(folder, name, resuming: isResumed)
  }

  /// Does work on points side by side, each of which leaves rows in a table; an interrupted run goes on where it ended.
  ///
  /// As many are under way as the cells' engine simulates at a time. What comes out does not depend on their number: each point
  /// draws from random streams of its own.
  /// - Parameters:
  ///   - counts: the number of rows of each point.
  ///   - log: gets the rows, in the order of the points.
  ///   - stage: what progress calls the work; it counts rows.
  ///   - row: an outcome as a row, with the number of its point and its place in that.
  ///   - outcome: the outcome that such a row is of; throws `RecordError` for one that is of another.
  ///   - work: makes a point's outcomes, one for each row.
  /// - Returns: the outcomes of all points.
  /// - Throws: what `work` throws first; the points under way are then cancelled.
  public func outcomes<Point: Sendable, Outcome: Sendable, Row: Codable & Sendable>(
    of points: [Point], counts: [Int], in log: RowLog<Row>, stage: String, atMost capacity: Int? = nil,
    row: (Outcome, _ point: Int, _ place: Int) throws -> Row, outcome: (Row, _ point: Int, _ place: Int) throws -> Outcome,
    _ work: @escaping @Sendable (Point) async throws -> [Outcome]
  ) async throws -> [[Outcome]] {
    var stored: [[Outcome]] = []
    var taken = 0
    let earlier = log.takeStored()
    for (point, count) in counts.enumerated() where stored.count == point && earlier.count >= taken + count {
      stored.append(
        try (0..<count).map { place in
          do { return try outcome(earlier[taken + place], point, place) } catch let error as RecordError {
            throw log.damage(row: taken + place, error)
          }
        })
      taken += count
    }
    log.keep(taken)
    let total = counts.reduce(0, +)
    var (done, point) = (taken, stored.count)
    return try await stored
      + inOrder(
        points.dropFirst(stored.count), atMost: capacity,
        finished: {
          done += $0.count
          try progress(stage, done, of: total)
        },
        store: { outcomes in
          try log.append(outcomes.enumerated().map { try row($1, point, $0) })
          point += 1
        }, work)
  }

  /// The same where outcomes are rows.
  public func rows<Point: Sendable, Row: Codable & Sendable>(
    of points: [Point], counts: [Int], in log: RowLog<Row>, stage: String, atMost capacity: Int? = nil,
    _ work: @escaping @Sendable (Point) async throws -> [Row]
  ) async throws -> [[Row]] {
    try await outcomes(
      of: points, counts: counts, in: log, stage: stage, atMost: capacity, row: { row, _, _ in row },
      outcome: { row, _, _ in row }, work)
  }

  /// As above, for points that have one row or more, nobody knows beforehand how many.
  /// - Parameters:
  ///   - points: numbers, such as those of devices.
  ///   - number: a row's point.
  ///   - stage: what progress calls the work; it counts points.
  public func rows<Row: Codable & Sendable>(
    of points: [Int], by number: (Row) -> Int, in log: RowLog<Row>, stage: String,
    _ work: @escaping @Sendable (Int) async throws -> [Row]
  ) async throws -> [[Row]] {
    let stored = wholePoints(of: log, by: number)
    return try await stored
      + inOrder(
        points.dropFirst(stored.count), finished: count(stage, from: stored.count, of: points.count), store: log.append, work)
  }

  /// The rows that an interrupted run left, by their points; the last point's may be cut short, and are not believed.
  func wholePoints<Row>(of log: RowLog<Row>, by number: (Row) -> Int) -> [[Row]] {
    var groups: [[Row]] = []
    var last: Int?
    for row in log.takeStored() {
      if number(row) != last { groups.append([]) }
      groups[groups.count - 1].append(row)
      last = number(row)
    }
    _ = groups.popLast()
    log.keep(groups.joined().count)
    return groups
  }

  /// Progress that counts points.
  func count<Outcome>(_ stage: String, from done: Int, of total: Int) -> (Outcome) throws -> Void {
    var done = done
    return { _ in
      done += 1
      try progress(stage, done, of: total)
    }
  }

  /// Does work on points side by side.
  /// - Parameters:
  ///   - finished: called with each outcome as soon as it is there.
  ///   - store: called with each outcome in the order of the points.
  func inOrder<Point: Sendable, Outcome: Sendable>(
    _ points: some Sequence<Point>, atMost capacity: Int? = nil, finished: (Outcome) throws -> Void,
    store: (Outcome) throws -> Void, _ work: @escaping @Sendable (Point) async throws -> Outcome
  ) async throws -> [Outcome] {
    var waiting: [Int: Outcome] = [:]
    var next = 0
    return try await Array(points).mapConcurrently(
      atMost: capacity ?? engine.cells.capacity,
      finished: { index, outcome in
        try finished(outcome)
        waiting[index] = outcome
        while let outcome = waiting.removeValue(forKey: next) {
          try store(outcome)
          next += 1
        }
      }, work)
  }

  /// Repeats some of a study's writes in the reference engine; nil where cells are not compiled.
  /// - Parameters:
  ///   - total: how many writes the study has.
  ///   - write: one of them.
  public func check(
    _ total: Int, seed: UInt64, read: ReadSettings, write: (Int) -> CheckedWrite
  ) async throws -> EngineCheck? {
    try await engine.check(total, seed: seed, read: read, write: write) {
      try progress("checking cells in ngspice", $0, of: $1)
    }
  }
}

/// How far a stage of a study has come.
public struct StudyProgress: Sendable {
  public let stage: String
  public let done: Int
  public let total: Int

  public init(stage: String, done: Int, total: Int) {
    self.stage = stage
    self.done = done
    self.total = total
  }
}
