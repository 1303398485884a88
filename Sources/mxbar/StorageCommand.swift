import ArgumentParser
import MemristorCrossbar

/// How a network is written to an array and read back: the options of `digits`, `mnist` and `infer`.
struct StoredNetworkOptions: ParsableArguments {
  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cellEngine: CellEngineOptions

  /// Compiled cells are simulated one by one, so a whole array as one circuit needs a circuit simulator.
  func validate() throws {
    if cellEngine.engine?.way == .compiled, array.scope == .array {
      throw ValidationError("--engine compiled simulates cells one by one; --scope array is one circuit.")
    }
  }

  /// - Parameters:
  ///   - source: how the network is trained, or the one that was loaded.
  ///   - images: on which the network is judged; `training` for quantizers and calibration that learn.
  ///   - usualBits: bits per weight where none are given; `usualTile` likewise for the size of tiles.
  ///   - analog: how tiles form products; nil for digital inference only.
  /// - Throws: errors of `StorageStudy.check`.
  func study(
    _ source: NetworkSource, seed: UInt64, images: LabelledImages, training: LabelledImages, analog: AnalogSettings? = nil,
    usualBits: Int = 4, usualTile: Int = 128
  ) throws -> StorageStudy {
    let configuration = try array.configuration(initialState: write.initialState, write: write.write, read: write.read)
    let study = StorageStudy(
      seed: seed, source: source, quantizer: try QuantizationMethod(named: storage.quantizer), bits: storage.bits ?? usualBits,
      coding: try CodingScheme(named: storage.coding), images: images, training: training,
      settings: storage.settings(configuration, usualTile: usualTile), analog: analog,
      usualEngine: array.scope == .array ? .ngspice : .compiled)
    try study.check()
    return study
  }
}
