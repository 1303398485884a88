import ArgumentParser
import Foundation
import MemristorCrossbar

/// What the commands that store a network have in common: from the quantized network to the report.
struct StorageRun {
  private let output: CommandOutput
  private let engine: CommandEngine
  private let resumes: Bool
  private let workers: WorkerOptions
  private let cellEngine: CellEngineOptions

  /// Opens the folder, before anything that takes time.
  init(
    out: String, json: Bool, earlier: EarlierResults, seed: UInt64, inputs: [String], workers: WorkerOptions,
    cellEngine: CellEngineOptions,
    resumes: Bool
  ) throws {
    output = try CommandOutput(folder: out, json: json, earlier: resumes ? .resume : earlier, seed: seed, inputs: inputs)
    engine = try CommandEngine(workers, folder: output.folder)
    self.resumes = resumes
    self.workers = workers
    self.cellEngine = cellEngine
  }

  /// A tile as one circuit would take hours.
  static func checkScope(_ scope: CircuitScope) throws {
    guard scope == .line else { throw ValidationError("--scope is \(scope.rawValue); networks are stored with line alone.") }
  }

  /// Refuses what cannot be stored or computed so, before anything takes time.
  static func check(_ settings: StorageSettings, coding: CodingScheme, bits: Int, mode: InferenceOptions.Mode) throws {
    try TilePlan.codesPerRow(
      ofTile: settings.tileSize, cellsPerCode: coding.coding.cellsPerCode(bits: bits), spareCodes: settings.spareCodes)
    let device = settings.array.device.description
    if settings.faults.countsYield { try device.require(.yield) }
    if settings.faults.stuckOn > 0 { try device.require(.stuckOn) }
    if settings.faults.stuckOff > 0 || settings.faults.countsYield { try device.require(.stuckOff) }
    if mode == .analog { try AnalogInference.check(coding, settings) }
  }

  /// - Parameter analog: how products are formed, and what they are calibrated with; nil for none.
  func store(
    _ experiment: StorageExperiment, analog: (settings: AnalogSettings, calibration: LabelledImages)?, modelFiles: [String]
  ) async throws {
    let array = experiment.settings.array
    let cells = try await cellEngine.engine(array.device, array.operations, on: engine, workers: workers)
    let announced = cells.notes + announceDoubts(of: array)
    let (result, products): (StorageResult, AnalogResult?)
    do {
      (result, products) = try await withProgress { progress in
        let result = try await experiment.run(on: cells.engine, in: output.folder, resuming: resumes, progress: progress)
        guard let analog else { return (result, nil) }
        let inference = try AnalogInference(result, settings: analog.settings, calibration: analog.calibration)
        return (result, try await inference.run(on: engine, progress: progress))
      }
    } catch let error as SimulationError {
      // Our own cards are tested: what ngspice cannot read comes from the user's.
      guard case .circuitRejected = error, !modelFiles.isEmpty else { throw error }
      throw InputFileError(path: modelFiles.joined(separator: "' or '"), reason: error)
    } catch {
      if Task.isCancelled { printError("the cells so far are kept: the same command with --resume goes on behind them") }
      throw error
    }
    let summary = try StorageSummary(result, analog: products)
    for (warning, count) in result.totals.warnings.sorted(by: { $0.key < $1.key }) {
      printError("ngspice warned in \(count) of \(result.totals.analyses) analyses: \(warning)")
    }
    try await output.finish(
      StorageReport(result, summary), configuration: experiment, results: summary,
      text: StorageText(summary, result: result, folder: output.folder.path).text, engine: engine, announced: announced)
    try result.cellEngine.requireAgreement()
  }
}
