import ArgumentParser
import MemristorCrossbar

/// A command that writes a network to an array and reads it back: `digits`, `mnist` and `infer`.
///
/// The groups stand in each command rather than in one group of groups: ArgumentParser's debug builds check every option
/// some five times as often for each level that it lies deeper.
protocol StorageCommand: StudyCommand where Question == StorageStudy {
  var storage: StorageOptions { get }
  var write: WriteOptions { get }
  var levels: LevelOptions { get }
  var fluctuations: FluctuationOptions { get }
  var array: ArrayOptions { get }
  var cells: CellEngineOptions { get }
}

extension StorageCommand {
  var cellEngine: CellEngineOptions? { cells }
  var modelFiles: [String] { array.modelFiles }

  /// - Parameters:
  ///   - source: how the network is trained, or the one that was loaded.
  ///   - images: on which the network is judged; `training` for quantizers and calibration that learn.
  ///   - usualBits: bits per weight where none are given; `usualTile` and `usualQuantizer` likewise.
  ///   - analog: how tiles form products; nil for digital inference only.
  /// - Throws: errors of `StorageStudy.check`.
  func study(
    _ source: NetworkSource, images: LabelledImages, training: LabelledImages, analog: AnalogSettings? = nil,
    usualBits: Int = 4, usualTile: Int = 128, usualQuantizer: QuantizationMethod = .nearest, on engine: CommandEngine
  ) async throws -> StorageStudy {
    let hasLevels = (storage.cellBits ?? 1) > 1 && storage.programming == nil
    let configuration = try await array.configuration(
      of: try fluctuations.kind(array.device, fluctuates: hasLevels), initialState: write.initialState, write: write.write,
      read: write.read, seed: common.seed, on: engine)
    var settings = try storage.settings(configuration, usualTile: usualTile)
    if hasLevels {
      settings.levelPlanning = levels.planning(
        configuration.device,
        in: CellSurroundings(
          rows: settings.tileSize, row: settings.tileSize - 1, transistor: configuration.transistor, wires: configuration.wires),
        configuration.write, configuration.read, holdingFor: settings.retentionTime, seed: common.seed)
      settings.levelStep = levels.step.map { .volts($0.values[0]) }
    }
    let study = StorageStudy(
      seed: common.seed, source: source,
      quantizer: try storage.quantizer.map { try QuantizationMethod(named: $0) } ?? usualQuantizer,
      bits: storage.bits ?? usualBits,
      coding: try CodingScheme(named: storage.coding), images: images, training: training,
      settings: settings, analog: analog,
      usualEngine: array.scope == .array ? .ngspice : .compiled)
    try study.check()
    return study
  }
}
