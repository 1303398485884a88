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

  @Option(help: "File with the network's weights and biases.", value: "file") var weights: String

  @Option(
    help:
      "The layers' names in the file from input to output, with commas between, as in a_in,inner,out. (default: the file's order)",
    value: "names")
  var layers: NameList?

  @Option(
    help: "The network's steps with commas between, as in conv,relu,maxpool(2),flatten,dense. (default: dense layers with a ReLU "
      + "between each two; an ONNX file tells its own)", value: "steps")
  var architecture: String?

  @Option(
    help: "Order of an image's channels: \(ChannelLayout.allCases.map(\.rawValue).joined(separator: ", ")). "
      + "(default: as the program has it that the weights come from)", value: "order")
  var layout: ChannelLayout?

  @Option(
    help: "Folder with the images' IDX files or CIFAR-10's binary files, or an .npz archive of images x and labels y.",
    value: "path")
  var data: String

  @Option("Mean of pixels from 0 to 1 that the network was trained with: one, or one for each channel. (default: 0)", "ratio,...")
  var inputMean: NumberList?
  @Option(
    "Standard deviation of pixels from 0 to 1 that the network was trained with: one, or one for each channel. (default: 1)",
    "ratio,...")
  var inputSD: NumberList?

  @OptionGroup(title: "Inference") var inference: InferenceOptions
  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  /// Whether the training half is needed: for quantization-aware training, or to calibrate analog products.
  private var learns: Bool { storage.quantizer == QuantizationMethod.trained.rawValue || inference.mode == .analog }
  private var source: ImageSource { ImageSource(data, layout: layout) }

  func validate() throws {
    if let value = inputMean?.values.first(where: { !$0.isFinite }) {
      throw ValidationError("--input-mean has \(value); allowed are finite numbers.")
    }
    for value in inputSD?.values ?? [] { try require(value, named: "--input-sd", .positive, unit: "in pixels from 0 to 1") }
  }

  var inputFiles: [String] {
    get throws { try array.inputFiles + source.files(of: learns ? [.training, .test] : [.test]) + [weights] }
  }

  func study(on engine: CommandEngine) async throws -> StorageStudy {
    let test = try source.images(.test, limit: inference.limit)
    let loaded = try StoredNetwork(
      contentsOf: weights,
      NetworkHints(
        order: layers?.names, architecture: try architecture.map(Architecture.init), layout: layout, image: test.shape))
    let images = try prepared(test, for: loaded.network)
    do { _ = try loaded.network.accuracy(on: images.prefix(1)) } catch { throw InputFileError(path: weights, reason: error) }
    return try await study(
      .loaded(loaded, origin: "the file \(weights)"), images: images,
      training: learns ? try prepared(source.images(.training), for: loaded.network) : images, analog: inference.analog,
      on: engine)
  }

  /// Images as the network takes them.
  private func prepared(_ images: LabelledImages, for network: Network) throws -> LabelledImages {
    let images = source.fitting(images, outputs: network.outputCount)
    guard inputMean != nil || inputSD != nil else { return images }
    return try images.normalized(means: inputMean?.values ?? [0], deviations: inputSD?.values ?? [1])
  }
}

extension ChannelLayout: ExpressibleByArgument {}
