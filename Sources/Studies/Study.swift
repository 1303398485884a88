import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records
import Reporting

/// A question that is answered by simulation: its settings, and how it is run.
///
/// A new study is a type that conforms to this, with its findings, and a command that fills its settings from options. A
/// command runs it and then has its findings write files, charts and text:
///
///     let findings = try await study.run(StudyRun(engine, folder: folder))
///     try findings.writeData(to: folder)
///     print(findings.text)
public protocol Study: Sendable {
  /// What a run returns: figures, files, charts and text.
  associatedtype Findings: StudyFindings
  /// Of all random draws. The same seed and settings give the same results, however many simulations run at a time.
  var seed: UInt64 { get }
  /// The cells that are written, so that they can be compiled; nil for a study of other circuits, which run in ngspice.
  var cells: StudyCells? { get }
  /// Doubtful settings, in words; reported before anything takes time. Empty for none.
  var warnings: [String] { get }
  /// The largest voltages of the access transistors in all operations, from the voltages of the lines; nil for a study
  /// without transistors, or one that chooses among settings.
  var stress: StressFigures? { get }
  /// Simulates. A simulation that fails becomes part of the findings, and the others go on.
  /// - Throws: `CancellationError`; an engine that is lost or missing; a circuit that is refused.
  func run(_ run: StudyRun) async throws -> Findings
}

extension Study {
  public var cells: StudyCells? { nil }
  public var warnings: [String] { [] }
  public var stress: StressFigures? { nil }

  /// All that a user is told before anything takes time: doubtful settings, and transistors beyond their ratings.
  public var announcements: [String] { warnings + [stress?.warning].compactMap { $0 } }
}

/// What a study found: figures, files, charts and text.
public protocol StudyFindings: RunReport {
  /// Its keys are known without any run, from its empty set of figures.
  associatedtype Result: Figures
  /// As `--json` prints them and `run.json` keeps them.
  var figures: Result { get }
  /// The figures as a few lines of text for the terminal.
  var text: String { get }
  /// Compiled cells compared with the reference engine; nil where no cells were compiled.
  var check: EngineCheck? { get }
  /// The lines of the largest array whose cells were written; nil where none were.
  var lines: ArrayLines? { get }
  /// Why the study failed as a whole although it ran to its end, such as when no simulation gave a result; nil if it did
  /// not.
  var failure: String? { get }
}

extension StudyFindings {
  public var check: EngineCheck? { nil }
  public var lines: ArrayLines? { nil }
  public var failure: String? { nil }
}

/// The cells of a study: their device, and the pulses they get.
public struct StudyCells: Sendable {
  /// The kind of memristor in every cell; its equations are what is compiled.
  public var device: MemristorDevice
  /// Every pulse that occurs, reads included, with the access transistor it goes through.
  public var operations: [(transistor: AccessTransistor, operation: CellOperation)]
  /// The engine that simulates them unless another is asked for.
  public var usualEngine: CellEngine.Kind

  /// The compiled engine prepares for these operations, so that it can refuse one before the run.
  public init(
    device: MemristorDevice, operations: [(transistor: AccessTransistor, operation: CellOperation)],
    usualEngine: CellEngine.Kind = .compiled
  ) {
    self.device = device
    self.operations = operations
    self.usualEngine = usualEngine
  }
}

/// What a study is run with: engines, a folder for rows as they are found, and a callback for its progress.
public struct StudyRun {
  /// Simulates cells; its `spice` simulates any other circuit.
  public let engine: CellEngine
  private let folder: ResultFolder?
  /// Whether tables start with the rows already in the folder.
  private let isResumed: Bool
  private let report: (StudyProgress) throws -> Void

  /// - Parameters:
  ///   - folder: stores rows as they are found; nil stores none.
  ///   - isResumed: whether the folder holds the beginning of this run.
  ///   - report: called with each step of progress; an error it throws ends the study.
  public init(
    _ engine: CellEngine, folder: ResultFolder? = nil, isResumed: Bool = false,
    report: @escaping (StudyProgress) throws -> Void = { _ in }
  ) {
    self.engine = engine
    self.folder = folder
    self.isResumed = isResumed
    self.report = report
  }

  /// Reports how far a stage is.
  /// - Parameter stage: a few words, such as `writing cells`.
  /// - Throws: what `report` throws.
  public func progress(_ stage: String, _ done: Int, of total: Int) throws {
    try report(StudyProgress(stage: stage, done: done, total: total))
  }

  /// A table that grows as rows are found. It starts with the rows that an interrupted run left, if this run continues
  /// one.
  /// - Throws: `ReportingError`.
  package func rows<Row: Codable & Sendable>(_ type: Row.Type, in name: String) throws -> RowLog<Row> {
    try RowLog(folder, name, resuming: isResumed)
  }

  /// Works on several points at a time, each of which adds rows to a table. A resumed run starts after the last point
  /// that is complete in the table.
  ///
  /// At most as many points are in progress as the cells' engine can simulate at a time. The results do not depend on
  /// that number, since each point draws from random streams of its own.
  /// - Parameters:
  ///   - counts: the number of rows of each point.
  ///   - log: gets the rows, in the order of the points.
  ///   - stage: the name of the work in progress reports, which count rows.
  ///   - capacity: points in progress at a time; nil for the engine's capacity.
  ///   - underway: rows done in points that are still in progress, for points that take long; nil to report whole points
  ///     only.
  ///   - row: makes a row of an outcome; gets the index of the point and the index of the outcome within it.
  ///   - outcome: makes an outcome of a stored row; throws `RecordError` where the row belongs to something else.
  ///   - work: makes a point's outcomes, one for each of its rows.
  /// - Returns: the outcomes by point, then by row.
  /// - Throws: the first error that `work` throws; points in progress are then cancelled.
  package func outcomes<Point: Sendable, Outcome: Sendable, Row: Codable & Sendable>(
    of points: [Point], counts: [Int], in log: RowLog<Row>, stage: String, atMost capacity: Int? = nil,
    underway: (() -> Int)? = nil, row: (Outcome, _ point: Int, _ place: Int) throws -> Row,
    outcome: (Row, _ point: Int, _ place: Int) throws -> Outcome,
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
          try progress(stage, min(done + (underway?() ?? 0), total), of: total)
        },
        store: { outcomes in
          try log.append(outcomes.enumerated().map { try row($1, point, $0) })
          point += 1
        }, every: underway == nil ? nil : .seconds(1),
        tick: { if let underway { try progress(stage, min(done + underway(), total), of: total) } }, work)
  }

  /// As `outcomes`, where the rows themselves are the outcomes.
  package func rows<Point: Sendable, Row: Codable & Sendable>(
    of points: [Point], counts: [Int], in log: RowLog<Row>, stage: String, atMost capacity: Int? = nil,
    _ work: @escaping @Sendable (Point) async throws -> [Row]
  ) async throws -> [[Row]] {
    try await outcomes(
      of: points, counts: counts, in: log, stage: stage, atMost: capacity, row: { row, _, _ in row },
      outcome: { row, _, _ in row }, work)
  }

  /// As above, for points with one row or more whose number is not known in advance.
  /// - Parameters:
  ///   - points: numbers, such as those of devices.
  ///   - number: the point that a row belongs to.
  ///   - stage: the name of the work in progress reports, which count points.
  /// - Returns: the rows by point.
  package func rows<Row: Codable & Sendable>(
    of points: [Int], by number: (Row) -> Int, in log: RowLog<Row>, stage: String,
    _ work: @escaping @Sendable (Int) async throws -> [Row]
  ) async throws -> [[Row]] {
    let stored = wholePoints(of: log, by: number)
    return try await stored
      + inOrder(
        points.dropFirst(stored.count), finished: count(stage, from: stored.count, of: points.count), store: log.append, work)
  }

  /// The rows that an interrupted run left, by point. The last point is dropped, since its rows may be incomplete.
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

  /// A callback that reports progress by one point each time it is called.
  /// - Parameter done: points that are done already.
  func count<Outcome>(_ stage: String, from done: Int, of total: Int) -> (Outcome) throws -> Void {
    var done = done
    return { _ in
      done += 1
      try progress(stage, done, of: total)
    }
  }

  /// Works on several points at a time.
  /// - Parameters:
  ///   - capacity: points in progress at a time; nil for the engine's capacity.
  ///   - finished: called with each outcome as it becomes known; the order is unspecified.
  ///   - store: called with each outcome in the order of the points, as soon as all earlier ones are known.
  ///   - interval: time between calls of `tick` while points are in progress; nil for none.
  /// - Returns: the outcomes in the order of the points.
  func inOrder<Point: Sendable, Outcome: Sendable>(
    _ points: some Sequence<Point>, atMost capacity: Int? = nil, finished: (Outcome) throws -> Void,
    store: (Outcome) throws -> Void, every interval: Duration? = nil, tick: () throws -> Void = {},
    _ work: @escaping @Sendable (Point) async throws -> Outcome
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
      }, every: interval, tick: tick, work)
  }

  /// Repeats some of a study's writes in the reference engine and compares; nil where cells are not compiled.
  /// - Parameters:
  ///   - total: the number of writes in the study.
  ///   - seed: chooses which of them are repeated.
  ///   - write: the write with an index below `total`.
  package func check(
    _ total: Int, seed: UInt64, read: ReadSettings, write: (Int) -> CheckedWrite
  ) async throws -> EngineCheck? {
    try await engine.check(total, seed: seed, read: read, write: write) {
      try progress("checking cells in ngspice", $0, of: $1)
    }
  }
}

extension StudyRun {
  /// Repeats writes of whole arrays in the reference engine and compares; nil where cells are not compiled.
  /// - Parameters:
  ///   - writes: in the order in which they are taken, until enough cells are compared.
  ///   - read: whose threshold decides the bits.
  package func check(_ writes: [CheckedArrayWrite], read: ReadSettings) async throws -> EngineCheck? {
    try await engine.check(writes, read: read) { try progress("checking arrays in ngspice", $0, of: $1) }
  }
}

/// How far a stage of a study is.
public struct StudyProgress: Sendable {
  /// A few words, such as `writing cells`.
  public let stage: String
  /// Units that are finished; the stage decides whether it counts rows, points or images.
  public let done: Int
  /// In the same unit as `done`.
  public let total: Int

  /// `done` counts from 0 to `total` at most.
  public init(stage: String, done: Int, total: Int) {
    self.stage = stage
    self.done = done
    self.total = total
  }
}
