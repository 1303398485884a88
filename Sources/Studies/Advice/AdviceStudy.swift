import CrossbarArrays
import CrossbarPrimitives
import NeuralMapping
import Records
import Reporting

/// Which way of storing keeps this network? Stores the same network in the same cells once for each combination of a
/// quantizer, a coding and a way of writing, and ranks them by what the network that is read back makes of the images.
public struct AdviceStudy: Study {
  /// One way of writing cells, with its name in tables.
  public struct Writing: Hashable, Sendable {
    public var name: String
    public var settings: WriteSettings

    public init(_ name: String, _ settings: WriteSettings) {
      self.name = name
      self.settings = settings
    }
  }

  /// A combination that is tried.
  public struct Way: Hashable, Sendable {
    public let quantizer: QuantizationMethod
    public let coding: CodingScheme
    public let writing: Writing
  }

  /// Network, images, cells and tiles; its quantizer, coding and writing are replaced.
  public var storage: StorageStudy
  public var quantizers: [QuantizationMethod]
  public var codings: [CodingScheme]
  public var writings: [Writing]

  /// Nothing is checked here; see `check`.
  public init(
    _ storage: StorageStudy, quantizers: [QuantizationMethod], codings: [CodingScheme], writings: [Writing]
  ) {
    self.storage = storage
    self.quantizers = quantizers
    self.codings = codings
    self.writings = writings
  }

  public var seed: UInt64 { storage.seed }

  /// Every combination, the quantizers outermost.
  public var ways: [Way] {
    quantizers.flatMap { quantizer in
      codings.flatMap { coding in writings.map { Way(quantizer: quantizer, coding: coding, writing: $0) } }
    }
  }

  /// The study of one way.
  func study(_ way: Way) -> StorageStudy {
    var study = storage
    (study.quantizer, study.coding, study.settings.array.write) = (way.quantizer, way.coding, way.writing.settings)
    return study
  }

  public var cells: StudyCells? {
    var cells = storage.cells
    cells?.operations = writings.flatMap { writing -> [(transistor: AccessTransistor, operation: CellOperation)] in
      var array = storage.settings.array
      array.write = writing.settings
      return array.operations
    }
    return cells
  }

  public var warnings: [String] { storage.warnings }
  /// Of the way with the largest amplitudes.
  public var stress: StressFigures? {
    writings.max { $0.settings.maximumVoltage < $1.settings.maximumVoltage }.flatMap { writing in
      study(Way(quantizer: .nearest, coding: storage.coding, writing: writing)).stress
    }
  }

  /// Rejects ways that cannot be stored, before anything takes time.
  /// - Throws: what `StorageStudy.check` throws.
  public func check() throws { for way in ways { try study(way).check() } }

  /// One row per way; it also serves to resume a run.
  static let table = "ways.csv"

  /// Stores the network in every way, one after the other, each with all workers.
  public func run(_ run: StudyRun) async throws -> AdviceFindings {
    let ways = ways
    let log = try run.rows(AdviceRow.self, in: Self.table)
    let engine = run.engine
    let rows = try await run.rows(
      of: Array(ways.indices), counts: ways.map { _ in 1 }, in: log, stage: "ways of storing", atMost: 1
    ) { [try await self.row(ways[$0], engine)] }.flatMap { $0 }
    var check: EngineCheck?
    // The engines are held against each other where the network is stored as advised.
    if let best = AdviceFindings.ranked(rows).first.flatMap({ row in ways.first { row.isOf($0) } }) {
      check = try await study(best).run(StudyRun(run.engine)).check
    }
    return AdviceFindings(study: self, rows: AdviceFindings.ranked(rows), check: check)
  }

  /// Stores the network in one way.
  private func row(_ way: Way, _ engine: CellEngine) async throws -> AdviceRow {
    var engine = engine
    engine.checks = 0
    return AdviceRow(way, try await study(way).run(StudyRun(engine)).figures)
  }
}

/// What became of the network in one way: a row of `ways.csv`.
public struct AdviceRow: Codable, Hashable, Sendable {
  public var quantizer: QuantizationMethod
  public var coding: CodingScheme
  /// The name of the way of writing.
  public var writing: String
  /// Shares of the images that are classified right: as given, quantized, and read back with its 95 % interval.
  public var float, quantized, readBack, readBackLow, readBackHigh: Double
  /// Cells that hold a bit of a code, those that read wrong, and weights and biases that changed.
  public var cells, bitErrors, weightsChanged: Int
  /// Write pulses in all.
  public var pulses: Int
  public var writeEnergy: Energy
  public var writeTime: Time
  /// Cells without a result.
  public var numericalFailures: Int

  init(_ way: AdviceStudy.Way, _ figures: StorageFigures) {
    (quantizer, coding, writing) = (way.quantizer, way.coding, way.writing.name)
    (float, quantized, readBack) = (figures.accuracy.float, figures.accuracy.quantized, figures.accuracy.readBack)
    (readBackLow, readBackHigh) = (figures.verdict.readBackWilsonLow, figures.verdict.readBackWilsonHigh)
    (cells, bitErrors, weightsChanged) = (figures.cells, figures.ber.errors, figures.weightsChanged)
    (pulses, writeEnergy, writeTime) = (figures.write.pulses, figures.cost.writeEnergy, figures.cost.writeTime)
    numericalFailures = figures.numericalFailures
  }

  func isOf(_ way: AdviceStudy.Way) -> Bool {
    (quantizer, coding, writing) == (way.quantizer, way.coding, way.writing.name)
  }
}
