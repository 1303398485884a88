import ArgumentParser
import Foundation
import MemristorCrossbar

/// `mxbar mnist`: options of `StorageStudy` for a network trained here on MNIST or a data set in its format.
struct MNISTCommand: StorageCommand {
  static let configuration = CommandConfiguration(
    commandName: "mnist",
    abstract: "Train a network on MNIST or a look-alike, store it in tiles of simulated cells and run what they give back.",
    discussion: """
      --data names a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and \
      t10k-labels-idx1-ubyte, each plain or packed by gzip, or with EMNIST's files (DIR/emnist-letters for one of several \
      parts) or CIFAR-10's binary files, or an .npz archive with x_train, y_train, x_test and y_test. The network is trained and quantised; every bit of every weight \
      gets a drawn memristor in a tile, is written and read through ngspice, and the test images are classified with what \
      the currents decode to. An interrupted run goes on with --resume.
      """)

  @Option(
    help: "Folder with the images' IDX files or CIFAR-10's binary files, or an .npz archive of images and labels.", value: "path")
  var data: String
  @Option(help: "Neurons in each hidden layer, with commas between.", value: "counts") var hidden = CountList(counts: [128, 64])
  @Option("Passes through all images in training.", "count") var epochs = 10
  @Option("Keep weights within plus or minus this while training. (default: no limit)", "limit") var clip: Double?

  @OptionGroup(title: "Inference") var inference: InferenceOptions
  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Several levels a cell") var levels: LevelOptions
  @OptionGroup(title: "Several levels a cell") var fluctuations: FluctuationOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if let size = hidden.counts.first(where: { !(1...4096).contains($0) }) {
      throw ValidationError("--hidden has a layer of \(size) neurons; allowed is 1 to 4096.")
    }
    try requireCount(epochs, named: "--epochs", atMost: 100_000)
    try require(clip, named: "--clip", .positive, unit: "in weight")
    try levels.validateSpread()
  }

  var inputFiles: [String] {
    get throws { try array.inputFiles + storage.inputFiles + ImageSource(data).files(of: IDXFolder.Half.allCases) }
  }

  func study(on engine: CommandEngine) async throws -> StorageStudy {
    let source = ImageSource(data)
    return try await study(
      .trained(NetworkTrainer(hiddenLayers: hidden.counts, epochs: epochs, weightLimit: clip)),
      images: try source.images(.test, limit: inference.limit), training: try source.images(.training),
      analog: inference.analog, on: engine)
  }
}
