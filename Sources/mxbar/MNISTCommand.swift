import ArgumentParser
import Foundation
import MemristorCrossbar

struct MNISTCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mnist",
    abstract: "Train a network on MNIST or a look-alike, store it in tiles of simulated cells and run what they give back.",
    discussion: """
      --data names a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and \
      t10k-labels-idx1-ubyte, each plain or packed by gzip. The network is trained and quantised; every bit of every weight \
      gets a drawn memristor in a tile, is written and read through ngspice, and the test images are classified with what \
      the currents decode to. An interrupted run goes on with --resume.
      """)

  @Option(help: ArgumentHelp("Folder with the IDX files of the images.", valueName: "dir"))
  var data: String

  @Option(help: "Seed of everything random; the output records it.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Neurons in each hidden layer, with commas between.", valueName: "counts"))
  var hidden = CountList(counts: [128, 64])

  @Option(parsing: .unconditional, help: ArgumentHelp("Passes through all images in training.", valueName: "count"))
  var epochs = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Keep weights within plus or minus this while training. (default: no limit)", valueName: "limit"))
  var clip: Double?

  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Inference") var inference: InferenceOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup var cellEngine: CellEngineOptions
  @OptionGroup var workers: WorkerOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/mnist"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws {
    if let size = hidden.counts.first(where: { !(1...4096).contains($0) }) {
      throw ValidationError("--hidden has a layer of \(size) neurons; allowed is 1 to 4096.")
    }
    try requireCount(epochs, named: "--epochs", atMost: 100_000)
    if let clip { try require(clip, named: "--clip", .positive, unit: "in weight") }
    try StorageRun.checkScope(array.scope)
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let (method, coding) = try storage.method()
    let folder = IDXFolder(data)
    let training = try folder.images(.training)
    let test = try folder.images(.test, limit: inference.limit)
    let files = try IDXFolder.Half.allCases.map(folder.files).flatMap { [$0.images, $0.labels] }
    let settings = storage.settings(
      try array.configuration(initialState: write.initialState, write: write.write, read: write.read))
    try StorageRun.check(settings, coding: coding, bits: storage.bits, mode: inference.mode)
    let run = try StorageRun(
      out: out, json: json, earlier: results.earlier, seed: seed, inputs: array.inputFiles + files, workers: workers,
      cellEngine: cellEngine, resumes: storage.resume)
    let (network, quantized) = try await withProgress { progress in
      let trainer = NetworkTrainer(hiddenLayers: hidden.counts, epochs: epochs, weightLimit: clip)
      let network = try trainer.train(on: training, seed: seed) {
        try progress(StudyProgress(stage: "training", done: $0.epoch, total: $0.epochs))
      }
      let quantized = try method.quantize(network, bits: storage.bits, coding: coding, images: training, seed: seed) {
        try progress(StudyProgress(stage: "training with quantized weights", done: $0.epoch, total: $0.epochs))
      }
      return (network, quantized)
    }
    try await run.store(
      StorageExperiment(
        seed: seed,
        source: NetworkSource(
          origin: "trained for \(epochs) epochs" + (clip.map { ", weights within \($0)" } ?? ""), quantizer: method),
        network: network, quantized: quantized, coding: coding, images: test, settings: settings),
      analog: inference.analog(training), modelFiles: array.modelFiles)
  }
}
