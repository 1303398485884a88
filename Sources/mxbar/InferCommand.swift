import ArgumentParser
import MemristorCrossbar

/// `mxbar infer`: options of `StorageStudy` for a network that was trained elsewhere and is read from a file.
struct InferCommand: StorageCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Store a network that was trained elsewhere in tiles of simulated cells and run what they give back.",
    discussion: """
      --weights names an ONNX file, an .npz archive, a .safetensors file or a state dict of PyTorch's (.pt). Weights alone are \
      named w0, b0, w1, b1 and so on, or NAME.weight and NAME.bias (PyTorch), or NAME/kernel and NAME/bias (Keras), or are \
      unnamed (np.savez(file, *model.get_weights())), with or without biases and batch normalisations. They are taken for dense \
      layers with a ReLU between each two unless --architecture tells the steps, as in \
      'conv(padding=same),relu,maxpool(2),flatten,dense,relu,dense'; steps are \(Architecture.grammar). Names that differ in \
      their numbers alone are ordered by these, others as they stand in the archive; the result says how. --data names a folder \
      with the IDX files of MNIST or EMNIST or with CIFAR-10's binary files, or an .npz archive of images x and labels y; the \
      network is judged by its test half.
      """)

  @OptionGroup var file: NetworkFileOptions
  @OptionGroup(title: "Inference") var inference: InferenceOptions
  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Several levels a cell") var levels: LevelOptions
  @OptionGroup(title: "Several levels a cell") var fluctuations: FluctuationOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws { try levels.validateSpread() }

  /// Whether the training half is needed: for quantization-aware training, or to calibrate analog products.
  private var learns: Bool { storage.quantizer == QuantizationMethod.trained.rawValue || inference.mode == .analog }

  var inputFiles: [String] { get throws { try array.inputFiles + storage.inputFiles + file.inputFiles(learns: learns) } }

  func study(on engine: CommandEngine) async throws -> StorageStudy {
    let given = try file.network(limit: inference.limit, learns: learns)
    return try await study(
      given.source, images: given.images, training: given.training, analog: inference.analog, on: engine)
  }
}
