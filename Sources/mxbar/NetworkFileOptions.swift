import ArgumentParser
import MemristorCrossbar

/// A network that was trained elsewhere, and the images that it is judged by.
struct NetworkFileOptions: ParsableArguments {
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

  private var source: ImageSource { ImageSource(data, layout: layout) }

  func validate() throws {
    if let value = inputMean?.values.first(where: { !$0.isFinite }) {
      throw ValidationError("--input-mean has \(value); allowed are finite numbers.")
    }
    for value in inputSD?.values ?? [] { try require(value, named: "--input-sd", .positive, unit: "in pixels from 0 to 1") }
  }

  /// - Parameter learns: whether the training half of the images is needed, too.
  func inputFiles(learns: Bool) throws -> [String] { try source.files(of: learns ? [.training, .test] : [.test]) + [weights] }

  /// The network with its images as it takes them; without need of them, those of the test half stand for the training half.
  /// - Parameter limit: the most test images; nil for all.
  func network(
    limit: Int?, learns: Bool
  ) throws -> (source: NetworkSource, images: LabelledImages, training: LabelledImages) {
    let test = try source.images(.test, limit: limit)
    let loaded = try StoredNetwork(
      contentsOf: weights,
      NetworkHints(
        order: layers?.names, architecture: try architecture.map(Architecture.init), layout: layout, image: test.shape))
    let images = try prepared(test, for: loaded.network)
    do { _ = try loaded.network.accuracy(on: images.prefix(1)) } catch { throw InputFileError(path: weights, reason: error) }
    return (
      .loaded(loaded, origin: "the file \(weights)"), images,
      learns ? try prepared(source.images(.training), for: loaded.network) : images
    )
  }

  /// Images as the network takes them.
  private func prepared(_ images: LabelledImages, for network: Network) throws -> LabelledImages {
    let images = source.fitting(images, outputs: network.outputCount)
    guard inputMean != nil || inputSD != nil else { return images }
    return try images.normalized(means: inputMean?.values ?? [0], deviations: inputSD?.values ?? [1])
  }
}

extension ChannelLayout: ExpressibleByArgument {}
