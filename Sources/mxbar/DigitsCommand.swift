import ArgumentParser
import Foundation
import MemristorCrossbar

/// `mxbar digits`: options of `StorageStudy` for the published 20-20-20-10 network on ten drawn digits (Marraccini et
/// al., Nanoscale 2026, 18, 835). Cells run in ngspice unless `--engine compiled` is given.
struct DigitsCommand: StorageCommand {
  static let configuration = CommandConfiguration(
    commandName: "digits",
    abstract: "Store the published digit network in simulated 1T1R arrays and run it with what they give back.",
    discussion: """
      Trains a 20-20-20-10 network (--hidden, --images: another one) on ten 5 x 4 digits, quantises it, draws a memristor for every bit of every weight, \
      writes and reads each of them through ngspice, decodes the currents and classifies with the result.
      """)

  @Option(help: "Neurons in each hidden layer, with commas between.", value: "counts") var hidden = CountList(counts: [20, 20])
  @Option("Passes through all images in training.", "count") var epochs = 600
  @Option(help: "Images to use instead of the built-in digits: a text file of drawings.", value: "file") var images: String?

  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Several levels a cell") var levels: LevelOptions
  @OptionGroup(title: "Several levels a cell") var fluctuations: FluctuationOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if let size = hidden.counts.first(where: { !(1...1024).contains($0) }) {
      throw ValidationError("--hidden has a layer of \(size) neurons; allowed is 1 to 1024.")
    }
    try requireCount(epochs, named: "--epochs", atMost: 1_000_000)
    try levels.validateSpread()
  }

  var inputFiles: [String] { array.inputFiles + storage.inputFiles + [images].compactMap { $0 } }

  func study(on engine: CommandEngine) async throws -> StorageStudy {
    let images = try labelledImages()
    var study = try await study(
      .trained(NetworkTrainer(hiddenLayers: hidden.counts, epochs: epochs)), images: images, training: images,
      usualBits: 3, usualTile: 4096, usualQuantizer: .paper, on: engine)
    study.judgesFlips = true
    // Several levels take so many pulses that ngspice would be at it for hours.
    if study.settings.levels.count == 2 { study.usualEngine = .ngspice }
    return study
  }

  /// The user's drawings, or the built-in digits.
  private func labelledImages() throws -> LabelledImages {
    guard let images else { return try .schematicDigits() }
    let text = try readText(images, what: "file of drawings")
    do { return try LabelledImages(drawings: text) } catch { throw InputFileError(path: images, reason: error) }
  }
}
