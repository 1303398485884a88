import ArgumentParser
import MemristorCrossbar

/// How a network is written into an array and read back: the options that all commands which store one have.
struct StoredNetworkOptions: ParsableArguments {
  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cellEngine: CellEngineOptions

  func validate() throws {
    if cellEngine.engine == .compiled, array.scope == .array {
      throw ValidationError("--engine compiled simulates cells one by one; --scope array is one circuit, for ngspice.")
    }
  }

  /// - Parameters:
  ///   - usualBits: bits a weight where none are given; `usualTile` likewise.
  ///   - analog: how tiles form products; nil for none.
  /// - Throws: what `StorageStudy.check` throws.
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
